// Every way the standard library has to wait, each in a function of its own that leaves a trail.

@testable import TaskRegistry

/// A way to wait.
struct Leaf: Sendable {
  var name: String
  var kind: WaitKind
  /// Waits until the gate opens or the task is cancelled.
  var wait: @Sendable (Trail, Gate) async -> Void
}

enum Leaves {
  static let all: [Leaf] = [
    Leaf(name: "continuation", kind: .continuation, wait: continuation),
    Leaf(name: "throwing continuation", kind: .continuation, wait: throwing),
    Leaf(name: "unsafe continuation", kind: .continuation, wait: unsafely),
    Leaf(name: "sleep", kind: .sleep, wait: sleep),
    Leaf(name: "sleep of a clock", kind: .sleep, wait: clock),
    Leaf(name: "sleep of any clock", kind: .sleep, wait: anyClock),
    Leaf(name: "value", kind: .task, wait: value),
    Leaf(name: "result", kind: .task, wait: result),
    Leaf(name: "next of a group", kind: .group, wait: next),
    Leaf(name: "each of a group", kind: .group, wait: each),
    Leaf(name: "all of a throwing group", kind: .group, wait: waitForAll),
    Leaf(name: "a group that is left", kind: .group, wait: left),
    Leaf(name: "a discarding group", kind: .group, wait: discarding),
    Leaf(name: "async let", kind: .asyncLet, wait: asyncLet),
    Leaf(name: "stream", kind: .continuation, wait: stream),
    Leaf(name: "throwing stream", kind: .continuation, wait: throwingStream),
    Leaf(name: "chain of sequences", kind: .continuation, wait: sequences),
    Leaf(name: "own sequence", kind: .continuation, wait: ownSequence),
    Leaf(name: "cancellation handler", kind: .continuation, wait: cancellationHandler),
    Leaf(name: "task-local value", kind: .continuation, wait: taskLocal),
  ]

  private static func continuation(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.continuation")
    await withCheckedContinuation { gate.keep($0) }
  }

  private static func throwing(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.throwing")
    try? await withCheckedThrowingContinuation { gate.keep($0) }
  }

  private static func unsafely(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.unsafely")
    await withUnsafeContinuation { gate.keep($0) }
  }

  private static func sleep(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.sleep")
    try? await Task.sleep(for: .seconds(1 << 30))
  }

  private static func clock(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.clock")
    try? await SuspendingClock().sleep(until: .now + .seconds(1 << 30))
  }

  private static func anyClock(_ trail: Trail, _ gate: Gate) async {
    let clock: any Clock<Duration> = ContinuousClock()
    trail.step("Leaves.anyClock")
    try? await clock.sleep(for: .seconds(1 << 30))
  }

  private static func value(_ trail: Trail, _ gate: Gate) async {
    let other = Task { await gate.pass() }
    trail.step("Leaves.value")
    await other.value
  }

  private static func result(_ trail: Trail, _ gate: Gate) async {
    let other = Task { () async throws -> Void in await gate.pass() }
    trail.step("Leaves.result")
    _ = await other.result
  }

  private static func next(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.next")
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await gate.pass() }
      trail.step("in Leaves.next")
      await group.next()
    }
  }

  private static func each(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.each")
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await gate.pass() }
      trail.step("in Leaves.each")
      for await _ in group {}
    }
  }

  private static func waitForAll(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.waitForAll")
    try? await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await gate.pass() }
      trail.step("in Leaves.waitForAll")
      try await group.waitForAll()
    }
  }

  private static func left(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.left")
    await withTaskGroup(of: Void.self) { $0.addTask { await gate.pass() } }
  }

  private static func discarding(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.discarding")
    await withDiscardingTaskGroup { $0.addTask { await gate.pass() } }
  }

  private static func asyncLet(_ trail: Trail, _ gate: Gate) async {
    async let other: Void = gate.pass()
    trail.step("Leaves.asyncLet")
    await other
  }

  private static func stream(_ trail: Trail, _ gate: Gate) async {
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
    gate.whenOpen { continuation.finish() }
    trail.step("Leaves.stream")
    for await _ in stream {}
  }

  private static func throwingStream(_ trail: Trail, _ gate: Gate) async {
    let (stream, continuation) = AsyncThrowingStream.makeStream(of: Int.self)
    gate.whenOpen { continuation.finish() }
    do {
      trail.step("Leaves.throwingStream")
      for try await _ in stream {}
    } catch {}
  }

  private static func sequences(_ trail: Trail, _ gate: Gate) async {
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
    gate.whenOpen { continuation.finish() }
    trail.step("Leaves.sequences")
    for await _ in stream.map({ $0 + 1 }).filter({ $0 > 0 }).prefix(5).dropFirst() {}
  }

  private static func ownSequence(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.ownSequence")
    for await _ in Passages(trail: trail, gate: gate) {}
  }

  private static func cancellationHandler(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.cancellationHandler")
    await withTaskCancellationHandler {
      trail.step("in Leaves.cancellationHandler")
      await trail.pass(gate)
    } onCancel: {
    }
  }

  @TaskLocal private static var mark = 0

  private static func taskLocal(_ trail: Trail, _ gate: Gate) async {
    trail.step("Leaves.taskLocal")
    await $mark.withValue(1) {
      trail.step("in Leaves.taskLocal")
      await trail.pass(gate)
    }
  }
}

/// A sequence of the program's own.
private struct Passages: AsyncSequence, AsyncIteratorProtocol {
  let trail: Trail
  let gate: Gate

  func makeAsyncIterator() -> Passages { self }

  mutating func next() async -> Int? {
    trail.step("Passages.next()")
    await trail.pass(gate)
    return nil
  }
}
