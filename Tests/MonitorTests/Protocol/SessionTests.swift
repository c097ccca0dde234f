// One visitor's conversation as values: bytes in, effects out, no socket.
import Testing

@testable import MonitorServer

@Suite struct SessionTests {
  @Test(arguments: [false, true]) func a_script_gets_its_lines_run_in_order_and_nothing_else(bytewise: Bool) {
    var talk = Talk(isByteByByte: bytewise)
    talk.receive("ps --json\r\n\nstats\nlag")
    #expect(talk.done() == [.run("ps --json", .script)])
    talk.wait()
    talk.end()
    #expect(talk.done() == [])
    talk.replyEnds()
    #expect(talk.done() == [.run("stats", .script)])
    talk.replyEnds()
    #expect(talk.done() == [.run("lag", .script)])
    talk.replyEnds()
    #expect(talk.done() == [.close])
    #expect(talk.session.isClosing)
  }

  @Test func a_person_is_greeted_after_the_grace_period_and_prompted_after_every_line() {
    var talk = Talk()
    talk.wait()
    #expect(talk.done() == [.send(Telnet.probe), .greet])
    talk.replyEnds()
    #expect(talk.done() == [.send("monitor> ")])
    talk.receive("ps\n")
    #expect(talk.done() == [.run("ps", .person)])
    talk.replyEnds()
    #expect(talk.done() == [.send("monitor> ")])
    talk.receive("\n  \n")
    #expect(talk.done() == [.send("monitor> monitor> ")])
  }

  @Test func an_empty_line_is_no_word_so_whoever_knocks_is_greeted() {
    var talk = Talk()
    talk.receive("\r\n")
    #expect(talk.done() == [])
    talk.wait()
    #expect(talk.done() == [.send(Telnet.probe), .greet])
  }

  @Test func whoever_leaves_without_a_word_gets_none() {
    var talk = Talk()
    talk.end()
    #expect(talk.done() == [.close])
  }

  @Test(arguments: [false, true]) func a_client_that_refuses_everything_is_a_person_in_plain_lines(
    bytewise: Bool
  ) {
    var talk = Talk.person(isByteByByte: bytewise)
    // To the probe, then to the wishes, as Python's telnetlib does it.
    talk.receive([255, 252, 31])
    #expect(talk.done() == [.send(Telnet.wishes)])
    talk.receive([255, 254, 1, 255, 254, 3, 255, 252, 3, 255, 252, 24])
    #expect(talk.done() == [])
    talk.receive("x\r\0")
    #expect(talk.done() == [.run("x", .person)])
    #expect(talk.session.encode(Array("a\n".utf8)) == Array("a\r\n".utf8))
  }

  @Test func half_a_telnet_sequence_and_silence_leave_a_person_to_be_greeted() {
    var talk = Talk()
    talk.receive([255])
    talk.wait()
    #expect(talk.done() == [.send(Telnet.probe), .greet])
  }

  @Test(arguments: [[3], Telnet.interrupt]) func an_interrupt_drops_the_reply_and_what_waits(bytes: [UInt8]) {
    var talk = Talk.person()
    talk.receive("top\nps\npa")
    #expect(talk.done() == [.run("top", .person)])
    talk.receive(bytes)
    let newLine = bytes == [3] ? "\n" : "\r\n"
    #expect(talk.done() == [.cancel, .send("\(newLine)monitor> ")])
    #expect(!talk.session.isWorking)
    talk.receive("lag\n")
    #expect(talk.done() == [.run("lag", .person)])
  }

