// Every way code is nested that leads to an await, each leaving a trail.

@testable import TaskRegistry

/// A way to get to where a task waits.
struct Carrier: Sendable {
  var name: String
  var carry: @Sendable (Leaf, Trail, Gate) async -> Void
}

enum Carriers {
  static let all: [Carrier] = [
    Carrier(name: "function", carry: plain),
    Carrier(name: "five functions", carry: one),
    Carrier(name: "actor") { await Ward().enter($0, $1, $2) },
    Carrier(name: "actor in an actor") { await Ward().visit(Ward(), $0, $1, $2) },
    Carrier(name: "closure", carry: closure),
    Carrier(name: "generic function") { await generic([1], $0, $1, $2) },
    Carrier(name: "generic type") { await Box(value: "text").open($0, $1, $2) },
    Carrier(name: "protocol") { await through(Door(), $0, $1, $2) },
    Carrier(name: "property") { _ = await Lens(leaf: $0, trail: $1, gate: $2).view },
    Carrier(name: "initialiser") { _ = await Built($0, $1, $2) },
    Carrier(name: "throwing function") { try? await failing($0, $1, $2) },
    Carrier(name: "class method") { await Derived().run($0, $1, $2) },
  ]

  @inline(never) @Sendable private static func plain(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Carriers.plain")
    await leaf.wait(trail, gate)
  }

  @inline(never) @Sendable private static func one(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Carriers.one")
    await two(leaf, trail, gate)
  }

  @inline(never) private static func two(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Carriers.two")
    await three(leaf, trail, gate)
  }

  @inline(never) private static func three(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Carriers.three")
    await four(leaf, trail, gate)
  }

  @inline(never) private static func four(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Carriers.four")
    await plain(leaf, trail, gate)
  }

  @inline(never) @Sendable private static func closure(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Carriers.closure")
    await call {
      trail.step("in Carriers.closure")
      await leaf.wait(trail, gate)
    } trail: {
      trail.step("Carriers.call", $0)
    }
  }

  @inline(never) private static func call(_ body: () async -> Void, trail: (Int) -> Void) async {
    trail(#line)
    await body()
  }

  @inline(never) private static func generic<Values: Collection>(
    _ values: Values, _ leaf: Leaf, _ trail: Trail, _ gate: Gate
  ) async {
    for _ in values {
      trail.step("Carriers.generic")
      await leaf.wait(trail, gate)
    }
  }

  @inline(never) private static func through(_ way: any Way, _ leaf: Leaf, _ trail: Trail, _ gate: Gate) async
  {
    trail.step("Carriers.through")
    await way.pass(leaf, trail, gate)
  }

  @inline(never) private static func failing(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async throws {
    trail.step("Carriers.failing")
    await leaf.wait(trail, gate)
    throw CancellationError()
  }
}

private actor Ward {
  func enter(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Ward.enter")
    await leaf.wait(trail, gate)
  }

  func visit(_ other: Ward, _ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Ward.visit")
    await other.enter(leaf, trail, gate)
  }
}

private struct Box<Value: Sendable> {
  var value: Value

  @inline(never) func open(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Box.open")
    await leaf.wait(trail, gate)
  }
}

private protocol Way: Sendable {
  func pass(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async
}

private struct Door: Way {
  @inline(never) func pass(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Door.pass")
    await leaf.wait(trail, gate)
  }
}

private struct Lens {
  var leaf: Leaf
  var trail: Trail
  var gate: Gate

  var view: Int {
    @inline(never) get async {
      trail.step("Lens.view")
      await leaf.wait(trail, gate)
      return 1
    }
  }
}

private struct Built {
  @inline(never) init(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Built.init")
    await leaf.wait(trail, gate)
  }
}

private class Base: @unchecked Sendable {
  func run(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {}
}

// SAFETY: it has no state.
private final class Derived: Base, @unchecked Sendable {
  @inline(never) override func run(_ leaf: Leaf, _ trail: Trail, _ gate: Gate) async {
    trail.step("Derived.run")
    await leaf.wait(trail, gate)
  }
}
