// Tasks that do everything tasks can do, for tests of what must hold while they do.
import Testing

@testable import TaskRegistry

enum Load {
  private struct Broken: Error {}

  private actor Desk {
    var count = 0
    func write() { count += 1 }
    func ask(_ other: Desk) async { await other.write() }
  }

  private static let desks = (0..<3).map { _ in Desk() }

  /// Everything once.
  static func round(_ number: Int) async {
    let task = Task { await Task.yield() }
    let failing = Task.detached { throw Broken() }
    let cancelled = Task { try await Task.sleep(for: .seconds(1 << 20)) }
    await withTaskGroup(of: Int.self) { group in
      for child in 0..<4 {
        group.addTask {
          await desks[child % 3].write()
          await Task.yield()
          return child
        }
      }
      for await _ in group {}
    }
    async let left: Void = desks[number % 3].ask(desks[(number + 1) % 3])
    async let right: Void = Task.yield()
    _ = await (left, right)
    try? await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { throw Broken() }
      group.addTask { try await Task.sleep(for: .seconds(1 << 20)) }
      // `waitForAll` would wait for the sleeper too.
      for try await _ in group {}
    }
    await withDiscardingTaskGroup { group in
      group.addTask { try? await Task.sleep(for: .microseconds(50)) }
      group.addTask { await withCheckedContinuation { $0.resume() } }
    }
    cancelled.cancel()
    await task.value
    _ = await failing.result
    _ = await cancelled.result
    await Task.immediate { await Task.yield() }.value
    await Task { @MainActor in }.value
  }

  /// Everything again and again.
  static func mixture(until isEnough: @Sendable () -> Bool) async {
    var number = 0
    while !isEnough() {
      await round(number)
      number += 1
    }
  }
}

extension Observed {
  /// Nothing is left in the table but the main task and what the test itself runs on.
  static func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) {
    guard let world = World.current else { return }
    var left: [UInt64] = []
    _ = valueOnThread { () -> Bool? in
      world.pointee.sweepGlimpsed()
      left = records(world)
      // A task's record goes a moment before its end is counted.
      return left.count <= 2 && world.pointee.live == UInt64(left.count) ? true : nil
    }
    #expect(left.count <= 2, "left: \(left)", sourceLocation: sourceLocation)
    #expect(Set(left).count == left.count, "twice: \(left)", sourceLocation: sourceLocation)
    #expect(world.pointee.live == UInt64(left.count), sourceLocation: sourceLocation)
  }

  /// The ids of all records, also of tasks that no listing would show.
  private static func records(_ world: UnsafeMutablePointer<World>) -> [UInt64] {
    (0..<world.pointee.table.pool.highWater).compactMap { index in
      let id = world.pointee.table.record(at: index).pointee.id.load(ordering: .acquiring)
      return id == 0 ? nil : id
    }
  }
}
