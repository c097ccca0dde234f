// Long text page by page: what is sent, what is held back, what a person sees of it.
import Testing

@testable import MonitorServer

@Suite struct PagerTests {
  private static let eraseRow = "\r\u{1B}[K"
  private static let marker = "-- more --"
  private static let help = "-- more -- (space: page, enter: line, q: end)"

  private static func lines(_ numbers: ClosedRange<Int>) -> String {
    numbers.map { "line \($0)\n" }.joined()
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func sent(_ outcome: Pager.Outcome) -> String? {
    if case .send(let bytes) = outcome { text(bytes) } else { nil }
  }

  private static func pager(columns: Int = 20, rows: Int = 4) -> Pager {
    Pager(size: TerminalSize(columns: columns, rows: rows))
  }

  @Test func text_that_fits_is_sent_as_it_is() {
    var pager = Self.pager()
    #expect(Self.text(pager.push(Array(Self.lines(1...3).utf8))) == Self.lines(1...3))
    #expect(!pager.isHolding)
    #expect(pager.finish() == [])
    #expect(!pager.isHolding)
  }

  @Test func a_row_more_than_fits_waits_for_a_key_and_space_shows_the_next_page() {
    var pager = Self.pager()
    #expect(Self.text(pager.push(Array(Self.lines(1...10).utf8))) == Self.lines(1...3) + Self.marker)
    #expect(pager.isHolding)
    #expect(pager.push(Array(Self.lines(11...12).utf8)) == [])
    #expect(Self.sent(pager.handle(.character(" "))) == Self.eraseRow + Self.lines(4...6) + Self.marker)
    #expect(Self.sent(pager.handle(.pageDown)) == Self.eraseRow + Self.lines(7...9) + Self.marker)
    #expect(pager.finish() == [])
    #expect(Self.sent(pager.handle(.character(" "))) == Self.eraseRow + Self.lines(10...12))
    #expect(!pager.isHolding)
    #expect(pager.handle(.character(" ")) == .send([]))
  }

  @Test func enter_and_down_show_one_line_and_a_page_is_whole_again_after_them() {
    var pager = Self.pager()
    _ = pager.push(Array(Self.lines(1...20).utf8))
    #expect(Self.sent(pager.handle(.enter)) == Self.eraseRow + Self.lines(4...4) + Self.marker)
    #expect(Self.sent(pager.handle(.down)) == Self.eraseRow + Self.lines(5...5) + Self.marker)
    #expect(Self.sent(pager.handle(.character(" "))) == Self.eraseRow + Self.lines(6...8) + Self.marker)
  }

  @Test(arguments: [Key.character("q"), .character("Q"), .control("c"), .escape])
  func a_key_ends_it_and_the_marker_is_gone(_ key: Key) {
    var pager = Self.pager()
    _ = pager.push(Array(Self.lines(1...20).utf8))
    #expect(pager.handle(key) == .ended(Array(Self.eraseRow.utf8)))
    #expect(!pager.isHolding)
    #expect(pager.finish() == [])
  }

  @Test func any_other_key_shows_what_the_keys_are_until_the_next_page() {
    var pager = Self.pager(columns: 80)
    _ = pager.push(Array(Self.lines(1...20).utf8))
    #expect(Self.sent(pager.handle(.character("x"))) == Self.eraseRow + Self.help)
    #expect(pager.isHolding)
    #expect(Self.sent(pager.handle(.enter)) == Self.eraseRow + Self.lines(4...4) + Self.marker)
  }

  @Test func the_marker_never_takes_more_than_its_row() {
    var pager = Self.pager()
    var terminal = TerminalModel(columns: 20, rows: 4, isNewLineReturning: true)
    terminal.write(pager.push(Array(Self.lines(1...20).utf8)))
    terminal.write(Self.sent(pager.handle(.up)) ?? "")
    #expect(terminal.lines == ["line 1", "line 2", "line 3", "-- more -- (space:"])
    terminal.write(Self.sent(pager.handle(.enter)) ?? "")
    #expect(terminal.lines == ["line 2", "line 3", "line 4", Self.marker])
  }

  @Test func lines_that_wrap_and_wide_characters_count_by_the_rows_they_take() {
    // 20 columns: 45 take 3 rows, 10 wide ones take one, with one more in front of them two.
    for (line, rows) in [
      (String(repeating: "x", count: 20), 1), (String(repeating: "x", count: 21), 2),
      (String(repeating: "x", count: 45), 3), (String(repeating: "日", count: 10), 1),
      ("x" + String(repeating: "日", count: 10), 2), ("", 1), (String(repeating: "e\u{301}", count: 20), 1),
      ("\u{1B}[1m" + String(repeating: "x", count: 20) + "\u{1B}[0m", 1),
    ] {
      var fitting = Self.pager(rows: rows + 1)
      #expect(Self.text(fitting.push(Array("\(line)\n".utf8))) == "\(line)\n")
      #expect(!fitting.isHolding, "\(line)")
      var full = Self.pager(rows: rows + 1)
      #expect(Self.text(full.push(Array("\(line)\n\n".utf8))) == "\(line)\n\(Self.marker)")
      #expect(full.isHolding, "\(line)")
    }
  }

  @Test func a_long_line_is_held_in_its_middle_and_goes_on_where_it_stood() {
    var pager = Self.pager()
    var terminal = TerminalModel(columns: 20, rows: 4, isNewLineReturning: true)
    let line = (0..<100).map { String($0 % 10) }.joined()
    terminal.write(pager.push(Array("\(line)\n".utf8)))
    let row = "01234567890123456789"
    #expect(terminal.lines == [row, row, row, Self.marker])
    terminal.write(Self.sent(pager.handle(.enter)) ?? "")
    #expect(terminal.lines == [row, row, row, Self.marker])
    #expect(terminal.transcript.count == 5)
    terminal.write(Self.sent(pager.handle(.enter)) ?? "")
    #expect(terminal.transcript == [row, row, row, row, row])
    #expect(!pager.isHolding)
  }

  @Test func colours_do_not_reach_into_the_marker_and_go_on_after_it() {
    var pager = Pager(size: TerminalSize(columns: 20, rows: 4), usesColor: true)
    let alarm = "\u{1B}[1;31m"
    let bytes = pager.push(Array("\(alarm)1\n2\n3\n4\u{1B}[0m\n5\n".utf8))
    #expect(Self.text(bytes) == "\(alarm)1\n2\n3\n\u{1B}[0m\u{1B}[7m\(Self.marker)\u{1B}[0m")
    #expect(
      Self.sent(pager.handle(.character(" "))) == "\(Self.eraseRow)\(alarm)4\u{1B}[0m\n5\n")
  }

