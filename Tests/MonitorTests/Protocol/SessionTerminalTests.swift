// A conversation with somebody whose client sends every key, as values: bytes in, effects out, no socket.
import Testing

@testable import MonitorServer

extension Talk {
  /// What was done, where the rest is bytes for the terminal: those as text.
  fileprivate mutating func sent() -> String {
    done().reduce(into: "") { text, effect in
      if case .send(let bytes) = effect { text += String(decoding: bytes, as: UTF8.self) }
    }
  }

  /// What was done beside sending.
  fileprivate mutating func acted() -> [Session.Effect] {
    done().filter { if case .send = $0 { false } else { true } }
  }

  /// Types a line and enters it.
  fileprivate mutating func enter(_ line: String) {
    receive(line + "\r\0")
    effects = []
  }
}

@Suite struct SessionTerminalTests {
  @Test(arguments: [false, true]) func a_telnet_client_gets_a_terminal_and_its_prompt_once(bytewise: Bool) {
    var talk = Talk(isByteByByte: bytewise)
    talk.wait()
    #expect(talk.done() == [.send(Telnet.probe), .greet])
    talk.says("hello\n")
    talk.replyEnds()
    talk.receive(Telnet.inetutils[0])
    #expect(talk.done() == [.send(Array("hello\nmonitor> ".utf8) + Telnet.wishes)])
    talk.receive(Telnet.inetutils[1])
    // Over the prompt that is there already.
    let sent = talk.done()
    guard case .send(let bytes)? = sent.first, sent.count == 1 else {
      Issue.record("\(sent)")
      return
    }
    let text = bytes.filter { $0 != 255 && $0 < 128 }
    #expect(String(decoding: text, as: UTF8.self).contains("\r\0monitor> "))
    talk.receive(Telnet.inetutils[2])
    #expect(talk.done() == [])
    talk.receive("ps\r\0")
    #expect(talk.acted() == [.run("ps", .atTerminal)])
  }

