// What `track` adds: names for observed tasks, and rows for tasks that observation does not reach.
import Testing

@testable import TaskRegistry

/// Runs jobs one after the other on a thread of its own, where the hook does not see them.
private final class OwnThreadExecutor: TaskExecutor {
  private let jobs = Guarded<(queue: [UnownedJob], isOver: Bool)>(([], false))

  init() throws {
    try NativeThread.start(name: "test-executor") { [jobs] in
      while let job = Self.next(jobs) { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }.detach()
  }

  private static func next(_ jobs: Guarded<(queue: [UnownedJob], isOver: Bool)>) -> UnownedJob? {
    let found = jobs.wait(until: nil) { jobs -> UnownedJob?? in
      jobs.queue.isEmpty ? (jobs.isOver ? .some(nil) : nil) : .some(jobs.queue.removeFirst())
    }
    return found ?? nil
  }

  func enqueue(_ job: UnownedJob) { jobs.change { $0.queue.append(job) } }
  func end() { jobs.change { $0.isOver = true } }
}

private struct Refused: Error {}

@Suite struct TrackTests {
  init() { Registry.shared.startObserving() }

  /// The rows that bear a name.
  private func rows(named name: String) -> [TaskInfo] {
    Registry.shared.snapshot().filter { $0.name == name }
  }

  @Test func an_observed_task_bears_the_name_inside_the_scope_and_its_own_outside() async throws {
    await Task.detached(name: "track-own-name") {
      let before = rows(named: "track-own-name")
      #expect(before.count == 1)
      await track("track-outer") {
        let outer = rows(named: "track-outer")
        #expect(outer.map(\.id) == before.map(\.id))
        #expect(outer.first?.kind == .task)
        #expect(outer.first?.state == .running)
        await track("track-inner") { #expect(rows(named: "track-inner").map(\.id) == before.map(\.id)) }
        #expect(rows(named: "track-outer").count == 1)
      }
      #expect(rows(named: "track-own-name").map(\.id) == before.map(\.id))
    }.value
    #expect(rows(named: "track-outer").isEmpty)
  }

  @Test func a_task_that_never_touches_the_pool_is_listed_while_it_is_tracked() async throws {
    let executor = try OwnThreadExecutor()
    defer { executor.end() }
    let id = await Task.detached(executorPreference: executor) {
      await track("track-unseen") { () -> TaskID? in
        let rows = rows(named: "track-unseen")
        #expect(rows.count == 1)
        #expect(rows.first?.kind == .tracked)
        #expect(rows.first?.state == .running)
        return rows.first?.id
      }
    }.value
    let found = try #require(id)
    #expect(Registry.shared.task(found) == nil)
  }

  @Test func a_tracked_task_is_cancelled_by_its_id_and_its_end_is_told() async throws {
    let executor = try OwnThreadExecutor()
    defer { executor.end() }
    let (ids, continuation) = AsyncStream.makeStream(of: TaskID.self)
    let task = Task.detached(executorPreference: executor) {
      try await track("track-cancelled") {
        for row in rows(named: "track-cancelled") { continuation.yield(row.id) }
        continuation.finish()
        try await Task.sleep(for: .seconds(1000))
      }
    }
    var found: [TaskID] = []
    for await id in ids { found.append(id) }
    let id = try #require(found.first)
    #expect(Registry.shared.cancel(id) == .requested)
    await #expect(throws: CancellationError.self) { try await task.value }
    guard case .ended(.cancelled, _) = Registry.shared.ending(of: id) else {
      Issue.record("the end is told as \(Registry.shared.ending(of: id))")
      return
    }
  }

  @Test func values_and_errors_pass_through() async {
    #expect(await track("track-value") { 42 } == 42)
    await #expect(throws: Refused.self) { try await track("track-error") { throw Refused() } }
  }

  @Test func a_long_name_is_cut_between_characters() async {
    let name = String(repeating: "é", count: 100)
    await Task.detached {
      await track(name) { #expect(rows(named: String(repeating: "é", count: 63)).count == 1) }
    }.value
  }
}