  @Test func characters_and_sequences_come_out_whole_however_they_come_in() {
    let text = "a日\u{1B}[1;31mé\u{1B}[0m🚀\n" + Self.lines(1...9)
    var whole = Self.pager()
    let expected = whole.push(Array(text.utf8))
    var split = Self.pager()
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      let piece = split.push([byte])
      #expect(String(validating: piece, as: UTF8.self) != nil)
      bytes += piece
    }
    #expect(Self.text(bytes) == Self.text(expected))
    #expect(split.handle(.character(" ")) == whole.handle(.character(" ")))
  }

  @Test func what_has_no_end_comes_out_at_the_end() {
    for unfinished: [UInt8] in [[0xE6, 0x97], [0x1B], [0x1B, 0x5B, 0x31]] {
      var pager = Self.pager()
      #expect(pager.push(unfinished) == [])
      #expect(pager.finish() == unfinished)
    }
    var pager = Self.pager(columns: 80)
    let endless = [UInt8](Array("\u{1B}[".utf8) + Array(repeating: UInt8(ascii: "1"), count: 100))
    #expect(pager.push(endless) + pager.finish() == endless)
  }

  @Test func a_new_size_counts_from_the_next_page_and_the_marker_stays_one_row() {
    var pager = Self.pager(columns: 80, rows: 4)
    var terminal = TerminalModel(columns: 80, rows: 4, isNewLineReturning: true)
    terminal.write(pager.push(Array(Self.lines(1...20).utf8)))
    terminal.write(Self.sent(pager.handle(.up)) ?? "")
    terminal.resize(columns: 20, rows: 6)
    terminal.write(pager.resize(TerminalSize(columns: 20, rows: 6)))
    #expect(terminal.transcript == ["line 1", "line 2", "line 3", "-- more -- (space:"])
    #expect(
      Self.sent(pager.handle(.character(" "))) == Self.eraseRow + Self.lines(4...8) + Self.marker)
  }

  @Test func random_text_shown_page_by_page_is_the_text_and_no_page_is_more_than_a_screen() {
    var random = SeededGenerator(seed: 7)
    let pieces = ["a", "b ", "日", "é", "🚀", "\n", "\n", "word ", "\u{1B}[1m", "\u{1B}[0m", "e\u{301}"]
    for _ in 0..<30 {
      let size = TerminalSize(
        columns: Int.random(in: 20...30, using: &random), rows: Int.random(in: 4...6, using: &random))
      let text = (0..<200).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\n"
      var whole = TerminalModel(columns: size.columns, rows: size.rows, isNewLineReturning: true)
      whole.write(text)
      var pager = Pager(size: size)
      var paged = TerminalModel(columns: size.columns, rows: size.rows, isNewLineReturning: true)
      paged.write(pager.push(Array(text.utf8)))
      var seen = paged.transcript.dropLast().count
      while pager.isHolding {
        #expect(paged.transcript.last == Self.marker)
        let isPage = Bool.random(using: &random)
        paged.write(Self.sent(pager.handle(isPage ? .character(" ") : .enter)) ?? "")
        if pager.isHolding {
          let rows = paged.rowInTranscript
          #expect(rows - seen == (isPage ? size.rows - 1 : 1))
          seen = rows
        }
      }
      #expect(paged.transcript == whole.transcript)
      #expect(paged.unknown == [])
    }
  }
}
