// The stack of a suspended task: every call of the program's own, innermost first.
import Testing

@testable import TaskRegistry

@Suite struct StacksTests {
  init() { Observed.begin }

  private enum Calls {
    static let lines = [#line + 2, #line + 7, #line + 12, #line + 17, #line + 22]
    @inline(never) static func one(_ gate: Gate) async throws {
      try await two(gate)
      try Task.checkCancellation()
    }

    @inline(never) static func two(_ gate: Gate) async throws {
      try await three(gate)
      try Task.checkCancellation()
    }

    @inline(never) static func three(_ gate: Gate) async throws {
      try await four(gate)
      try Task.checkCancellation()
    }

    @inline(never) static func four(_ gate: Gate) async throws {
      try await five(gate)
      try Task.checkCancellation()
    }

    @inline(never) static func five(_ gate: Gate) async throws {
      await gate.pass()
      try Task.checkCancellation()
    }
  }

  @Test func calls_five_deep_are_all_there_each_at_its_await() async throws {
    let gate = Gate()
    defer { gate.open() }
    let task = Task.detached(name: "deep") { try await Calls.one(gate) }
    _ = try await Observed.suspended(task.id)
    let stack = try #require(Registry.shared.stack(of: task.id))
    let functions = stack.frames.compactMap(\.location?.function)
    let names = ["five", "four", "three", "two", "one"]
    #expect(functions.first?.contains("Gate.pass") == true, "\(functions)")
    let calls = stack.frames.filter { $0.location?.function.contains("Calls.") == true }
    #expect(calls.count == 5, "\(functions)")
    for (frame, name) in zip(calls, names) {
      #expect(frame.location?.function.contains("Calls.\(name)(") == true, "\(functions)")
      #expect(frame.location?.file == "StacksTests.swift")
      #expect(frame.isProgramCode)
    }
    #if DEBUG
      #expect(calls.map(\.location?.line) == Calls.lines.reversed())
    #endif
    #expect(stack.framesMissing == nil)
    #expect(stack.task.name == "deep")
    #expect(stack.spawnFrames.first?.location?.function.contains("calls_five_deep") == true)
  }

  @Test func recursion_is_shown_as_often_as_it_goes() async throws {
    @Sendable func descend(_ depth: Int, _ gate: Gate) async throws {
      if depth > 1 { try await descend(depth - 1, gate) } else { await gate.pass() }
      try Task.checkCancellation()
    }
    let gate = Gate()
    defer { gate.open() }
    let task = Task.detached { try await descend(100, gate) }
    _ = try await Observed.suspended(task.id)
    let stack = try #require(Registry.shared.stack(of: task.id))
    #expect(stack.frames.count { $0.location?.function.contains("descend") == true } == 100)
  }

  @Test func an_id_that_never_was_has_neither_task_nor_stack() {
    for id in [0, UInt64(1) << 50, .max] {
      #expect(Registry.shared.task(TaskID(rawValue: id)) == nil)
      #expect(Registry.shared.stack(of: TaskID(rawValue: id)) == nil)
      #expect(Registry.shared.cancel(TaskID(rawValue: id)) == .notFound)
      #expect(Registry.shared.ending(of: TaskID(rawValue: id)) == .gone)
      #expect(Registry.shared.descendants(of: TaskID(rawValue: id)) == [])
    }
  }

  @Test func of_an_ended_task_nothing_is_left() async throws {
    let task = Task.detached { 1 }
    _ = await task.value
    #expect(Registry.shared.task(task.id) == nil)
    #expect(Registry.shared.stack(of: task.id) == nil)
    #expect(Registry.shared.cancel(task.id) == .notFound)
  }
}
