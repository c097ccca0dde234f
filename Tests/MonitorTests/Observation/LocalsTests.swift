// Task-local values of live tasks: known programs bind known values.
import Testing

@testable import TaskRegistry

private enum Level {
  case low
  case high(Int)
}

private struct Request {
  var number: Int
  var path: String
}

private enum Trace {
  @TaskLocal static var id = 0
  @TaskLocal static var name = ""
  @TaskLocal static var level = Level.low
  @TaskLocal static var user: String?
  @TaskLocal static var ratio = 0.5
  @TaskLocal static var request = Request(number: 0, path: "")
  @TaskLocal static var many = [1]
  @TaskLocal static var work: @Sendable () -> Void = {}
}

@Suite struct LocalsTests {
  init() { Observed.begin }

  private func locals(of id: TaskID) async throws -> [String] {
    _ = try await Observed.suspended(id)
    let locals = try #require(Registry.shared.locals(of: id))
    #expect(locals.missing == nil)
    return locals.values.map { "\($0.key ?? "-"): \($0.type ?? "-") = \($0.value ?? "-")" }
  }

  @Test func values_are_told_with_their_keys_and_types_the_innermost_first() async throws {
    let gate = Gate()
    let heap = String(repeating: "heap ", count: 5)
    let task = Task.detached {
      await Trace.$id.withValue(7) {
        await Trace.$name.withValue(heap) {
          await Trace.$level.withValue(.high(3)) {
            await Trace.$user.withValue("me") {
              await Trace.$ratio.withValue(0.25) {
                await Trace.$request.withValue(Request(number: 9, path: "/index.html")) { await gate.pass() }
              }
            }
          }
        }
      }
    }
    #expect(
      try await locals(of: task.id) == [
        "Trace.request: Request = (number: 9, path: \"/index.html\")", "Trace.ratio: Double = 0.25",
        "Trace.user: Optional = \"me\"", "Trace.level: Level = .high(3)", "Trace.name: String = \"\(heap)\"",
        "Trace.id: Int = 7",
      ])
    gate.open()
    await task.value
    #expect(Registry.shared.locals(of: task.id) == nil)
  }

  @Test func an_outer_binding_is_hidden_and_other_kinds_of_values_are_not_guessed() async throws {
    let gate = Gate()
    let task = Task.detached {
      await Trace.$id.withValue(1) {
        await Trace.$many.withValue([1, 2]) {
          await Trace.$work.withValue({}) {
            await Trace.$user.withValue(nil) { await Trace.$id.withValue(2) { await gate.pass() } }
          }
        }
      }
    }
    #expect(
      try await locals(of: task.id) == [
        "Trace.id: Int = 2", "Trace.user: Optional = nil", "Trace.work: - = -",
        "Trace.many: Array = (_buffer: -)",
      ])
    gate.open()
    await task.value
  }

  @Test func children_see_their_parents_values_and_detached_tasks_see_none() async throws {
    let gate = Gate()
    let ids = Guarded<[String: TaskID]>([:])
    let task = Task.detached {
      await Trace.$id.withValue(5) {
        let copied = Task {
          ids.withLock { $0["copied"] = .current }
          await gate.pass()
        }
        let detached = Task.detached {
          ids.withLock { $0["detached"] = .current }
          await gate.pass()
        }
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            ids.withLock { $0["child"] = .current }
            await Trace.$name.withValue("own") { await gate.pass() }
          }
        }
        await copied.value
        await detached.value
      }
    }
    while ids.withLock({ $0.count < 3 }) { await Task.yield() }
    let known = ids.withLock { $0 }
    #expect(
      try await locals(of: #require(known["child"])) == ["Trace.name: String = \"own\"", "Trace.id: Int = 5"])
    #expect(try await locals(of: #require(known["copied"])) == ["Trace.id: Int = 5"])
    #expect(try await locals(of: #require(known["detached"])) == [])
    gate.open()
    await task.value
  }

  @Test func a_running_task_has_a_reason_and_no_values() async throws {
    let task = Task.detached { Registry.shared.locals(of: .current) }
    let locals = try #require(await task.value)
    #expect(locals.values == [])
    #expect(locals.missing == "it is running; its values cannot be read while it moves")
  }

  @Test func values_are_whole_while_they_are_bound_anew_all_the_time() async throws {
    let stop = Guarded(false)
    let task = Task.detached {
      var number = 0
      while !stop.withLock({ $0 }) {
        number += 1
        let text = String(repeating: "\(number % 10)", count: 20)
        await Trace.$name.withValue(text) { await Trace.$user.withValue(text) { await Task.yield() } }
      }
    }
    for _ in 0..<2_000 {
      guard let locals = Registry.shared.locals(of: task.id), locals.missing == nil else { continue }
      for value in locals.values {
        let text = (value.value ?? "").dropFirst().dropLast()
        #expect(text.utf8.count == 20 && Set(text).count == 1, "\(value)")
      }
      await Task.yield()
    }
    stop.withLock { $0 = true }
    await task.value
  }
}
