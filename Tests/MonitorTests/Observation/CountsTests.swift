// Counts of outcomes, runs and spawns. Exact only where nobody else spawns: in a process of their own.
import Glibc
import Testing

@testable import TaskRegistry

@Suite struct CountsTests {
  private struct Broken: Error {}

  private static func difference(
    _ body: () async -> Void
  ) async -> Statistics.Counts {
    // What the test itself runs on is seen before it is counted.
    await Task.yield()
    let before = Registry.shared.statistics().sinceStart
    await body()
    return Registry.shared.statistics().sinceStart.since(before)
  }

  @Test func every_outcome_is_counted_exactly() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      await Task.detached {
        let counts = await CountsTests.difference {
          for _ in 0..<100 { await Task {}.value }
          for _ in 0..<50 { _ = await Task { throw Broken() }.result }
          for _ in 0..<30 { _ = await Task { throw CancellationError() }.result }
          await withTaskGroup(of: Int.self) { group in
            for value in 0..<20 { group.addTask { value } }
            for await _ in group {}
          }
          await withDiscardingTaskGroup { group in
            for _ in 0..<10 { group.addTask {} }
          }
          for _ in 0..<5 {
            async let value = Int.random(in: 0..<9)
            _ = await value
          }
          async let failed: Void = { throw Broken() }()
          _ = try? await failed
        }
        #expect(counts.spawned == 216)
        #expect(counts.returned == 135)
        #expect(counts.threw == 51)
        #expect(counts.cancelled == 30)
      }.value
    }
  }

  @Test func a_reset_begins_a_new_span_and_leaves_the_total() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      await Task.detached {
        for _ in 0..<10 { await Task {}.value }
        let first = Registry.shared.statistics(reset: true)
        for _ in 0..<7 { await Task {}.value }
        let second = Registry.shared.statistics()
        #expect(second.sinceReset.spawned == 7)
        #expect(second.sinceReset.returned == 7)
        #expect(second.sinceStart.spawned == first.sinceStart.spawned + 7)
        #expect(second.sinceReset.elapsedNanoseconds < second.sinceStart.elapsedNanoseconds)
        #expect(second.live == 2)
        #expect(second.running == 1)
      }.value
    }
  }

  /// A lock like those of the monitor's tables, held by a thread that runs no tasks.
  private final class HeldLock: Sendable {
    let lock = SpinLock()

    /// Holds it for a moment that begins before this returns.
    func hold() throws {
      let isHeld = Latch()
      try NativeThread.start(name: "test-holds") {
        self.lock.lock()
        isHeld.open()
        usleep(2_000)
        self.lock.unlock()
      }.detach()
      isHeld.wait()
    }
  }

  @Test func a_task_that_waits_for_a_lock_is_told_of_until_the_reset() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      try await Task.detached {
        let before = Registry.shared.statistics().overhead.lockWaits
        let held = HeldLock()
        // Where this thread comes too late, it is free again.
        while Registry.shared.statistics().overhead.lockWaits == before {
          try held.hold()
          held.lock.lock()
          held.lock.unlock()
        }
        #expect(Registry.shared.statistics(reset: true).overhead.longestLockWaitNanoseconds > 0)
        let after = Registry.shared.statistics().overhead
        #expect(after.longestLockWaitNanoseconds == 0)
        #expect(after.lockWaits > before)
      }.value
    }
  }

  @Test func spawns_and_live_tasks_are_counted_by_spawn_site() async {
    await #expect(processExitsWith: .success) {
      await CountsTests.countBySite()
    }
  }

  private static let line = #line + 3
  // Not inlined: an unrolled loop has as many spawn sites as it has copies.
  @inline(never) private static func park(at gate: Gate) {
    Task.detached { await gate.pass() }
  }

  @inline(never) private static func runToItsEnd() async {
    await Task.detached {}.value
  }

  private static func countBySite() async {
    Registry.shared.startObserving()
    let gate = Gate()
    for _ in 0..<40 { park(at: gate) }
    for _ in 0..<3 { await runToItsEnd() }
    gate.waitOnThread(for: 40)
    let sites = Registry.shared.statistics().sites
    let first = sites.first { $0.live == 40 }
    #expect(first?.spawned == 40)
    #expect(sites.contains { $0.spawned == 3 && $0.live == 0 })
    #if DEBUG
      #expect(first?.location?.file == "CountsTests.swift")
      #expect(first?.location?.line == line)
    #endif
    gate.open()
  }
}
