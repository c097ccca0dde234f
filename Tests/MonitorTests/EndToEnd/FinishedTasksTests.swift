// Finished tasks and task-local values as a script gets them from the real console.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite struct FinishedTasksTests {
  private struct Row: Decodable {
    let id: UInt64
    let name: String?
    let outcome: String
    let error: String?
    let cancelled: Bool?
    let cancelledBy: String?
    let spawnedAt: String?
  }

  private enum Problem: Error { case status(Int) }

  private enum Trace {
    @TaskLocal static var request = 0
  }

  @Test("A task that a session cancelled is listed with the session, and one that threw with its error")
  func finished() async {
    // In a process of its own: other tests' ends would push these out of the history.
    await #expect(processExitsWith: .success) { try await FinishedTasksTests.checkFinished() }
  }

  private static func checkFinished() async throws {
    try await LiveConsole.run { console in
      let tag = LiveConsole.tag()
      let sleeper = Task.detached(name: "\(tag) sleeper") { try await Task.sleep(for: .seconds(3_600)) }
      _ = try await console.tasks(of: tag) { $0["sleeper"]?.doing == "suspended sleep" }
      let answer = try await console.ask("cancel \(sleeper.id) --wait 60s")
      #expect(answer.text.contains("task \(sleeper.id) ended after"))
      _ = await Task.detached(name: "\(tag) failing") { throw Problem.status(503) }.result
      let first = try await console.ask("ps-terminated --json --name '\(tag) sleeper'").object(Row.self)
      #expect(first.outcome == "cancelled")
      #expect(first.cancelled == true)
      let session = try #require(first.cancelledBy)
      #expect(session.hasPrefix("console ") && UInt32(session.dropFirst(8)) != nil)
      let second = try await console.ask("pt --json --outcome threw --name '\(tag) *'").object(Row.self)
      #expect(second.error == "FinishedTasksTests.Problem.status(503)")
      #expect(second.cancelledBy == nil)
      let told = try await console.ask("where-terminated \(sleeper.id)").lines
      #expect(told.first == "task \(sleeper.id) \"\(tag) sleeper\": cancelled CancellationError")
      #expect(told.contains { $0.hasPrefix("  cancelled yes, by \(session), asked for ") })
      let listed = try await console.ask("pt --name '\(tag) *'").lines
      #expect(listed.last?.hasPrefix("showing 2 of ") == true)
    }
  }

  @Test("Task-local values are shown where they are asked for")
  func locals() async throws {
    try await LiveConsole.run { console in
      let tag = LiveConsole.tag()
      let task = Task.detached(name: "\(tag) request") {
        try await Trace.$request.withValue(42) { try await Task.sleep(for: .seconds(3_600)) }
      }
      _ = try await console.tasks(of: tag) { $0["request"]?.doing == "suspended sleep" }
      let lines = try await console.ask("where \(task.id) --locals").lines
      #expect(
        lines.suffix(2) == ["task locals, innermost first:", "  FinishedTasksTests.Trace.request: Int = 42"])
      task.cancel()
      _ = await task.result
    }
  }
}
