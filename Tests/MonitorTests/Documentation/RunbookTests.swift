// What RUNBOOK.md says of each incident is asked of the sample app while that incident goes on.
import Foundation
import Testing

@testable import TaskRegistry
@testable import sample_app

@Suite(.enabled("sample-app is built") { access(SampleAppProcess.path, X_OK) == 0 })
struct RunbookTests {
  private static func runbook() throws -> Runbook {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    return Runbook(try String(contentsOf: root.appending(path: "RUNBOOK.md"), encoding: .utf8))
  }

  @Test func every_incident_has_a_section_with_at_least_two_commands() throws {
    let questions = try Self.runbook().questions
    #expect(Set(questions.keys) == Set(Incidents.all.map(\.name)))
    for (incident, questions) in questions {
      #expect(questions.count >= 2, "\(incident)")
      #expect(questions.allSatisfy { !$0.answer.isEmpty }, "\(incident)")
    }
  }

  @Test(arguments: Incidents.all.map(\.name))
  func the_commands_of_an_incident_answer_what_the_runbook_says(incident: String) async throws {
    let questions = try #require(try Self.runbook().questions[incident])
    let threads = BlockingThreads(name: "test", limit: 1)
    let tree = TemporaryTree()
    tree.file("file", "three words here")
    let process = try SampleAppProcess([
      "--port=0", "--incident=\(incident)", String(decoding: tree.root.bytes, as: UTF8.self),
    ])
    let missing = try await threads.run { _ -> [String] in
      let said = process.readStderr(until: "telnet localhost ")
      let digits = said.split(separator: "telnet localhost ").last?.prefix { $0.isNumber } ?? ""
      let port = try #require(UInt16(digits))
      defer {
        process.send(SIGKILL)
        _ = process.waitForEnd()
      }
      var numbers: Runbook.Numbers = [:]
      return try questions.flatMap { try Self.missing($0, at: port, &numbers) }
    }
    #expect(missing == [])
  }

  /// The lines that the console does not answer, though it is asked again and again for a while.
  private static func missing(
    _ question: Runbook.Question, at port: UInt16, _ numbers: inout Runbook.Numbers
  ) throws -> [String] {
    let command = Runbook.command(question.command, numbers)
    let deadline = ContinuousClock.now + .seconds(90)
    while true {
      let client = try TestClient(port: port)
      try client.send(command + "\n")
      client.endInput()
      let answer = try client.readToEnd().split(separator: "\n").map(String.init)
      var found = numbers
      let missing = question.answer.filter { pattern in
        !answer.contains { Runbook.matches(pattern, $0, &found) }
      }
      if missing.isEmpty {
        numbers = found
        return []
      }
      if ContinuousClock.now > deadline { return missing.map { "\(command): \($0) not in \(answer)" } }
      usleep(100_000)
    }
  }

  @Test func a_line_is_meant_whatever_its_numbers_are() {
    var numbers: Runbook.Numbers = [:]
    #expect(
      Runbook.matches(
        "  22  ready (actor)  writer 1  3.00 s  A.swift:5", "23 ready (actor) writer 17 41.2 ms A.swift:5",
        &numbers))
    #expect(numbers["22"] == "23")
    #expect(Runbook.command("where 22", numbers) == "where 23")
    #expect(!Runbook.matches("22 ready A.swift:5", "22 ready A.swift:6", &numbers))
    #expect(!Runbook.matches("22 ready", "22 suspended", &numbers))
    #expect(!Runbook.matches("22 ready", "22 ready now", &numbers))
    #expect(Runbook.matches("22 … at …", "22 ready and waiting at A.swift:6", &numbers))
    #expect(!Runbook.matches("22 … at …", "22 ready", &numbers))
  }
}