  @Test func the_prompt_is_repeated_for_a_client_that_throws_away_output_up_to_its_timing_mark() {
    var talk = Talk.person()
    talk.receive(Telnet.interrupt + Telnet.timingMark)
    #expect(
      talk.done() == [
        .send(Array("\r\nmonitor> ".utf8) + [255, 251, 6] + Telnet.wishes + Array("\r\nmonitor> ".utf8))
      ])
    talk.receive(Telnet.timingMark)
    #expect(talk.done() == [.send([255, 251, 6])])
  }

  @Test func a_telnet_user_who_typed_too_early_gets_prompts_from_the_first_interrupt_on() {
    var talk = Talk()
    talk.receive("top\r\n")
    #expect(talk.done() == [.run("top", .script)])
    talk.receive(Telnet.interrupt)
    #expect(talk.done() == [.cancel, .send("\r\nmonitor> ")])
  }

  @Test func control_d_leaves_on_an_empty_line_only() {
    var talk = Talk.person()
    talk.receive([0x70, 0x04, 10])
    #expect(
      talk.done() == [
        .send(
          "error: the line has the control character 4 in it; send plain text, one command a line\nmonitor> ")
      ])
    talk.receive([0x04])
    #expect(talk.done() == [.close])
  }

  @Test func bytes_that_are_no_text_give_a_script_one_error_line_in_its_turn() {
    var talk = Talk()
    talk.receive(Array("ps\n".utf8) + [0x61, 0x03, 0x04, 0xFF, 0x0A] + Array("lag\n".utf8))
    #expect(talk.done() == [.run("ps", .script)])
    talk.replyEnds()
    let error = Session.Effect.send(
      "error: the line has the control character 3 in it; send plain text, one command a line\n")
    #expect(talk.done() == [error, .run("lag", .script)])
  }

  @Test func telnets_escape_in_the_midst_of_a_scripts_line_swallows_nothing() {
    var talk = Talk()
    talk.receive([0x78, 255, 250, 0x41, 10] + Array("ps\n".utf8))
    #expect(
      talk.done() == [.send("error: the line is not UTF-8; send it as UTF-8 text\n"), .run("ps", .script)])
  }

  @Test func random_bytes_in_a_scripts_line_are_one_error_and_the_next_line_runs() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let noise = (0..<80).map { _ in UInt8.random(in: 0...255, using: &random) }.filter {
        ![10, 13].contains($0)
      }
      var talk = Talk()
      talk.receive([0x78] + noise + [0xFE, 10] + Array("ps\n".utf8))
      let done = talk.done()
      #expect(done.count == 2, "after \(noise)")
      #expect(done.last == .run("ps", .script), "after \(noise)")
    }
  }

  @Test func a_line_too_long_is_one_error_that_names_the_limit() {
    var talk = Talk()
    talk.receive(String(repeating: "y", count: 1_000) + "\nps\n")
    #expect(
      talk.done() == [
        .send("error: the line is longer than 100 bytes; send a shorter one\n"), .run("ps", .script),
      ])
  }

  @Test func nothing_is_taken_while_enough_lines_wait_and_nothing_is_lost() {
    var talk = Talk()
    var input = Array(String(repeating: "ps\n", count: 20).utf8)[...]
    #expect(talk.session.receive(&input) == [.run("ps", .script)])
    #expect(!talk.session.wantsInput)
    #expect(input.count == 3 * 11)
    var runs = 1
    while !input.isEmpty || talk.session.isWorking {
      let effects = talk.session.replyEnded() + talk.session.receive(&input)
      runs += effects.count
    }
    #expect(runs == 20)
  }

  @Test func a_web_request_is_refused_before_anything_of_it_runs() {
    var talk = Talk()
    talk.receive("POST / HTTP/1.1\r\nHost: localhost\r\n\r\ncancel 1\r\n")
    let refusal = "error: this port does not speak HTTP and has executed nothing; connect with telnet or nc\n"
    #expect(talk.done() == [.send(refusal), .close])
    #expect(!talk.session.wantsInput)
  }

  @Test func a_web_request_in_a_line_too_long_is_recognised_too() {
    var talk = Talk()
    talk.receive("GET /" + String(repeating: "a", count: 500) + " HTTP/1.1\r\n")
    #expect(talk.done().last == .close)
  }

  @Test func a_tls_handshake_is_refused_at_once() {
    var talk = Talk()
    talk.receive([0x16, 0x03, 0x01, 0x02, 0x00])
    #expect(
      talk.done() == [.send("error: this port does not speak TLS; connect with telnet or nc\n"), .close])
  }

  @Test func leaving_runs_nothing_of_what_waits() {
    var talk = Talk()
    talk.receive("quit\nps\n")
    talk.effects += talk.session.leave()
    #expect(talk.done() == [.run("quit", .script), .close])
  }

  @Test func are_you_there_is_answered() {
    var talk = Talk.person()
    talk.receive([255, 246])
    #expect(talk.done() == [.send("[yes]\r\n")])
  }
}
