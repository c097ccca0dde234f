// Character mode over real sockets: what the session decides reaches the client, the workers and the screen.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

/// What a screen was given, for whoever waits for it.
private final class ScreenLog: Sendable {
  private let inputs = Guarded<[Screen.Input]>([])

  func add(_ input: Screen.Input) { inputs.change { $0.append(input) } }
  func wait(for isEnough: @Sendable ([Screen.Input]) -> Bool) {
    _ = inputs.wait(until: nil) { isEnough($0) ? true : nil }
  }
  var keys: [Key] { inputs.withLock { $0.flatMap(\.keys) } }
}

/// Counts when it is freed.
private final class Held: Sendable {
  let freed: Counter
  init(_ freed: Counter) { self.freed = freed }
  deinit { freed.increment() }
}

extension TestRespondent {
  /// Has the command "top": a screen that shows its size and its keys, and waits for an hour; `q` leaves it, and `b`
  /// blocks until the latch opens.
  fileprivate static func withScreen(_ log: ScreenLog, freed: Counter = Counter(), latch: Latch? = nil)
    -> Self
  {
    TestRespondent { line, audience in
      guard line == "top", audience.terminal != nil else { return nil }
      let held = Held(freed)
      return .screen(
        Screen { input in
          withExtendedLifetime(held) {
            log.add(input)
            if input.keys.contains(.character("b")) { latch?.wait() }
            let text = "\(input.size.columns)x\(input.size.rows) \(log.keys.count) keys."
            let isLeft = input.keys.contains(.character("q"))
            return Screen.Turn(
              picture: Picture(Array(text.utf8)[...], size: input.size),
              step: isLeft ? .finished : .later(nanoseconds: 3_600_000_000_000))
          }
        })
    }
  }
}

@Suite struct ServerTerminalTests {
  private static let leave = String(decoding: Painter.leave, as: UTF8.self)

  @Test func keys_are_echoed_and_lines_answered() throws {
    try serving(greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("echo x")
      try client.read(until: "echo x")
      try client.send("\r\0")
      #expect(try client.read(until: "monitor> ") == "\r\nx\r\nmonitor> ")
      try client.send("quit\r\0")
      #expect(try client.readToEnd() == "quit\r\n")
    }
  }

  @Test func what_is_typed_while_a_reply_blocks_is_run_when_it_has_ended() throws {
    let latch = Latch()
    let entered = Counter()
    let respondent = TestRespondent { line, _ in
      line == "block" ? .reply(.waiting(for: latch, entered: entered)) : nil
    }
    try serving(respondent, greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("block\r\0")
      entered.wait(for: 1)
      try client.send("echo x\r\0")
      latch.open()
      try client.read(until: "opened\r\n")
      #expect(try client.read(until: "\r\nx\r\nmonitor> ") == "monitor> echo x\r\nx\r\nmonitor> ")
    }
  }

  @Test func a_key_stops_a_live_reply_at_once_while_it_waits() throws {
    let freed = Counter()
    let respondent = TestRespondent { line, _ in
      guard line == "watch" else { return nil }
      let held = Held(freed)
      return .live(
        Reply { output in
          withExtendedLifetime(held) { output += Array("tick\n".utf8) }
          return .later(nanoseconds: 3_600_000_000_000)
        })
    }
    try serving(respondent, greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("watch\r\0")
      try client.read(until: "tick\r\n")
      try client.send("q")
      try client.read(until: "monitor> ")
      freed.wait(for: 1)
      let plain = try server.person()
      try plain.send("watch\n")
      try plain.read(until: "tick\n")
      try plain.send("echo x\n")
      #expect(try plain.read(until: "monitor> ") == "x\nmonitor> ")
      freed.wait(for: 2)
    }
  }

