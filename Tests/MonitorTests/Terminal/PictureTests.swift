import Testing

@testable import MonitorServer

struct PictureTests {
  private static let small = TerminalSize(columns: 6, rows: 3)

  private static func picture(_ text: String) -> Picture { Picture(text.utf8, size: small) }

  private static func lines(_ picture: Picture) -> [String] {
    picture.rows.map { row in
      String(String.UnicodeScalarView(row.filter { $0.columns > 0 }.map(\.character)))
    }
  }

  @Test("Rows are cut to the screen, and there are as many as it has")
  func cut() {
    #expect(Self.lines(Self.picture("one\n")) == ["one", "", ""])
    #expect(Self.lines(Self.picture("too wide\n\nlast\nno more\n")) == ["too wi", "", "last"])
    #expect(Self.lines(Self.picture("no end of line")) == ["no end", "", ""])
    #expect(Self.picture("a  \n") == Self.picture("a"))
  }

  @Test("A wide character is there as a whole or not at all")
  func wide() {
    #expect(Self.picture("日本語").rows[0].map(\.columns) == [2, 0, 2, 0, 2, 0])
    #expect(Self.lines(Self.picture("a日本語x")) == ["a日本", "", ""])
    #expect(Self.picture("e\u{301}\u{302}").rows[0] == [Cell(character: "e", mark: "\u{301}")])
  }

  @Test("Looks are read, other escapes and control characters left out, bytes that are no text replaced")
  func escapes() {
    var alarm = Look.plain
    alarm.apply(1)
    alarm.apply(31)
    #expect(
      Self.picture("\u{1B}[1;31ma\u{1B}[0mb").rows[0] == [
        Cell(character: "a", look: alarm), Cell(character: "b"),
      ])
    #expect(Self.lines(Self.picture("a\u{1B}[2Jb\u{7}c\u{9B}d\u{1B}xe\u{1B}")) == ["abcde", "", ""])
    #expect(Self.lines(Picture([0x61, 0xFF, 0x62], size: Self.small)) == ["a\u{FFFD}b", "", ""])
  }

  @Test("Every style of the console is read, and ends")
  func styles() {
    for style: Style in [.heading, .dim, .good, .warning, .alarm, .selected] {
      var text = TextBuffer(usesColor: true)
      text.append(style) { $0.append("a") }
      text.append("b")
      let row = Picture(text.bytes, size: Self.small).rows[0]
      #expect(row.count == 2 && row[0].look != .plain && row[1].look == .plain)
    }
  }

  @Test("The row that keys act on is reversed from edge to edge")
  func select() {
    var picture = Self.picture("ab\ncd")
    picture.select(row: 1)
    picture.select(row: 7)
    #expect(picture.rows[0].allSatisfy { $0.look == .plain })
    #expect(picture.rows[1].count == 6 && picture.rows[1].allSatisfy { $0.look == Look.plain.reversed })
  }
}
