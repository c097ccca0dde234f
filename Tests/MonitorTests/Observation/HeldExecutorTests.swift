// Tasks that hold an executor, and those that are ready behind them. Each in a process of its own: a test that blocks
// threads of the pool would keep others from going on.
import Testing

@testable import TaskRegistry

private actor Warehouse {
  func hold(_ latch: Latch, _ entered: Latch) {
    entered.open()
    latch.wait()
  }

  func visit() {}
}

@Suite struct HeldExecutorTests {
  private static func ready(_ id: TaskID, _ kind: WaitKind) -> TaskInfo? {
    Observed.valueOnThread {
      Registry.shared.task(id).flatMap { $0.state == .ready && $0.waitKind == kind ? $0 : nil }
    }
  }

  private static func expect(_ info: TaskInfo?, on: String, line: Int) {
    let seen: Comment = "\(String(describing: info))"
    #expect(info?.waitingOn == on, seen)
    #expect(info?.runs == 1, seen)
    #if DEBUG
      #expect(info?.waitingAt?.file == "HeldExecutorTests.swift", seen)
      #expect(info?.waitingAt?.line == line, seen)
    #else
      #expect(info?.waitingAt?.file == "HeldExecutorTests.swift", seen)
    #endif
  }

  @Test func a_task_whose_actor_is_held_by_another_is_ready_and_says_which_actor() async {
    await #expect(processExitsWith: .success) {
      try await HeldExecutorTests.holdActor()
    }
  }

  private static func holdActor() async throws {
    Registry.shared.startObserving()
    let warehouse = Warehouse()
    let (latch, entered) = (Latch(), Latch())
    try await PlainThreads.answer {
      Task.detached { await warehouse.hold(latch, entered) }
      entered.wait()
      let line = #line + 1
      let task = Task.detached { await warehouse.visit() }
      expect(ready(task.id, .actor), on: "Warehouse", line: line)
      latch.open()
    }
  }

  @Test func a_task_that_waits_for_the_main_actor_is_ready_and_says_so() async {
    await #expect(processExitsWith: .success) {
      try await HeldExecutorTests.holdMainActor()
    }
  }

  private static func holdMainActor() async throws {
    Registry.shared.startObserving()
    let (latch, entered) = (Latch(), Latch())
    try await PlainThreads.answer {
      Task { @MainActor in
        entered.open()
        latch.wait()
      }
      entered.wait()
      let line = #line + 1
      let task = Task.detached { await onMain() }
      expect(ready(task.id, .mainActor), on: "MainActor", line: line)
      latch.open()
    }
  }

  @MainActor private static func onMain() {}

  @Test func a_running_task_is_running_and_its_busy_time_grows() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      let (latch, entered) = (Latch(), Latch())
      try await PlainThreads.answer {
        let task = Task.detached {
          entered.open()
          latch.wait()
        }
        entered.wait()
        let first = Registry.shared.task(task.id)
        #expect(first?.state == .running)
        #expect(first?.waitKind == nil)
        #expect(first?.waitingAt == nil)
        #expect(first?.runs == 1)
        let busy = first?.busyNanoseconds ?? .max
        let later = Registry.shared.task(task.id)
        #expect((later?.busyNanoseconds ?? 0) > busy)
        #expect((later?.longestRunNanoseconds ?? 0) > busy)
        let stack = Registry.shared.stack(of: task.id)
        #expect(stack?.frames.isEmpty == false)
        #expect(stack?.framesMissing == nil)
        #expect(stack?.thread?.activity == .blocked)
        #expect(stack?.thread?.systemCall == "futex")
        latch.open()
      }
    }
  }
}
