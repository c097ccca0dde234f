// What clients may do to each other and to the server: nothing.
import Testing

@testable import MonitorServer

@Suite struct ServerBoundsTests {
  @Test func a_reply_that_blocks_its_worker_does_not_stop_others_however_many_block() throws {
    let latch = Latch()
    let entered = Counter()
    let respondent = TestRespondent { line, _ in
      line == "block" ? .reply(.waiting(for: latch, entered: entered)) : nil
    }
    defer { latch.open() }
    try serving(respondent) { server in
      let blocked = try (0..<12).map { _ in try TestClient(port: server.port) }
      for client in blocked { try client.send("block\n") }
      entered.wait(for: blocked.count)
      #expect(try server.answer(to: "echo x\n") == "x\n")
      latch.open()
      for client in blocked { try client.read(until: "opened\n") }
    }
  }

  @Test func an_interrupt_gets_a_prompt_also_while_the_reply_blocks() throws {
    let latch = Latch()
    let entered = Counter()
    let respondent = TestRespondent { line, _ in
      line == "block" ? .reply(.waiting(for: latch, entered: entered)) : nil
    }
    defer { latch.open() }
    try serving(respondent, greetingDelay: .zero) { server in
      let client = try server.person()
      try client.send("block\n")
      entered.wait(for: 1)
      try client.send([3])
      #expect(try client.read(until: "monitor> ") == "\nmonitor> ")
      try client.send("echo x\n")
      #expect(try client.read(until: "monitor> ") == "x\nmonitor> ")
      latch.open()
      try client.send("echo y\n")
      #expect(try client.read(until: "monitor> ") == "y\nmonitor> ")
    }
  }

  @Test func a_reader_that_never_reads_is_given_up_and_others_are_served_meanwhile() throws {
    let freed = Counter()
    try serving(.withHeldReply(freed), configuration: .with { $0.stallTimeLimit = .milliseconds(300) }) {
      server in
      let deaf = try TestClient(port: server.port)
      try deaf.send("held\n")
      let answer = try server.answer(to: "rows 10000\n")
      #expect(answer.hasSuffix("row 9999\n"))
      freed.wait(for: 1)
      // What the kernel had taken by then is all there is.
      let received = try deaf.readToEnd().utf8.count
      #expect(received > 0)
    }
  }

  @Test func a_reply_is_not_asked_for_more_than_the_outbox_may_hold_and_one_piece() throws {
    let pieces = Counter()
    let respondent = TestRespondent { line, _ in
      guard line == "pieces" else { return nil }
      return .reply(
        Reply { output in
          pieces.increment()
          output.append(contentsOf: [UInt8](repeating: 0x78, count: 1_048_575) + [10])
          return .more
        })
    }
    try serving(respondent) { server in
      let deaf = try TestClient(port: server.port)
      try deaf.send("pieces\n")
      pieces.wait(for: 1)
      // Many turns of the loop and the workers, in which the reply could be asked for more.
      for _ in 0..<200 {
        let answer = try server.answer(to: "echo x\n")
        #expect(answer == "x\n")
      }
      // The kernel's buffers take some mebibytes; unbounded, it would be a piece a turn.
      #expect(pieces.value < 50)
    }
  }

  @Test func a_client_that_vanishes_in_the_midst_of_its_output_ends_its_reply() throws {
    let freed = Counter()
    try serving(.withHeldReply(freed)) { server in
      let client = try TestClient(port: server.port)
      try client.send("held\n")
      try client.read(until: "x")
      client.reset()
      freed.wait(for: 1)
      let answer = try server.answer(to: "echo x\n")
      #expect(answer == "x\n")
    }
  }

  @Test func more_lines_than_may_wait_are_left_in_the_socket_and_none_is_lost() throws {
    let latch = Latch()
    let respondent = TestRespondent { line, _ in line == "block" ? .reply(.waiting(for: latch)) : nil }
    defer { latch.open() }
    try serving(respondent, configuration: .with { $0.maximumQueuedLines = 2 }) { server in
      let client = try TestClient(port: server.port)
      try client.send("block\n")
      let line = "echo " + String(repeating: "x", count: 4_090) + "\n"
      let lines = Array(String(repeating: line, count: 10).utf8)
      // The kernel's buffers are full in the end: the server has stopped reading.
      let sent = client.sendUntilFull(lines)
      #expect(sent > 0)
      latch.open()
      client.endInput()
      let answer = try client.readToEnd()
      // A last line cut by the full buffer is still a line.
      #expect(answer.utf8.count { $0 == 10 } == 1 + (sent + line.utf8.count - 1) / line.utf8.count)
    }
  }

  @Test func clients_above_the_cap_get_one_error_line_and_those_below_do_not_notice() throws {
    try serving(greetingDelay: .zero, configuration: .with { $0.maximumConnections = 3 }) { server in
      let served = try (0..<3).map { _ in try server.person() }
      let others = try (0..<200).map { _ in try TestClient(port: server.port) }
      for other in others {
        #expect(
          try other.readToEnd() == "error: all 3 connections are in use; close one, or try again later\n")
        other.close()
      }
      for client in served {
        try client.send("echo x\n")
        #expect(try client.read(until: "monitor> ") == "x\nmonitor> ")
      }
      try served[0].send("quit\n")
      #expect(try served[0].readToEnd() == "")
      served[0].close()
      _ = try server.person()
    }
  }

  @Test func whoever_says_nothing_for_too_long_is_told_so_and_closed() throws {
    try serving(greetingDelay: .zero, configuration: .with { $0.idleTimeLimit = .milliseconds(100) }) {
      server in
      let client = try TestClient(port: server.port)
      let text = try client.readToEnd()
      #expect(
        text.hasSuffix(
          "hello\nmonitor> error: nothing was asked for a long time, so this connection is closed\n"))
    }
  }
}
