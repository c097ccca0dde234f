// Every thread of the pool is blocked, and whoever asks on a thread of his own is answered. In a process of its own,
// because nothing else goes on in it meanwhile.
import Glibc
import Testing

@testable import TaskRegistry

@Suite struct BlockedPoolObservationTests {
  /// Blocks every thread of the pool of the default priority; answers who does, once they do.
  private static func block(_ latch: Latch) -> Set<TaskID> {
    let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let entered = Guarded(0)
    let tasks = (0..<count).map { index in
      Task.detached(name: "blocker-\(index)", priority: .medium) {
        entered.change { $0 += 1 }
        latch.wait()
      }
    }
    _ = entered.wait(until: nil) { $0 == count ? true : nil }
    return Set(tasks.map(\.id))
  }

  @Test func every_question_is_answered_and_the_blockers_are_named() async {
    await #expect(processExitsWith: .success) {
      try await BlockedPoolObservationTests.askEverything()
    }
  }

  private static func askEverything() async throws {
    Registry.shared.startObserving()
    let latch = Latch()
    let line = #line + 1
    let parked = Task.detached { try? await Task.sleep(for: .seconds(1 << 30)) }
    _ = try await Observed.suspended(parked.id)
    try await PlainThreads.answer {
      let blockers = block(latch)
      let waiting = Task.detached(name: "waiting", priority: .medium) {}
      let snapshot = Registry.shared.snapshot()
      #expect(snapshot.filter { blockers.contains($0.id) }.map(\.state) == blockers.map { _ in .running })
      var listing = TaskListing(of: .shared, order: nil)
      #expect(Set(listing.next(blockers.count).map(\.id)) == blockers)
      let ready = Registry.shared.task(waiting.id)
      #expect(ready?.state == .ready)
      #expect(ready?.runs == 0)
      #expect(ready?.waitKind == nil)
      #expect(ready?.waitingAt == nil)
      #expect(ready?.spawnedAt != nil)
      let stack = Registry.shared.stack(of: waiting.id)
      #expect(stack?.frames == [])
      #expect(stack?.framesMissing == "it has not run yet")
      #expect(Registry.shared.stack(of: parked.id)?.frames.isEmpty == false)
      #expect(Registry.shared.stack(of: parked.id)?.task.waitingAt?.line == line || !isDebug)
      let holders = Registry.shared.loopLag().holders
      #expect(blockers.isSubset(of: holders.compactMap(\.task)))
      #expect(holders.count { $0.name?.hasPrefix("blocker-") == true } == blockers.count)
      #expect(holders.allSatisfy { $0.threadID > 0 })
      let later = Registry.shared.task(waiting.id)
      #expect((later?.lagNanoseconds ?? 0) > (ready?.lagNanoseconds ?? .max))
      for blocker in blockers {
        #expect(Registry.shared.cancel(blocker) == .requested)
        #expect(Registry.shared.task(blocker)?.isCancelled == true)
        #expect(Registry.shared.ending(of: blocker) == .live)
      }
      #expect(Registry.shared.cancel(parked.id) == .requested)
      latch.open()
    }
    await parked.value
  }

  @Test func the_probe_is_overdue_with_a_growing_age_until_the_pool_goes_on() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      let latch = Latch()
      try await PlainThreads.answer {
        _ = BlockedPoolObservationTests.block(latch)
        func probe() -> LagReport.Probe? { Registry.shared.loopLag().executors.first?.probe }
        let overdue = Observed.valueOnThread { probe().flatMap { $0.isOverdue ? $0 : nil } }
        let age = overdue?.outstandingNanoseconds ?? .max
        #expect(age > LagProbe.overdueAfterNanoseconds)
        #expect((probe()?.outstandingNanoseconds ?? 0) > age)
        latch.open()
        let back = Observed.valueOnThread { probe().flatMap { $0.delays.maxNanoseconds >= age ? $0 : nil } }
        #expect(back?.isOverdue == false)
      }
    }
  }

  #if DEBUG
    private static let isDebug = true
  #else
    private static let isDebug = false
  #endif
}