  @Test(arguments: [false, true]) func a_client_that_speaks_first_is_asked_for_the_rest(bytewise: Bool) {
    var talk = Talk(isByteByByte: bytewise)
    // PuTTY's plink.
    talk.receive([
      255, 251, 31, 255, 251, 32, 255, 251, 24, 255, 251, 39, 255, 253, 1, 255, 251, 3, 255, 253, 3,
    ])
    #expect(
      talk.done() == [
        .send([255, 253, 31] + Telnet.wishes), .greet,
        .send([255, 254, 32] + Telnet.nameRequest + [255, 254, 39]),
      ])
    talk.says("hello\n")
    talk.replyEnds()
    #expect(talk.sent() == "hello\r\nmonitor> ")
  }

  @Test func keys_are_shown_by_the_server_and_lines_are_run() {
    var talk = Talk.terminal()
    talk.receive("p")
    #expect(talk.sent() == "p")
    talk.receive("x\u{7F}s")
    #expect(talk.sent().hasPrefix("x"))
    talk.receive("\r\0")
    #expect(talk.done() == [.send("\r\n"), .run("ps", .atTerminal)])
    talk.says("a\nb\n")
    talk.replyEnds()
    #expect(talk.sent() == "a\r\nb\r\nmonitor> ")
    talk.receive("   \r\n")
    #expect(talk.sent().hasSuffix("\r\nmonitor> "))
  }

  @Test func what_is_typed_while_a_reply_runs_is_kept_for_the_prompt() {
    var talk = Talk.terminal()
    talk.enter("ps")
    talk.receive("lag\r\0where")
    #expect(talk.done() == [])
    talk.says("row\n")
    talk.replyEnds()
    #expect(talk.done() == [.send("row\r\nmonitor> lag\r\n"), .run("lag", .atTerminal)])
    talk.replyEnds()
    #expect(talk.sent() == "monitor> where")
  }

  @Test func type_ahead_has_a_bound_and_what_is_beyond_is_not_lost() {
    var talk = Talk.terminal()
    talk.enter("ps")
    var input = [UInt8](repeating: 0x61, count: 3_000)[...]
    talk.effects += talk.session.receive(&input)
    #expect(input.count == 3_000 - Session.maximumTypedAhead)
    #expect(!talk.session.wantsInput)
    talk.replyEnds()
    #expect(talk.session.wantsInput)
  }

  @Test(arguments: [[3], Telnet.interrupt, [255, 243], [255, 245]])
  func an_interrupt_ends_the_reply_and_drops_what_was_typed_ahead(bytes: [UInt8]) {
    var talk = Talk.terminal()
    talk.enter("flood")
    talk.receive("lag\r\0")
    talk.receive(bytes)
    #expect(talk.done() == [.cancel, .send("\r\nmonitor> ")])
    talk.receive("x")
    #expect(talk.sent() == "x")
  }

  @Test func telnets_own_keys_edit_the_line() {
    var talk = Talk.terminal()
    talk.receive("psx")
    talk.receive([255, 247])
    talk.receive("\r\0")
    #expect(talk.acted() == [.run("ps", .atTerminal)])
    talk.replyEnds()
    talk.receive("psx")
    talk.receive([255, 248])
    talk.receive("lag\r\0")
    #expect(talk.acted() == [.run("lag", .atTerminal)])
    talk.replyEnds()
    talk.receive([255, 236])
    #expect(talk.acted() == [.close])
  }

  @Test func are_you_there_is_answered_beside_the_line() {
    var talk = Talk.terminal()
    talk.receive("ps")
    _ = talk.done()
    talk.receive([255, 246])
    let sent = talk.sent()
    #expect(sent.contains("[yes]\r\n") && sent.hasSuffix("monitor> ps"))
  }

  @Test func control_d_on_an_empty_line_leaves() {
    var talk = Talk.terminal()
    talk.receive([4])
    #expect(talk.acted() == [.close])
  }

  // MARK: Live replies

  @Test(arguments: ["q", " ", "\r\0", "\u{3}"]) func any_key_stops_a_live_reply(key: String) {
    var talk = Talk.terminal()
    talk.enter("events")
    talk.says("event\n", .live)
    #expect(talk.sent() == "event\r\n")
    talk.receive(key)
    #expect(talk.done() == [.cancel, .send("\r\nmonitor> ")])
  }

  @Test func what_was_typed_before_a_live_reply_stops_it_and_stays() {
    var talk = Talk.terminal()
    talk.enter("events")
    talk.receive("lag\r\0")
    talk.says("event\n", .live)
    #expect(
      talk.done() == [.send("event\r\n"), .stop, .send("monitor> lag\r\n"), .run("lag", .atTerminal)])
  }

  @Test func a_plain_persons_next_line_stops_a_live_reply_and_is_run() {
    var talk = Talk.person()
    talk.receive("events\n")
    talk.says("event\n", .live)
    talk.effects = []
    talk.receive("\n")
    #expect(talk.done() == [.stop, .send("monitor> ")])
    talk.receive("events\nps\n")
    talk.says("event\n", .live)
    #expect(talk.acted() == [.run("events", .person), .stop, .run("ps", .person)])
  }

  @Test func a_scripts_live_reply_goes_on_until_it_ends() {
    var talk = Talk()
    talk.receive("events\nps\n")
    talk.says("event\n", .live)
    talk.end()
    #expect(talk.done() == [.run("events", .script), .send("event\n")])
    talk.replyEnds()
    #expect(talk.done() == [.run("ps", .script)])
  }

  // MARK: Screens

  @Test func a_screen_gets_keys_and_sizes_and_gives_the_terminal_back() {
    var talk = Talk.terminal()
    talk.enter("top")
    talk.receive("s")
    talk.says("picture", .screen)
    #expect(
      talk.done() == [.input([.character("s")], TerminalSize(columns: 90, rows: 25)), .send("picture")])
    talk.receive("p\u{1B}[A")
    #expect(
      talk.done() == [
        .input([.character("p")], TerminalSize(columns: 90, rows: 25)),
        .input([.up], TerminalSize(columns: 90, rows: 25)),
      ])
    talk.receive(Telnet.size(100, 30))
    #expect(talk.done() == [.input([], TerminalSize(columns: 100, rows: 30))])
    talk.receive(Telnet.size(100, 30))
    #expect(talk.done() == [])
    talk.replyEnds()
    #expect(talk.done() == [.send(Painter.leave + Array("monitor> ".utf8))])
  }

  @Test func a_size_that_changes_before_the_first_picture_is_told_too() {
    var talk = Talk.terminal()
    talk.enter("top")
    talk.receive(Telnet.size(100, 30))
    #expect(talk.done() == [.input([], TerminalSize(columns: 100, rows: 30))])
  }

  @Test(arguments: [[3], Telnet.interrupt]) func control_c_leaves_a_screen_at_once(bytes: [UInt8]) {
    var talk = Talk.terminal()
    talk.enter("top")
    talk.says("picture", .screen)
    _ = talk.done()
    talk.receive(bytes)
    #expect(talk.done() == [.stop, .send(Painter.leave + Array("monitor> ".utf8))])
  }

  @Test func a_screen_that_has_painted_nothing_leaves_nothing_to_give_back() {
    var talk = Talk.terminal()
    talk.enter("top")
    talk.says("", .screen)
    talk.receive([3])
    #expect(talk.done() == [.stop, .send("monitor> ")])
  }

  @Test func the_terminal_is_given_back_before_the_last_words_and_when_the_server_stops() {
    var talk = Talk.terminal()
    talk.enter("top")
    talk.says("picture", .screen)
    _ = talk.done()
    var other = talk
    talk.effects = talk.session.refuse("why")
    #expect(talk.done() == [.stop, .send(Painter.leave + Array("error: why\r\n".utf8)), .close])
    other.effects = other.session.end()
    #expect(other.done() == [.stop, .send(Painter.leave), .close])
  }

  @Test func are_you_there_does_not_spoil_a_picture() {
    var talk = Talk.terminal()
    talk.enter("top")
    talk.says("picture", .screen)
    _ = talk.done()
    talk.receive([255, 246])
    #expect(talk.done() == [.send([7])])
  }

  // MARK: Questions

  @Test(arguments: ["y", "Y"]) func a_yes_runs_the_line_again_confirmed(key: String) {
    var talk = Talk.terminal()
    talk.enter("signal TERM")
    talk.effects = talk.session.replyAsks("send it?")
    #expect(talk.done() == [.send("send it? [y/N] ")])
    #expect(!talk.session.isWorking)
    talk.receive(key)
    var audience = Audience.atTerminal
    audience.isConfirmed = true
    #expect(talk.done() == [.send("y\r\n"), .run("signal TERM", audience)])
  }

  @Test(arguments: ["n", "\r\0", "x", "\u{3}"]) func anything_else_does_nothing(key: String) {
    var talk = Talk.terminal()
    talk.enter("signal TERM")
    talk.effects = talk.session.replyAsks("send it?")
    _ = talk.done()
    talk.receive(key)
    #expect(talk.done() == [.send("\r\nnothing was done\r\nmonitor> ")])
  }

  @Test func nothing_typed_before_a_question_answers_it() {
    var talk = Talk.terminal()
    talk.enter("signal TERM")
    talk.receive("y")
    talk.effects = talk.session.replyAsks("send it?")
    #expect(talk.done() == [.send("send it? [y/N] ")])
    var plain = Talk.person()
    plain.receive("signal TERM\ny\n")
    plain.effects = plain.session.replyAsks("send it?")
    #expect(plain.done() == [.send("send it? [y/N] ")])
  }

  @Test(arguments: ["y", "Yes"]) func a_plain_person_answers_by_a_line(answer: String) {
    var talk = Talk.person()
    talk.receive("signal TERM\n")
    talk.effects = talk.session.replyAsks("send it?")
    _ = talk.done()
    talk.receive(answer + "\n")
    #expect(talk.done() == [.run("signal TERM", Audience(isInteractive: true, isConfirmed: true))])
    talk.effects = talk.session.replyAsks("sure?")
    talk.receive("\n")
    #expect(talk.done() == [.send("sure? [y/N] nothing was done\nmonitor> ")])
  }

  // MARK: Settings

  @Test func colour_and_pages_can_be_had_otherwise() {
    var talk = Talk.terminal()
    var audience = Audience.atTerminal
    talk.enter("set color off")
    talk.effects = talk.session.replyChanges(.color(false))
    audience.usesColor = false
    talk.receive("ps\r\0")
    #expect(talk.acted() == [.run("ps", audience)])
    talk.effects = talk.session.replyChanges(.paging(false))
    audience.usesPaging = false
    talk.receive("ps\r\0")
    #expect(talk.acted() == [.run("ps", audience)])
  }

  // MARK: Pages

  private static let page = (1...60).map { "row \($0)\n" }.joined()

  @Test func a_long_reply_waits_after_each_page_and_is_not_asked_for_more() {
    var talk = Talk.terminal()
    talk.enter("ps --all")
    talk.says(Self.page)
    let first = talk.sent()
    #expect(first.contains("row 24\r\n") && !first.contains("row 25"))
    #expect(first.contains("-- more --"))
    #expect(!talk.session.wantsOutput && !talk.session.isWorking)
    talk.receive(" ")
    #expect(talk.sent().contains("row 48\r\n"))
    talk.receive(" ")
    let last = talk.sent()
    #expect(last.contains("row 60\r\n") && !last.contains("-- more --"))
    #expect(talk.session.wantsOutput)
    talk.replyEnds()
    #expect(talk.sent() == "monitor> ")
  }

  @Test func the_prompt_comes_after_the_last_page_of_a_reply_that_has_ended() {
    var talk = Talk.terminal()
    talk.enter("ps --all")
    talk.says(String(Self.page.prefix(250)))
    talk.replyEnds()
    #expect(!talk.sent().contains("monitor> "))
    talk.receive(" ")
    #expect(talk.sent().hasSuffix("monitor> "))
  }

  @Test(arguments: ["q", "\u{3}"]) func pages_can_be_left(key: String) {
    var talk = Talk.terminal()
    talk.enter("ps --all")
    talk.says(Self.page)
    _ = talk.done()
    talk.receive(key)
    let done = talk.done()
    #expect(done.first == .cancel)
    guard case .send(let bytes)? = done.last else {
      Issue.record("\(done)")
      return
    }
    #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("monitor> "))
    // What comes late is not shown.
    talk.says("more\n")
    #expect(talk.done() == [])
  }

  // MARK: Completion

  @Test func tab_asks_and_takes_no_key_until_the_answer_has_come() {
    var talk = Talk.terminal()
    talk.receive("p")
    _ = talk.done()
    var input = Array("\ts --all".utf8)[...]
    talk.effects += talk.session.receive(&input)
    #expect(talk.done() == [.complete("p")])
    #expect(input.count == 7)
    talk.effects += talk.session.completed(
      LineCompletion(replacedBytes: 1, candidates: [LineCompletion.Candidate(word: "ps")]))
    #expect(talk.sent() == "s ")
    talk.effects += talk.session.receive(&input)
    talk.receive("\r\0")
    #expect(talk.acted() == [.run("ps s --all", .atTerminal)])
  }

  @Test func a_tab_that_was_typed_ahead_holds_the_keys_behind_it_back() {
    var talk = Talk.terminal()
    talk.enter("ps")
    talk.receive("wh\t 5")
    talk.replyEnds()
    #expect(talk.done() == [.send("monitor> wh"), .complete("wh")])
    talk.effects += talk.session.completed(.none)
    #expect(talk.sent().contains(" 5"))
  }

  // MARK: Escape

  @Test func a_lone_escape_is_a_key_when_nothing_follows_for_a_moment() {
    var talk = Talk.terminal()
    talk.enter("top")
    talk.says("picture", .screen)
    _ = talk.done()
    talk.receive([0x1B])
    #expect(talk.session.isInEscape)
    #expect(talk.done() == [])
    talk.effects = talk.session.keyTimedOut()
    #expect(talk.done() == [.input([.escape], TerminalSize(columns: 90, rows: 25))])
    #expect(!talk.session.isInEscape)
    #expect(talk.session.keyTimedOut() == [])
  }

  // MARK: Ends of character mode

  @Test func a_client_that_wants_lines_again_gets_them_and_a_screen_ends() {
    var talk = Talk.terminal()
    talk.enter("top")
    talk.says("picture", .screen)
    _ = talk.done()
    talk.receive([255, 254, 1])
    #expect(
      talk.done() == [.send([255, 252, 1]), .stop, .send(Painter.leave + Array("\r\nmonitor> ".utf8))])
    talk.receive("ps\r\n")
    #expect(talk.done() == [.run("ps", .person)])
  }

  @Test func a_client_that_leaves_ends_what_would_go_on() {
    for kind in [Session.ReplyKind.live, .screen] {
      var talk = Talk.terminal()
      talk.enter("top")
      talk.says("x", kind)
      _ = talk.done()
      talk.end()
      #expect(talk.acted() == [.stop, .close])
    }
  }

  @Test func whatever_comes_the_bounds_hold_and_every_picture_is_taken_away() {
    var random = SystemRandomNumberGenerator()
    let inputs: [[UInt8]] =
      [
        [3], [4], [9], [13, 0], [27], [27, 91, 65], [255, 244], [255, 246], [255, 254, 1], [255, 253, 1],
        [255, 253, 6], [255, 250], [255], [0xC3], Array("ps\r\n".utf8), Array("y".utf8), Telnet.size(30, 10),
        Telnet.size(200, 60),
      ] + Telnet.inetutils
    for _ in 0..<200 {
      var talk = Talk.terminal()
      var isPictureShown = false
      for _ in 0..<300 where !talk.session.isClosing {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: talk.says("row\n")
        case 1: talk.says(String(repeating: "row\n", count: 70))
        case 2: talk.says("event\n", .live)
        // What runs does not change its kind.
        case 3 where talk.session.activity != .live && talk.session.activity != .completion:
          talk.says("picture", .screen)
        case 4: talk.replyEnds()
        case 5: talk.effects += talk.session.replyAsks("sure?")
        case 6: talk.effects += talk.session.completed(.none)
        case 7: talk.effects += talk.session.keyTimedOut()
        default: talk.receive(inputs.randomElement(using: &random) ?? [])
        }
        #expect(talk.session.typedAhead.count <= Session.maximumTypedAhead)
        #expect(talk.session.turns.count <= talk.session.maximumQueuedLines)
        for case .send(let bytes) in talk.effects {
          if bytes == Array("picture".utf8) { isPictureShown = true }
          if bytes == Painter.leave { isPictureShown = false }
        }
        talk.effects = []
        #expect(talk.session.isInScreen || !isPictureShown)
      }
    }
  }

  @Test func one_call_says_no_more_than_its_bound_and_a_line() {
    var talk = Talk.terminal()
    talk.receive(String(repeating: "x", count: 90))
    talk.receive([1])
    _ = talk.done()
    // Each key in front of the line costs the line.
    var input = [UInt8](repeating: 0x79, count: 4_096)[...]
    while !input.isEmpty {
      let effects = talk.session.receive(&input)
      let bytes = effects.reduce(0) { if case .send(let bytes) = $1 { $0 + bytes.count } else { $0 } }
      #expect(bytes < Session.answerBytes + 1_024)
      #expect(!effects.isEmpty)
    }
  }
}
