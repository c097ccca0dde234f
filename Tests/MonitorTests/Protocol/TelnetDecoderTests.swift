// Telnet as golden bytes: what each sequence decodes to, and how text is encoded.
import Testing

@testable import MonitorServer

@Suite struct TelnetDecoderTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let events: [TelnetDecoder.Event]
  }

  static let golden: [Golden] = [
    Golden(
      testDescription: "plain text", bytes: Array("ps\r\n".utf8),
      events: [.data(0x70), .data(0x73), .data(13), .data(10)]),
    Golden(
      testDescription: "a doubled escape is one byte", bytes: [255, 255, 65], events: [.data(255), .data(65)]),
    Golden(
      testDescription: "commands between data", bytes: [65, 255, 244, 66, 255, 246, 255, 241],
      events: [
        .data(65), .command(.interruptProcess), .data(66), .command(.areYouThere), .command(.noOperation),
      ]),
    Golden(
      testDescription: "the four verbs", bytes: [255, 251, 31, 255, 252, 1, 255, 253, 6, 255, 254, 3],
      events: [
        .negotiation(.will, option: 31), .negotiation(.wont, option: 1), .negotiation(.do, option: 6),
        .negotiation(.dont, option: 3),
      ]),
    Golden(
      testDescription: "a subnegotiation, with a doubled escape in it",
      bytes: [255, 250, 31, 0, 255, 255, 0, 24, 255, 240, 65],
      events: [.subnegotiation(option: 31, content: [0, 255, 0, 24]), .data(65)]),
    Golden(
      testDescription: "a subnegotiation that another command ends", bytes: [255, 250, 24, 1, 255, 244, 65],
      events: [.command(.interruptProcess), .data(65)]),
    Golden(testDescription: "an empty subnegotiation", bytes: [255, 250, 255, 240, 65], events: [.data(65)]),
    Golden(
      testDescription: "an escape before no command", bytes: [255, 10, 65], events: [.stray(10), .data(65)]),
    Golden(testDescription: "half a sequence", bytes: [65, 255], events: [.data(65)]),
    Golden(testDescription: "half a negotiation", bytes: [65, 255, 253], events: [.data(65)]),
    Golden(testDescription: "half a subnegotiation", bytes: [255, 250, 24, 0], events: []),
  ]

  @Test(arguments: golden) func bytes_decode_to_their_events(_ golden: Golden) {
    var decoder = TelnetDecoder()
    #expect(golden.bytes.compactMap { decoder.push($0) } == golden.events)
  }

  @Test func a_subnegotiation_without_end_is_given_up_and_what_follows_is_data() {
    var decoder = TelnetDecoder()
    let flood = [255, 250] + [UInt8](repeating: 7, count: TelnetDecoder.maximumSubnegotiationBytes + 1)
    #expect(flood.compactMap { decoder.push($0) } == [.overlong])
    #expect(decoder.push(65) == .data(65))
  }

  @Test(
    arguments: [
      ("a\nb\n", "a\r\nb\r\n"), ("a\r\nb", "a\r\nb"), ("a\rb", "a\r\0b"), ("a\r", "a\r\0"), ("\n", "\r\n"),
      ("\r\r\n", "\r\0\r\n"), ("", ""), ("é", "é"),
    ]) func text_is_encoded_with_telnets_line_ends(text: String, encoded: String)
  {
    #expect(TelnetEncoder.encode(Array(text.utf8)) == Array(encoded.utf8))
  }

  @Test func the_byte_of_commands_is_doubled_in_text() {
    #expect(TelnetEncoder.encode([65, 255, 66]) == [65, 255, 255, 66])
  }
}
