import Glibc
import Testing

@testable import sample_app

@Suite(.timeLimit(.minutes(1)), .enabled("sample-app is built") { access(SampleAppProcess.path, X_OK) == 0 })
struct SampleAppProcessTests {
  private let threads = BlockingThreads(name: "test", limit: 1)
  private let tree = TemporaryTree()

  private func directory() -> String { String(decoding: tree.root.bytes, as: UTF8.self) }

  @Test(arguments: [SIGTERM, SIGINT])
  func a_signal_ends_it_in_order_with_a_final_report(signal: Int32) async throws {
    tree.file("file", "three words here")
    let process = try SampleAppProcess(["--port", "0", directory()])
    let (before, after, code) = try await threads.run { _ in
      let before = process.readStderr(until: "scan 1:")
      process.send(signal)
      return (before, process.readStderr(), process.waitForEnd())
    }
    #expect(before.contains("telnet localhost "))
    #expect(after.contains("final report: 1 files, 3 words, 3 distinct\n"))
    #expect(code == 0)
  }

  @Test func its_console_has_commands_and_values_of_its_own() async throws {
    tree.file("file", "three words here and words again")
    let process = try SampleAppProcess(["--port", "0", directory()])
    let told = try await threads.run { _ in
      let said = process.readStderr(until: "scan 1:")
      let digits = said.split(separator: "telnet localhost ").last?.prefix { $0.isNumber } ?? ""
      let client = try TestClient(port: try #require(UInt16(digits)))
      try client.send(
        """
        top-words -n 2 --json
        rescan --json
        vars 'words*' --json
        incident leak
        incident leak
        ps --all --name 'incident leak' --json

        """)
      client.endInput()
      let told = try client.readToEnd()
      process.send(SIGTERM)
      _ = process.waitForEnd()
      return told.split(separator: "\n").map(String.init)
    }
    #expect(told.count == 7)
    #expect(told.prefix(2) == [#"{"word":"words","count":2}"#, #"{"word":"again","count":1}"#])
    #expect(
      told.dropFirst(2).first?.contains(#""read":0,"unchanged":1,"removed":0,"failed":0,"time_ns":"#) == true)
    #expect(
      told.dropFirst(3).first == #"{"name":"words in the index","value":6,"unit":"words","error":null}"#)
    #expect(told.dropFirst(4).first == "leak has begun: \(LeakIncident().summary)")
    #expect(told.dropFirst(5).first == "error: leak goes on already: check may tell of it")
    #expect(told.last?.contains(#""name":"incident leak""#) == true)
  }

  @Test(arguments: Incidents.all.map(\.name))
  func an_incident_does_not_keep_it_from_ending(incident: String) async throws {
    let process = try SampleAppProcess(["--port=0", "--incident=\(incident)", directory()])
    let (report, code) = try await threads.run { _ in
      _ = process.readStderr(until: "files/s")
      process.send(SIGTERM)
      return (process.readStderr(), process.waitForEnd())
    }
    #expect(report.contains("final report: 0 files"))
    #expect(code == 0)
  }

  @Test(arguments: [
    (["--bogus"], 2), (["--incident", "x"], 2), (["/nonexistent"], 1), (["/etc/passwd"], 1),
  ])
  func bad_input_ends_it_with_one_line(arguments: [String], expected: Int) async throws {
    let process = try SampleAppProcess(arguments)
    let (text, code) = try await threads.run { _ in (process.readStderr(), process.waitForEnd()) }
    #expect(text.hasPrefix("sample-app: error: "))
    #expect(text.filter { $0 == "\n" }.count == 1)
    #expect(Int(code) == expected)
  }
}
