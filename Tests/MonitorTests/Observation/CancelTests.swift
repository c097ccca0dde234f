// Asking tasks to cancel from outside: what is answered, what the task notices, and what is told of its end.
import Testing

@testable import TaskRegistry

@Suite struct CancelTests {
  init() { Observed.begin }

  private struct Broken: Error {}

  private func ended(_ id: TaskID) -> TaskOutcome? {
    if case .ended(let outcome, _) = Registry.shared.ending(of: id) { return outcome }
    return nil
  }

  @Test func a_sleeping_task_is_woken_and_its_end_is_told() async throws {
    let task = Task { try await Task.sleep(for: .seconds(1 << 30)) }
    _ = try await Observed.suspended(task.id)
    #expect(Registry.shared.ending(of: task.id) == .gone || Registry.shared.ending(of: task.id) == .live)
    #expect(Registry.shared.cancel(task.id) == .requested)
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(ended(task.id) == .cancelled)
    #expect(Registry.shared.cancel(task.id) == .notFound)
    #expect(Registry.shared.task(task.id) == nil)
  }

  @Test func a_task_may_return_or_throw_another_error_in_spite_of_it() async throws {
    let returning = Task { (try? await Task.sleep(for: .seconds(1 << 30))) ?? () }
    let throwing = Task {
      do { try await Task.sleep(for: .seconds(1 << 30)) } catch { throw Broken() }
    }
    _ = try await Observed.suspended(returning.id)
    _ = try await Observed.suspended(throwing.id)
    #expect(Registry.shared.cancel(returning.id) == .requested)
    #expect(Registry.shared.cancel(throwing.id) == .requested)
    await returning.value
    await #expect(throws: Broken.self) { try await throwing.value }
    #expect(ended(returning.id) == .returned)
    #expect(ended(throwing.id) == .threw)
  }

  @Test func a_task_that_ignores_it_is_live_and_marked_until_it_ends() async throws {
    let gate = Gate()
    let task = Task { await gate.pass() }
    _ = try await Observed.suspended(task.id)
    #expect(Registry.shared.cancel(task.id) == .requested)
    #expect(Registry.shared.ending(of: task.id) == .live)
    #expect(Registry.shared.task(task.id)?.isCancelled == true)
    #expect(Registry.shared.cancel(task.id) == .alreadyCancelled)
    gate.open()
    await task.value
    #expect(ended(task.id) == .returned)
  }

  @Test func the_end_of_a_task_that_its_program_had_cancelled_is_told_too() async throws {
    let gate = Gate()
    let task = Task {
      await gate.pass()
      try Task.checkCancellation()
    }
    _ = try await Observed.suspended(task.id)
    task.cancel()
    #expect(Registry.shared.cancel(task.id) == .alreadyCancelled)
    gate.open()
    _ = await task.result
    #expect(ended(task.id) == .cancelled)
  }

  @Test func handlers_have_run_when_it_returns() async throws {
    let ran = Guarded(false)
    let gate = Gate()
    let task = Task {
      await withTaskCancellationHandler {
        await gate.pass()
      } onCancel: {
        ran.withLock { $0 = true }
        gate.open()
      }
    }
    _ = try await Observed.suspended(task.id)
    #expect(Registry.shared.cancel(task.id) == .requested)
    #expect(ran.withLock { $0 })
    await task.value
    #expect(ended(task.id) == .returned)
  }

  @Test func an_async_let_child_names_its_parent_which_cancels_it() async throws {
    let ids = Handover<(TaskID, TaskID)>()
    let task = Task {
      let parent = TaskID.current
      @Sendable func child() async throws {
        ids.give((parent, .current))
        try await Task.sleep(for: .seconds(1 << 30))
      }
      async let value: Void = child()
      try await value
    }
    let (parent, child) = try await ids.take()
    _ = try await Observed.suspended(child)
    #expect(Registry.shared.cancel(child) == .needsParent(parent))
    #expect(Registry.shared.task(child)?.isCancelled == false)
    #expect(Registry.shared.cancel(parent) == .requested)
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(ended(parent) == .cancelled)
    try await Observed.gone(child)
  }

  @Test func a_parent_takes_its_children_along_and_they_are_its_descendants() async throws {
    let ids = Handover<TaskID>()
    let task = Task {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 {
          group.addTask {
            let grandchild = Task.detached { try await Task.sleep(for: .seconds(1 << 30)) }
            ids.give(grandchild.id)
            try await withTaskCancellationHandler {
              try await grandchild.value
            } onCancel: {
              grandchild.cancel()
            }
          }
        }
        try await group.waitForAll()
      }
    }
    var grandchildren: Set<TaskID> = []
    for _ in 0..<3 { grandchildren.insert(try await ids.take()) }
    for id in grandchildren { _ = try await Observed.suspended(id) }
    let descendants = Registry.shared.descendants(of: task.id)
    #expect(descendants.count == 6)
    // The nearest first.
    #expect(Set(descendants.suffix(3)) == grandchildren)
    #expect(Registry.shared.cancel(task.id) == .requested)
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(ended(task.id) == .cancelled)
    for id in descendants { try await Observed.gone(id) }
  }

  @Test func cancels_that_race_with_ends_are_told_rightly_and_harm_nothing() async {
    // In a process of its own: its ends would push those of other tests out of the history.
    await #expect(processExitsWith: .success) { try await CancelTests.raceCancelsWithEnds() }
  }

  private static func raceCancelsWithEnds() async throws {
    Registry.shared.startObserving()
    #if DEBUG
      let rounds = 20_000
    #else
      let rounds = 100_000
    #endif
    let ids = Guarded<[TaskID]>([])
    let stop = Guarded(false)
    let told = Guarded((requested: 0, lost: 0))
    let canceller = try NativeThread.start(name: "test-cancel") {
      while !stop.withLock({ $0 }) {
        let piece = ids.withLock { ids in
          defer { ids = [] }
          return ids
        }
        for id in piece where Registry.shared.cancel(id) == .requested {
          // It was live and asked: from now on its end is known, or it lives.
          let isLost = Registry.shared.ending(of: id) == .gone
          told.withLock { told in
            told.requested += 1
            if isLost { told.lost += 1 }
          }
        }
      }
    }
    for _ in 0..<(rounds / 100) {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<100 {
          group.addTask {
            ids.withLock { $0.append(.current) }
            await Task.yield()
          }
        }
      }
    }
    stop.withLock { $0 = true }
    canceller.join()
    #expect(told.withLock { $0.lost } == 0)
    #expect(told.withLock { $0.requested } > 0)
  }
}