  @Test func a_screen_sees_keys_and_sizes_at_once_and_may_end_itself() throws {
    let log = ScreenLog()
    try serving(.withScreen(log), greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("top\r\0")
      try client.read(until: "90x25 0 keys.")
      try client.send("s\u{1B}[B")
      log.wait { $0.flatMap(\.keys) == [.character("s"), .down] }
      try client.send(Telnet.size(100, 30))
      try client.read(until: "100x30 2 keys.")
      // Alone, it is the key when nothing has followed for a moment.
      try client.send([0x1B])
      log.wait { $0.flatMap(\.keys).last == .escape }
      try client.send("q")
      try client.read(until: Self.leave)
      #expect(try client.read(until: "monitor> ") == "monitor> ")
      try client.send("echo x\r\0")
      try client.read(until: "\r\nx\r\nmonitor> ")
    }
  }

  @Test func keys_that_come_while_a_picture_is_made_are_not_forgotten() throws {
    let log = ScreenLog()
    let latch = Latch()
    try serving(.withScreen(log, latch: latch), greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("top\r\0")
      try client.read(until: "0 keys.")
      try client.send("b")
      log.wait { $0.count == 2 }
      try client.send("xy")
      // Its answer shows that the keys before it have been taken.
      try client.send([255, 246])
      try client.read(until: "\u{7}")
      latch.open()
      log.wait { $0.flatMap(\.keys) == [.character("b"), .character("x"), .character("y")] }
      // Only the number has changed.
      try client.read(until: "\u{1B}[1;7H3")
    }
  }

  @Test func control_c_leaves_a_screen_whose_worker_is_blocked() throws {
    let log = ScreenLog()
    let latch = Latch()
    let freed = Counter()
    defer { latch.open() }
    try serving(.withScreen(log, freed: freed, latch: latch), greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("top\r\0")
      try client.read(until: "0 keys.")
      try client.send("b")
      log.wait { $0.count == 2 }
      try client.send([3])
      try client.read(until: Self.leave)
      #expect(try client.read(until: "monitor> ") == "monitor> ")
      try client.send("echo x\r\0")
      try client.read(until: "\r\nx\r\nmonitor> ")
      latch.open()
      freed.wait(for: 1)
    }
  }

  @Test func a_client_that_vanishes_in_a_screen_frees_it() throws {
    let log = ScreenLog()
    let freed = Counter()
    try serving(.withScreen(log, freed: freed), greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("top\r\0")
      try client.read(until: "0 keys.")
      client.reset()
      freed.wait(for: 1)
      let other = try server.terminal()
      try other.send("top\r\0")
      try other.read(until: "keys.")
      other.endInput()
      #expect(try other.readToEnd().hasSuffix(Self.leave))
      freed.wait(for: 2)
    }
  }

  @Test func a_screen_gives_the_terminal_back_when_the_server_stops() throws {
    let log = ScreenLog()
    var client: TestClient?
    try serving(.withScreen(log), greetingDelay: .zero) { server in
      client = try server.terminal()
      try client?.send("top\r\0")
      try client?.read(until: "0 keys.")
    }
    #expect(try client?.readToEnd().hasSuffix(Self.leave) == true)
  }

  @Test func a_screen_is_not_idle_but_a_page_that_nobody_turns_is() throws {
    let log = ScreenLog()
    let configuration = Monitor.Configuration.with { $0.idleTimeLimit = .milliseconds(300) }
    try serving(.withScreen(log), greetingDelay: .zero, configuration: configuration) { server in
      let screen = try server.terminal()
      try screen.send("top\r\0")
      try screen.read(until: "0 keys.")
      let reader = try server.terminal()
      try reader.send("rows 1000\r\0")
      let text = try reader.readToEnd()
      #expect(text.contains("-- more --"))
      #expect(text.hasSuffix("error: nothing was asked for a long time, so this connection is closed\r\n"))
      // Meanwhile the other has been silent for longer.
      try screen.send("q")
      try screen.read(until: "monitor> ")
    }
  }

