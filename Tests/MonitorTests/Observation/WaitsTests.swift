// What tasks wait for: every way to suspend reads back with its state, wait kind, whom it waits for and the line of the
// await (in debug builds; the function in both).
import Testing

@testable import TaskRegistry

private actor Warehouse {
  @inline(never) func park(_ gate: Gate) async { await gate.pass() }
}

@Suite struct WaitsTests {
  init() { Observed.begin }

  /// A task that waits, and what is known of it.
  private struct Scene {
    var task: TaskID
    var kind: WaitKind
    var on: String?
    var line: Int
    var end: () -> Void
  }

  private func expect(_ scene: Scene, _ function: String = #function) async throws {
    defer { scene.end() }
    let info = try await Observed.task(scene.task) { $0.state == .suspended && $0.waitKind == scene.kind }
    #expect(info.waitingOn == scene.on)
    #expect(info.waitingAt?.function.contains(function) == true, "\(String(describing: info.waitingAt))")
    #if DEBUG
      #expect(info.waitingAt?.file == "WaitsTests.swift")
      #expect(info.waitingAt?.line == scene.line)
    #endif
    #expect(info.isCancelled == false)
  }

  @Test func a_continuation() async throws {
    let held = Handover<CheckedContinuation<Void, Never>>()
    let line = #line + 1
    let task = Task { await withCheckedContinuation { held.give($0) } }
    let continuation = try await held.take()
    try await expect(Scene(task: task.id, kind: .continuation, line: line) { continuation.resume() })
  }

  @Test func an_unsafe_throwing_continuation() async throws {
    let held = Handover<UnsafeContinuation<Void, any Error>>()
    let line = #line + 1
    let task = Task { try await withUnsafeThrowingContinuation { held.give($0) } }
    let continuation = try await held.take()
    try await expect(Scene(task: task.id, kind: .continuation, line: line) { continuation.resume() })
  }

  @Test func every_form_of_sleep() async throws {
    let line = #line + 2
    let tasks: [Task<Void, any Error>] = [
      Task { try await Task.sleep(nanoseconds: 1 << 50) },
      Task { try await Task.sleep(for: .seconds(1 << 30)) },
      Task { try await ContinuousClock().sleep(for: .seconds(1 << 30)) },
      Task { try await SuspendingClock().sleep(until: .now + .seconds(1 << 30)) },
      Task { try await Task.sleep(until: .now + .seconds(1 << 30), clock: .continuous) },
      Task { try await Task.sleep(for: .seconds(1 << 30), tolerance: .seconds(1), clock: .suspending) },
    ]
    for (index, task) in tasks.enumerated() {
      try await expect(Scene(task: task.id, kind: .sleep, line: line + index) { task.cancel() })
    }
  }

  @Test func the_value_of_a_task() async throws {
    let gate = Gate()
    let other = Task { await gate.pass() }
    let line = #line + 1
    let task = Task { await other.value }
    try await expect(
      Scene(task: task.id, kind: .task, on: other.id.description, line: line) { gate.open() })
  }

  @Test func the_next_result_of_a_group() async throws {
    let gate = Gate()
    let line = #line + 4
    let task = Task {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await gate.pass() }
        await group.next()
      }
    }
    try await expect(Scene(task: task.id, kind: .group, line: line) { gate.open() })
  }

  @Test func the_end_of_a_group_that_is_waited_for() async throws {
    let gate = Gate()
    let line = #line + 4
    let plain = Task {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await gate.pass() }
        await group.waitForAll()
      }
    }
    let throwing = Task {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await gate.pass() }
        try await group.waitForAll()
      }
    }
    try await expect(Scene(task: plain.id, kind: .group, line: line) {})
    try await expect(Scene(task: throwing.id, kind: .group, line: line + 6) { gate.open() })
  }

  @Test func the_end_of_a_group_whose_scope_is_left() async throws {
    let gate = Gate()
    let line = #line + 2
    let plain = Task {
      await withTaskGroup(of: Void.self) { $0.addTask { await gate.pass() } }
    }
    let discarding = Task {
      await withDiscardingTaskGroup { $0.addTask { await gate.pass() } }
    }
    try await expect(Scene(task: plain.id, kind: .group, line: line) {})
    try await expect(Scene(task: discarding.id, kind: .group, line: line + 3) { gate.open() })
  }

  @Test func an_async_let() async throws {
    let gate = Gate()
    let ids = Handover<TaskID>()
    @Sendable func child() async {
      ids.give(.current)
      await gate.pass()
    }
    let line = #line + 3
    let task = Task {
      async let value: Void = child()
      await value
    }
    let child = try await ids.take()
    try await expect(
      Scene(task: task.id, kind: .asyncLet, on: child.description, line: line) { gate.open() })
  }

  @Test func the_next_element_of_a_stream() async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
    let line = #line + 1
    let task = Task { for await _ in stream {} }
    try await expect(Scene(task: task.id, kind: .continuation, line: line) { continuation.finish() })
  }

  @Test func a_continuation_inside_an_actor() async throws {
    let warehouse = Warehouse()
    let gate = Gate()
    let task = Task.detached { await warehouse.park(gate) }
    defer { gate.open() }
    let info = try await Observed.suspended(task.id)
    #expect(info.waitKind == .continuation)
    let stack = try #require(Registry.shared.stack(of: task.id))
    let functions = stack.frames.compactMap(\.location?.function)
    #expect(functions.first?.contains("Gate.pass()") == true, "\(functions)")
    #expect(functions.contains { $0.contains("Warehouse.park") }, "\(functions)")
  }

  @Test func a_task_that_was_cancelled_and_goes_on_keeps_its_state_and_is_marked() async throws {
    let gate = Gate()
    defer { gate.open() }
    let task = Task { await gate.pass() }
    _ = try await Observed.suspended(task.id)
    task.cancel()
    let info = try await Observed.task(task.id) { $0.isCancelled == true }
    #expect(info.state == .suspended)
    #expect(info.waitKind == .continuation)
  }

  @Test func each_yield_is_one_run_more() async throws {
    let gate = Gate()
    defer { gate.open() }
    let task = Task.detached {
      for _ in 0..<37 { await Task.yield() }
      await gate.pass()
    }
    // A task that is about to be enqueued by its own yield is suspended for a moment too.
    let info = try await Observed.task(task.id) { info in
      info.state == .suspended && info.waitingAt?.function.contains("Gate.pass") == true
    }
    #expect(info.runs == 38)
  }
}
