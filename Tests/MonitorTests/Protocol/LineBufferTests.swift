// Lines out of bytes that come split, glued, overlong or broken.
import Testing

@testable import MonitorServer

@Suite struct LineBufferTests {
  private func events(of bytes: [UInt8], maximumBytes: Int = 8_192) -> [LineBuffer.Event] {
    var buffer = LineBuffer(maximumBytes: maximumBytes)
    return bytes.compactMap { buffer.push($0) } + [buffer.finish()].compactMap(\.self)
  }

  @Test(arguments: ["\n", "\r\n", "\r\0", "\r"]) func every_line_end_ends_one_line(_ end: String) {
    #expect(events(of: Array("ps\(end)tree\(end)".utf8)) == [.line("ps"), .line("tree")])
  }

  @Test func two_line_ends_make_an_empty_line() {
    #expect(
      events(of: Array("a\n\nb\r\n\r\nc\r\r".utf8)) == [
        .line("a"), .line(""), .line("b"), .line(""), .line("c"), .line(""),
      ])
  }

  @Test func the_last_line_needs_no_end() {
    #expect(events(of: Array("a\nb".utf8)) == [.line("a"), .line("b")])
  }

  @Test func text_in_any_language_and_tabs_survive() {
    #expect(events(of: Array("ps\t--name Übung-任務-🚀\n".utf8)) == [.line("ps\t--name Übung-任務-🚀")])
  }

  @Test func a_line_of_the_greatest_length_is_a_line_and_one_byte_more_is_one_error() {
    let full = String(repeating: "x", count: 100)
    #expect(events(of: Array("\(full)\nps\n".utf8), maximumBytes: 100) == [.line(full), .line("ps")])
    #expect(
      events(of: Array("\(full)x\nps\n".utf8), maximumBytes: 100) == [
        .unreadable(.tooLong(beginning: String(repeating: "x", count: LineBuffer.keptBeginningBytes))),
        .line("ps"),
      ])
  }

  @Test func a_mebibyte_without_end_is_one_error_and_little_memory() {
    var buffer = LineBuffer(maximumBytes: 8_192)
    for _ in 0..<1_048_576 {
      #expect(buffer.push(0x61) == nil)
      if buffer.pending.count > 8_192 { Issue.record("kept \(buffer.pending.count) bytes") }
    }
    #expect(buffer.push(10) != nil)
    #expect(Array("ps\n".utf8).compactMap { buffer.push($0) } == [.line("ps")])
  }

  @Test func bytes_that_are_no_text_make_one_error_and_the_next_line_is_whole() {
    #expect(
      events(of: [0x70, 0, 0x73, 10] + Array("ps\n".utf8)) == [.unreadable(.controlByte(0)), .line("ps")])
    #expect(events(of: [0xC3, 0x28, 0xFE, 10] + Array("ps\n".utf8)) == [.unreadable(.notUTF8), .line("ps")])
    #expect(events(of: [0x1B, 0x5B, 0x41, 10]) == [.unreadable(.controlByte(0x1B))])
  }

  @Test func random_bytes_give_one_event_a_line_and_the_next_line_is_whole() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let noise = (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }.filter {
        ![10, 13].contains($0)
      }
      let events = events(of: noise + [10] + Array("ps\n".utf8))
      #expect(events.count == 2)
      #expect(events.last == .line("ps"))
    }
  }

  @Test func characters_are_erased_whole() {
    var buffer = LineBuffer(maximumBytes: 100)
    for byte in "psü".utf8 { _ = buffer.push(byte) }
    buffer.eraseCharacter()
    #expect(buffer.push(10) == .line("ps"))
    for byte in "ps".utf8 { _ = buffer.push(byte) }
    buffer.eraseLine()
    #expect(buffer.isEmpty)
  }
}