  @Test func a_question_is_asked_and_a_yes_runs_the_line() throws {
    let respondent = TestRespondent { line, audience in
      guard line == "signal" else { return nil }
      return audience.isConfirmed ? .reply(.text("sent")) : .confirm("send it?")
    }
    try serving(respondent, greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("signal\r\0")
      try client.read(until: "send it? [y/N] ")
      try client.send("n")
      try client.read(until: "nothing was done\r\nmonitor> ")
      try client.send("signal\r\0")
      try client.read(until: "send it? [y/N] ")
      try client.send("y")
      #expect(try client.read(until: "monitor> ") == "y\r\nsent\r\nmonitor> ")
      let plain = try server.person()
      try plain.send("signal\n")
      try plain.read(until: "send it? [y/N] ")
      try plain.send("yes\n")
      #expect(try plain.read(until: "monitor> ") == "sent\nmonitor> ")
    }
  }

  @Test func a_setting_changes_who_reads() throws {
    let respondent = TestRespondent { line, audience in
      switch line {
      case "plain": .setting(.color(false))
      case "colors": .reply(.text("colors \(audience.usesColor)"))
      default: nil
      }
    }
    try serving(respondent, greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("colors\r\0")
      try client.read(until: "colors true\r\nmonitor> ")
      try client.send("plain\r\0")
      try client.read(until: "plain\r\nmonitor> ")
      try client.send("colors\r\0")
      try client.read(until: "colors false\r\nmonitor> ")
    }
  }

  @Test func a_page_is_held_and_an_endless_reply_is_not_asked_for_more() throws {
    let pieces = Counter()
    let respondent = TestRespondent { line, _ in
      guard line == "endless" else { return nil }
      return .reply(
        Reply { output in
          pieces.increment()
          for _ in 0..<100 { output += Array("line\n".utf8) }
          return .more
        })
    }
    try serving(respondent, greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("endless\r\0")
      try client.read(until: "-- more --")
      let other = try server.person()
      for _ in 0..<50 {
        try other.send("echo x\n")
        try other.read(until: "monitor> ")
      }
      #expect(pieces.value == 1)
      try client.send(" ")
      try client.read(until: "-- more --")
      try client.send("q")
      try client.read(until: "monitor> ")
      try client.send("echo x\r\0")
      try client.read(until: "\r\nx\r\nmonitor> ")
    }
  }

  @Test func tab_completes_from_what_the_respondent_knows_and_keys_behind_it_wait() throws {
    let latch = Latch()
    let respondent = TestRespondent(candidates: { line in
      latch.wait()
      return LineCompletion(
        replacedBytes: line.utf8.count, candidates: [LineCompletion.Candidate(word: "echo")])
    })
    defer { latch.open() }
    try serving(respondent, greetingDelay: .zero) { server in
      let client = try server.terminal()
      try client.send("ec\tx\r\0")
      try client.read(until: "ec")
      latch.open()
      #expect(try client.read(until: "\r\nx\r\nmonitor> ") == "ho x\r\nx\r\nmonitor> ")
    }
  }

  @Test func a_key_is_echoed_while_another_client_is_flooded_and_every_usual_worker_is_blocked() throws {
    let latch = Latch()
    let entered = Counter()
    let respondent = TestRespondent { line, _ in
      line == "block" ? .reply(.waiting(for: latch, entered: entered)) : nil
    }
    defer { latch.open() }
    try serving(respondent, greetingDelay: .zero) { server in
      let client = try server.terminal()
      let flooded = try server.person()
      try flooded.send("flood\n")
      let blocked = try (0..<WorkerPool.usualThreads).map { _ in try server.person() }
      for client in blocked { try client.send("block\n") }
      entered.wait(for: blocked.count)
      for key in "abc" {
        try client.send(String(key))
        #expect(try client.read(until: String(key)) == String(key))
      }
      latch.open()
    }
  }
}
