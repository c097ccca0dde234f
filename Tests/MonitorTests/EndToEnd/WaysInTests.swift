// The three ways in, over real sockets.
import Testing

@testable import MonitorServer

@Suite struct WaysInTests {
  @Test func a_script_gets_exactly_its_commands_output_and_the_end() throws {
    try serving { server in
      let answer = try server.answer(to: "echo a\necho b\r\necho c")
      #expect(answer == "a\nb\nc\n")
    }
  }

  @Test func a_person_is_greeted_prompted_and_may_quit() throws {
    try serving(greetingDelay: .zero) { server in
      let client = try TestClient(port: server.port)
      #expect(try client.read(count: Telnet.probe.count) == Telnet.probe)
      #expect(try client.read(until: "monitor> ") == "hello\nmonitor> ")
      try client.send("who\n")
      #expect(try client.read(until: "monitor> ") == "person\nmonitor> ")
      try client.send("\n")
      #expect(try client.read(until: "monitor> ") == "monitor> ")
      try client.send("quit\n")
      #expect(try client.readToEnd() == "")
    }
  }

  @Test func lines_glued_into_one_packet_run_in_order_and_a_line_split_into_bytes_is_one() throws {
    try serving { server in
      let client = try TestClient(port: server.port)
      try client.send("rows 2000\necho done\n")
      let rows = (0..<2_000).map { "row \($0)\n" }.joined()
      #expect(try client.read(until: "done\n") == rows + "done\n")
      for byte in "echo split\r\n".utf8 { try client.send([byte]) }
      #expect(try client.read(until: "split\n") == "split\n")
    }
  }

  @Test func output_that_is_pending_at_the_end_of_the_input_is_finished() throws {
    try serving { server in
      let client = try TestClient(port: server.port)
      try client.send("rows 300000\necho done\n")
      client.endInput()
      let text = try client.readToEnd()
      #expect(text.hasSuffix("row 299999\ndone\n"))
      #expect(text.utf8.count { $0 == 10 } == 300_001)
    }
  }

  @Test func quitting_delivers_what_came_before_and_runs_nothing_after() throws {
    try serving { server in
      let answer = try server.answer(to: "rows 5000\nquit\necho no\n")
      #expect(answer.hasSuffix("row 4999\n"))
    }
  }

  @Test func a_mebibyte_in_one_line_is_one_error_and_the_next_line_is_answered() throws {
    try serving { server in
      let line = String(repeating: "x", count: 1_048_576)
      let answer = try server.answer(to: "\(line)\necho next\n")
      #expect(answer == "error: the line is longer than 8192 bytes; send a shorter one\nnext\n")
    }
  }

  @Test func bytes_that_are_no_text_are_one_error_and_the_next_line_is_answered() throws {
    try serving { server in
      let client = try TestClient(port: server.port)
      try client.send(Array("echo first\n".utf8) + [0, 1, 2, 0xFE, 0x80, 10] + Array("echo next\n".utf8))
      client.endInput()
      let lines = try client.readToEnd().split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines.first == "first")
      #expect(lines.dropFirst().first?.hasPrefix("error: ") == true)
      #expect(lines.last == "next")
    }
  }

  @Test func half_a_telnet_sequence_and_silence_is_greeted_and_harms_nobody() throws {
    try serving(greetingDelay: .milliseconds(1)) { server in
      let silent = try TestClient(port: server.port)
      try silent.send([255, 253])
      try silent.read(until: "monitor> ")
      let other = try server.person()
      try other.send("echo x\n")
      #expect(try other.read(until: "monitor> ") == "x\nmonitor> ")
    }
  }

  @Test func a_telnet_client_that_refuses_everything_is_greeted_and_served_in_lines() throws {
    try serving { server in
      let client = try TestClient(port: server.port)
      try client.send([255, 252, 31])
      #expect(try client.read(count: 15) == Telnet.wishes + [255, 253, 31])
      #expect(try client.read(until: "monitor> ") == "hello\r\nmonitor> ")
      try client.send([255, 254, 1, 255, 254, 3, 255, 252, 3, 255, 252, 24, 255, 252, 31])
      try client.send("echo x\r\0")
      #expect(try client.read(until: "monitor> ") == "x\r\nmonitor> ")
    }
  }

  @Test func an_interrupt_ends_a_flood_and_the_next_command_is_answered() throws {
    try serving(greetingDelay: .zero) { server in
      let client = try server.person()
      try client.send("flood\n")
      try client.read(until: "row 5000\n")
      try client.send([255, 244, 255, 253, 6])
      try client.read(until: "monitor> ")
      #expect(try client.read(count: 3) == [255, 251, 6])
      try client.read(until: "monitor> ")
      try client.send("echo still\n")
      #expect(try client.read(until: "monitor> ") == "still\r\nmonitor> ")
    }
  }

  @Test func a_browser_is_refused_and_nothing_of_its_request_runs() throws {
    let runs = Counter()
    let respondent = TestRespondent { _, _ in
      runs.increment()
      return nil
    }
    try serving(respondent) { server in
      let client = try TestClient(port: server.port)
      try client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\ncancel 1\n")
      let answer = try client.readToEnd()
      #expect(answer.hasPrefix("error: this port does not speak HTTP"))
      #expect(answer.hasSuffix("\n"))
      #expect(runs.value == 0)
    }
  }

  @Test func a_reply_that_says_later_goes_on_later_and_others_are_served_meanwhile() throws {
    let latch = Latch()
    let respondent = TestRespondent { line, _ in
      guard line == "ticks" else { return nil }
      var count = 0
      return .reply(
        Reply { output in
          count += 1
          output.append(contentsOf: Array("tick \(count)\n".utf8))
          return count == 3 ? .finished : .later(nanoseconds: 1_000_000)
        })
    }
    latch.open()
    try serving(respondent) { server in
      let answer = try server.answer(to: "ticks\necho x\n")
      #expect(answer == "tick 1\ntick 2\ntick 3\nx\n")
    }
  }

  @Test func a_unix_domain_socket_has_the_same_console_for_this_user_only() throws {
    let path = TemporaryPath()
    try serving(configuration: .with { $0.socketPath = path.path }) { _ in
      #expect(path.mode == 0o600)
      let client = try TestClient(path: path.path)
      try client.send("echo over the path\n")
      client.endInput()
      #expect(try client.readToEnd() == "over the path\n")
    }
    #expect(path.mode == nil)
  }
}
