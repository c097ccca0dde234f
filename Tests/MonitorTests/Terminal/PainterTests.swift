import Testing

@testable import MonitorServer

struct PainterTests {
  private static let small = TerminalSize(columns: 12, rows: 3)

  private static func picture(_ text: String, _ size: TerminalSize = small) -> Picture {
    Picture(text.utf8, size: size)
  }

  /// What the second of two pictures sends, with Escape as `^`.
  private static func difference(_ first: String, _ second: String) -> String {
    var painter = Painter()
    _ = painter.paint(picture(first))
    return shown(painter.paint(picture(second)))
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\u{1B}[", with: "^")
  }

  @Test("The first picture takes the other screen and draws each row to its end, without clearing first")
  func first() {
    var painter = Painter()
    #expect(
      Self.shown(painter.paint(Self.picture("ID  NAME\n 7  \u{1B}[1mgo\u{1B}[0m\n")))
        == "^?1049h^?7l^?25l^HID  NAME^K^2H 7  ^1mgo^m^K^3H^K")
    #expect(Self.shown(Painter.leave) == "^0m^?7h^?25h^?1049l")
  }

  @Test("The same picture again sends nothing")
  func same() { #expect(Self.difference("a\nb\n", "a\nb\n") == "") }

  @Test("Only what changed is sent, with the shortest way there")
  func differences() {
    #expect(Self.difference("a 1\nb 1\n", "a 2\nb 1\n") == "^1;3H2")
    #expect(Self.difference("a\nb\n", "a\nc\n") == "^2Hc")
    // What stands between is written anew where that is no longer than a move.
    #expect(Self.difference("1 of 2 tasks", "3 of 4 tasks") == "^H3 of 4")
    #expect(Self.difference("1 of many 2", "3 of many 4") == "^H3^9C4")
    #expect(Self.difference("é€é€é€ 1", "f€é€é€ 2") == "^Hf^6C2")
    #expect(Self.difference("full up it is", "full up it's") == "^1;11H's")
  }

  @Test("What is gone is erased, or overwritten with blanks where that is less")
  func erasing() {
    #expect(Self.difference("a long row\n", "a\n") == "^1;2H^K")
    #expect(Self.difference("abc\n", "a\n") == "^1;2H  ")
    #expect(Self.difference("a\nb\nc\n", "a\n") == "^2H ^3H ")
  }

  @Test("Looks are changed in as few bytes as can be, and plain when all is done")
  func looks() {
    #expect(Self.difference("ab", "\u{1B}[31ma\u{1B}[0mb") == "^H^31ma^m")
    #expect(Self.difference("ab", "\u{1B}[1;31ma\u{1B}[0m\u{1B}[2mb\u{1B}[0m") == "^H^1;31ma^0;2mb^m")
  }

  @Test("Behind the last column and behind wide characters no place is taken for granted")
  func edges() {
    #expect(Self.difference("", "abcdefghijkl\nx\n") == "^Habcdefghijkl^2Hx")
    #expect(Self.difference("", "日本") == "^H日^1;3H本")
    #expect(Self.difference("日本", "a本") == "^Ha本^1;4H ")
    #expect(Self.difference("e", "e\u{301}x") == "^He\u{301}^1;2Hx")
  }

  @Test("Another size draws everything again")
  func resize() {
    var painter = Painter()
    _ = painter.paint(Self.picture("a\n"))
    let wider = Picture("a\n".utf8, size: TerminalSize(columns: 13, rows: 3))
    #expect(Self.shown(painter.paint(wider)) == "^Ha^K^2H^K^3H^K")
  }

  @Test("Whatever pictures follow each other, the screen shows the latest", arguments: 0..<40)
  func random(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let size = TerminalSize(
      columns: Int.random(in: 20...40, using: &generator), rows: Int.random(in: 4...8, using: &generator))
    var painter = Painter()
    var screen = PaintedScreen(size: size)
    var text = Self.randomText(size, &generator)
    for step in 0..<60 {
      if step % 7 == 0 { text = Self.randomText(size, &generator) }
      Self.change(&text, &generator)
      var picture = Picture(text.joined(separator: "\n").utf8, size: size)
      if Bool.random(using: &generator) {
        picture.select(row: Int.random(in: 0..<size.rows, using: &generator))
      }
      screen.receive(painter.paint(picture))
      #expect(screen.shows(picture), "seed \(seed), step \(step)")
      #expect(screen.doubts == [])
    }
    #expect(screen.isAlternate && !screen.showsCursor && !screen.wraps)
    screen.receive(Painter.leave)
    #expect(!screen.isAlternate && screen.showsCursor && screen.wraps)
  }

  private static let words = [
    "a", " ", "task", "日本", "e\u{301}", "…", "▁▅█", "\u{1B}[1mbold\u{1B}[0m", "\u{1B}[1;31mred", "\u{1B}[0m",
    "   ",
    "\u{1B}[7m x \u{1B}[0m", "12.3 ms", "ä", "🍎",
  ]

  private static func randomText(_ size: TerminalSize, _ generator: inout SeededGenerator) -> [String] {
    (0..<Int.random(in: 0...size.rows + 1, using: &generator)).map { _ in
      (0..<Int.random(in: 0...14, using: &generator)).map { _ in words.randomElement(using: &generator) ?? ""
      }
      .joined()
    }
  }

  private static func change(_ text: inout [String], _ generator: inout SeededGenerator) {
    guard !text.isEmpty else { return }
    let row = Int.random(in: 0..<text.count, using: &generator)
    var scalars = Array(text[row].unicodeScalars)
    let word = Array((words.randomElement(using: &generator) ?? "").unicodeScalars)
    let at = Int.random(in: 0...scalars.count, using: &generator)
    scalars.replaceSubrange(
      at..<min(scalars.count, at + Int.random(in: 0...4, using: &generator)), with: word)
    text[row] = String(String.UnicodeScalarView(scalars))
  }
}
