// Observation comes and goes while tasks are under way, and shares the runtime's hook with others. In processes of
// their own, because all tasks of a process are concerned.
import CTaskRuntime
import CTestHooks
import Glibc
import Testing

@testable import TaskRegistry

@Suite struct SwitchingTests {
  /// Parks so many tasks, and answers their ids once they wait.
  private static func park(_ count: Int, _ gate: Gate) -> Set<TaskID> {
    let tasks = (0..<count).map { _ in Task.detached { await gate.pass() } }
    gate.waitOnThread(for: count)
    return Set(tasks.map(\.id))
  }

  private static func seen(_ ids: Set<TaskID>) -> Int {
    Registry.shared.snapshot().count { ids.contains($0.id) }
  }

  @Test func tasks_from_before_the_start_appear_when_they_are_enqueued_again() async {
    await #expect(processExitsWith: .success) {
      let (gate, second) = (Gate(), Gate())
      let task = Task.detached(name: "early", priority: .utility) {
        await gate.pass()
        // It may have been let through before it suspended.
        await Task.yield()
        await second.pass()
      }
      gate.waitOnThread(for: 1)
      Registry.shared.startObserving()
      #expect(Registry.shared.task(task.id) == nil)
      gate.open()
      let info = try await Observed.suspended(task.id)
      #expect(info.name == "early")
      #expect(info.kind == .task)
      #expect(info.priority == TaskPriority.utility.rawValue)
      #expect(info.creator == nil)
      #expect(info.spawnedAt == nil)
      #expect(info.runs >= 1)
      #expect(Registry.shared.cancel(task.id) == .requested)
      second.open()
      await task.value
      #expect(Registry.shared.task(task.id) == nil)
    }
  }

  @Test func children_from_before_the_start_bring_their_parents_along_once() async {
    await #expect(processExitsWith: .success) {
      try await SwitchingTests.startAmongChildren()
    }
  }

  private static func startAmongChildren() async throws {
    for round in 0..<50 {
      let gates = [Gate(), Gate()]
      let parent = Task.detached(name: "parent-\(round)") {
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<4 {
            group.addTask {
              await gates[0].pass()
              // It may have been let through before it suspended.
              await Task.yield()
              await gates[1].pass()
            }
          }
        }
      }
      gates[0].waitOnThread(for: 4)
      Registry.shared.startObserving()
      gates[0].open()
      gates[1].waitOnThread(for: 4)
      let info = try await Observed.suspended(parent.id)
      #expect(info.name == "parent-\(round)")
      #expect(info.waitKind == .group)
      let snapshot = Registry.shared.snapshot().filter { $0.id == parent.id || $0.parent == parent.id }
      #expect(snapshot.count { $0.id == parent.id } == 1, "\(snapshot)")
      #expect(snapshot.count { $0.parent == parent.id } == 4, "\(snapshot)")
      gates[1].open()
      await parent.value
      try await Observed.gone(parent.id)
      Registry.shared.stopObserving()
    }
  }

  @Test func what_is_recorded_stays_so_through_a_stop_until_it_ends() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      let gate = Gate()
      let ids = SwitchingTests.park(100, gate)
      Registry.shared.stopObserving()
      #expect(ctr_hook_read() == ctr_hook_empty)
      #expect(SwitchingTests.seen(ids) == 100)
      #expect(Registry.shared.statistics().features.first?.reason == "observation is stopped")
      let unseen = Gate()
      let others = SwitchingTests.park(10, unseen)
      #expect(SwitchingTests.seen(others) == 0)
      gate.open()
      let isEmpty = try await Observed.value { SwitchingTests.seen(ids) == 0 ? true : nil }
      #expect(isEmpty == true)
      Registry.shared.startObserving()
      unseen.open()
    }
  }

  @Test func it_is_switched_thousands_of_times_under_load_and_loses_nothing() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      let gate = Gate()
      let parked = SwitchingTests.park(200, gate)
      let stop = Guarded(false)
      let work = (0..<4).map { _ in Task.detached { await Load.mixture(until: { stop.withLock { $0 } }) } }
      try await PlainThreads.answer {
        for round in 0..<5_000 {
          Registry.shared.stopObserving()
          if round % 16 == 0 { sched_yield() }
          Registry.shared.startObserving()
          if round % 64 == 0 {
            #expect(SwitchingTests.seen(parked) == 200)
            sched_yield()
          }
        }
      }
      stop.withLock { $0 = true }
      for task in work { await task.value }
      #expect(SwitchingTests.seen(parked) == 200)
      gate.open()
      let isEmpty = try await Observed.value { Registry.shared.snapshot().count <= 2 ? true : nil }
      #expect(isEmpty == true, "\(Registry.shared.snapshot())")
      await Task {}.value
      Observed.expectNothingLeft()
    }
  }

  @Test func a_hook_installed_before_is_chained_to() async {
    await #expect(processExitsWith: .success) {
      cth_install()
      Registry.shared.startObserving()
      #expect(ctr_hook_read() == ctr_hook_ours)
      let before = cth_count()
      let gate = Gate()
      let ids = SwitchingTests.park(50, gate)
      #expect(cth_count() >= before + 50)
      #expect(SwitchingTests.seen(ids) == 50)
      Registry.shared.stopObserving()
      #expect(cth_is_outermost())
      gate.open()
    }
  }

  @Test func a_hook_installed_after_ours_is_left_alone_and_both_see_everything() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      cth_install()
      let before = cth_count()
      let gate = Gate()
      let ids = SwitchingTests.park(50, gate)
      #expect(cth_count() >= before + 50)
      #expect(SwitchingTests.seen(ids) == 50)
      Observation.shared.restoreHook()
      #expect(cth_is_outermost())
      for _ in 0..<100 {
        Registry.shared.stopObserving()
        #expect(cth_is_outermost())
        Registry.shared.startObserving()
      }
      let more = SwitchingTests.park(50, Gate())
      #expect(SwitchingTests.seen(more) == 50)
      cth_uninstall()
      #expect(ctr_hook_read() == ctr_hook_ours)
      let last = SwitchingTests.park(50, Gate())
      #expect(SwitchingTests.seen(last) == 50)
      gate.open()
    }
  }

  @Test func a_hook_that_somebody_empties_is_put_back_and_counted() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      let lost = Registry.shared.statistics().overhead.hookLost
      cth_clear()
      Observation.shared.restoreHook()
      #expect(ctr_hook_read() == ctr_hook_ours)
      // The monitor's own thread may have been quicker.
      #expect(Registry.shared.statistics().overhead.hookLost == lost + 1)
      let ids = SwitchingTests.park(10, Gate())
      #expect(SwitchingTests.seen(ids) == 10)
      Registry.shared.stopObserving()
      Observation.shared.restoreHook()
      #expect(ctr_hook_read() == ctr_hook_empty)
    }
  }
}
