// Keys out of the bytes that terminals send for them, whole, split and broken.
import Testing

@testable import MonitorServer

@Suite struct KeyDecoderTests {
  private static func keys(of bytes: some Sequence<UInt8>) -> [Key] {
    var decoder = KeyDecoder()
    return bytes.compactMap { decoder.push($0) }
  }

  private static let sequences: [(String, Key)] = [
    // xterm and all that follow it.
    ("\u{1B}[A", .up), ("\u{1B}[B", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left),
    ("\u{1B}[H", .home), ("\u{1B}[F", .end), ("\u{1B}[Z", .backTab),
    ("\u{1B}[2~", .insert), ("\u{1B}[3~", .delete), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown),
    ("\u{1B}[15~", .function(5)), ("\u{1B}[17~", .function(6)), ("\u{1B}[21~", .function(10)),
    ("\u{1B}[23~", .function(11)), ("\u{1B}[24~", .function(12)),
    // In application mode.
    ("\u{1B}OA", .up), ("\u{1B}OB", .down), ("\u{1B}OC", .right), ("\u{1B}OD", .left),
    ("\u{1B}OH", .home), ("\u{1B}OF", .end), ("\u{1B}OP", .function(1)), ("\u{1B}OS", .function(4)),
    ("\u{1B}OM", .enter), ("\u{1B}Op", .character("0")), ("\u{1B}Oy", .character("9")),
    ("\u{1B}Ok", .character("+")), ("\u{1B}OX", .character("=")),
    // Modifiers: Ctrl, Alt, Shift, and older ways to say them.
    ("\u{1B}[1;5C", .wordRight), ("\u{1B}[1;5D", .wordLeft), ("\u{1B}[1;3C", .wordRight),
    ("\u{1B}[1;3D", .wordLeft), ("\u{1B}[1;2D", .left), ("\u{1B}[1;5A", .up), ("\u{1B}[1;5H", .home),
    ("\u{1B}[5C", .wordRight), ("\u{1B}O5D", .wordLeft), ("\u{1B}[3;5~", .delete),
    ("\u{1B}[1;5P", .function(1)),
    ("\u{1B}O1;5C", .wordRight),
    // vt220, screen and tmux, the Linux console, PuTTY.
    ("\u{1B}[1~", .home), ("\u{1B}[4~", .end), ("\u{1B}[11~", .function(1)), ("\u{1B}[14~", .function(4)),
    ("\u{1B}[[A", .function(1)), ("\u{1B}[[E", .function(5)),
    // rxvt.
    ("\u{1B}[7~", .home), ("\u{1B}[8~", .end), ("\u{1B}[7$", .home), ("\u{1B}[8^", .end),
    ("\u{1B}[3@", .delete),
    ("\u{1B}[c", .right), ("\u{1B}[d", .left), ("\u{1B}Oc", .wordRight), ("\u{1B}Od", .wordLeft),
    ("\u{1B}\u{1B}[C", .wordRight), ("\u{1B}\u{1B}[D", .wordLeft), ("\u{1B}\u{1B}[A", .up),
    ("\u{1B}\u{1B}OC", .wordRight),
    // Alt.
    ("\u{1B}b", .alt("b")), ("\u{1B}f", .alt("f")), ("\u{1B}d", .alt("d")), ("\u{1B}ü", .alt("ü")),
    ("\u{1B}\u{7F}", .altBackspace), ("\u{1B}\u{8}", .altBackspace), ("\u{1B}\r", .enter),
    ("\u{1B}\u{3}", .control("c")),
    // One byte.
    ("\u{1}", .control("a")), ("\u{1A}", .control("z")), ("\t", .tab), ("\u{7F}", .backspace),
    ("\u{8}", .backspace), (" ", .character(" ")), ("~", .character("~")),
    // UTF-8.
    ("é", .character("é")), ("日", .character("日")), ("🚀", .character("🚀")),
    ("\u{301}", .character("\u{301}")),
  ]

  @Test(arguments: sequences) func what_a_terminal_sends_is_one_key(_ sequence: String, _ key: Key) {
    #expect(Self.keys(of: sequence.utf8) == [key])
    #expect(Self.keys(of: "a\(sequence)b".utf8) == [.character("a"), key, .character("b")])
    #expect(Self.keys(of: "\(sequence)\(sequence)".utf8) == [key, key])
  }

  @Test func every_sequence_is_known_only_by_its_last_byte() {
    for (sequence, _) in Self.sequences {
      #expect(Self.keys(of: sequence.utf8.dropLast()) == [], "\(sequence.utf8.map { $0 })")
    }
  }

  @Test(arguments: ["\r\n", "\r\0", "\r", "\n"]) func every_line_end_is_one_enter(_ end: String) {
    #expect(Self.keys(of: "a\(end)b\(end)".utf8) == [.character("a"), .enter, .character("b"), .enter])
    #expect(Self.keys(of: "\(end)\(end)".utf8) == [.enter, .enter])
  }

  @Test(
    arguments: [
      "\u{1B}[200~", "\u{1B}[201~", "\u{1B}[I", "\u{1B}[E", "\u{1B}[99~", "\u{1B}[?1;2c", "\u{1B}[?25;1$y",
      "\u{1B}[>0;276;0c", "\u{1B}[<0;10;10M", "\u{1B}[1;2;3;4;5z", "\u{1B}[ q", "\u{1B}[[Z", "\u{1B}OZ",
      "\u{1B}[\(String(repeating: "1;", count: 500))~", "\u{1B}O\(String(repeating: "9", count: 500))J",
    ]) func what_means_no_key_is_swallowed_whole(_ sequence: String)
  {
    #expect(Self.keys(of: "a\(sequence)b".utf8) == [.character("a"), .character("b")])
  }

  @Test func pasted_lines_are_keys() {
    #expect(
      Self.keys(of: "\u{1B}[200~ps\rq\u{1B}[201~".utf8) == [
        .character("p"), .character("s"), .enter, .character("q"),
      ])
  }

  @Test func a_lone_escape_is_a_key_when_nothing_follows() {
    var decoder = KeyDecoder()
    #expect(decoder.timeOut() == nil)
    #expect(decoder.push(0x1B) == nil)
    #expect(decoder.isInEscape)
    #expect(decoder.timeOut() == .escape)
    #expect(!decoder.isInEscape)
    #expect(decoder.push(UInt8(ascii: "[")) == .character("["))
    #expect(decoder.push(0x1B) == nil)
    #expect(decoder.push(UInt8(ascii: "[")) == nil)
    #expect(!decoder.isInEscape)
    #expect(decoder.timeOut() == nil)
    #expect(decoder.push(UInt8(ascii: "A")) == .up)
  }

  @Test(arguments: ["\u{1B}", "\u{1B}[", "\u{1B}[1;", "\u{1B}[[", "\u{1B}O", "\u{1B}O5"])
  func control_characters_get_through_whatever_they_interrupt(_ begun: String) {
    #expect(Self.keys(of: "\(begun)\u{3}a".utf8) == [.control("c"), .character("a")])
    #expect(Self.keys(of: "\(begun)\ra".utf8) == [.enter, .character("a")])
    #expect(Self.keys(of: "\(begun)\u{1B}[Aa".utf8) == [.up, .character("a")])
  }

  @Test(
    arguments: [
      [0xFF], [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xE6, 0x97],
      [0xF0, 0x9F, 0x9A], [0xF5, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC2, 0x9B], [0], [0x1C],
      [0x1F],
    ] as [[UInt8]]) func bytes_that_are_no_text_are_dropped_and_what_follows_is_whole(_ bytes: [UInt8])
  {
    #expect(
      Self.keys(of: bytes + Array("a\u{1B}[Aé\r".utf8)) == [.character("a"), .up, .character("é"), .enter])
  }

  @Test func random_bytes_give_keys_of_text_only_and_an_enter_after_them_is_found() {
    var random = SeededGenerator(seed: 4)
    let pieces: [[UInt8]] = [[0x1B], [0x1B, 0x5B], [0x1B, 0x4F], [0x5B], [0x31, 0x3B], [0xE6], [0x9F]]
    for _ in 0..<1_000 {
      var bytes: [UInt8] = []
      for _ in 0..<20 {
        bytes +=
          Bool.random(using: &random)
          ? [UInt8.random(in: 0...255, using: &random)] : pieces[Int.random(in: 0..<7, using: &random)]
      }
      let keys = Self.keys(of: bytes + [0x61, 0x0D, 0x1B, 0x5B, 0x41])
      let isText = keys.allSatisfy {
        if case .character(let scalar) = $0 { scalar.properties.generalCategory != .control } else { true }
      }
      if keys.suffix(2) != [.enter, .up] || !isText { Issue.record("\(bytes) gives \(keys)") }
    }
  }
}
