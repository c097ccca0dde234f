// Keys in, screen out: what a person sees while typing a line, and what the session gets of it.
import Testing

@testable import MonitorServer

@Suite struct LineEditorTests {
  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func a_character_at_the_end_is_sent_as_it_is() {
    var person = EditorFixture()
    #expect(Self.text(person.sent) == "> ")
    for character in "ps --all" {
      person.type(String(character))
      #expect(Self.text(person.sent) == String(character))
    }
    person.type("日")
    #expect(Self.text(person.sent) == "日")
    #expect(person.picture == ["> ps --all日|"])
  }

  @Test func enter_gives_the_line_and_the_cursor_goes_below_it() {
    var person = EditorFixture()
    person.type("where 12")
    person.press(.left, .left, .enter)
    #expect(person.asked == [.line("where 12")])
    #expect(person.picture == ["> where 12", "|"])
    person.output("error\n")
    person.begin()
    #expect(person.picture == ["> where 12", "error", "> |"])
  }

  @Test func cursor_keys_move_and_text_goes_in_where_the_cursor_is() {
    var person = EditorFixture()
    person.type("abcd")
    person.press(.left, .left)
    #expect(person.picture == ["> ab|cd"])
    person.type("X")
    #expect(person.picture == ["> abX|cd"])
    person.press(.home)
    person.type("1")
    #expect(person.picture == ["> 1|abXcd"])
    person.press(.left, .left)
    #expect(person.picture == ["> |1abXcd"])
    person.press(.control("f"), .right, .control("b"))
    #expect(person.picture == ["> 1|abXcd"])
    person.press(.end, .right)
    #expect(person.picture == ["> 1abXcd|"])
    person.press(.control("a"))
    #expect(person.picture == ["> |1abXcd"])
    person.press(.control("e"))
    #expect(person.picture == ["> 1abXcd|"])
  }

  @Test func a_step_to_the_left_and_backspace_at_the_end_are_a_few_bytes() {
    var person = EditorFixture()
    person.type(String(repeating: "x", count: 70))
    person.press(.left)
    #expect(person.sent == [8])
    person.press(.right)
    #expect(Self.text(person.sent) == "\u{1B}[C")
    person.press(.backspace)
    #expect(Self.text(person.sent) == "\u{8}\u{1B}[J")
    person.press(.home)
    #expect(Self.text(person.sent) == "\u{1B}[69D")
  }

  @Test func backspace_and_delete_take_one_character_with_its_marks() {
    var person = EditorFixture()
    person.type("ae\u{301}日b")
    person.press(.left, .backspace)
    #expect(person.picture == ["> ae\u{301}|b"])
    person.press(.backspace)
    #expect(person.picture == ["> a|b"])
    person.press(.delete)
    #expect(person.picture == ["> a|"])
    person.press(.delete)
    #expect(person.terminal.bells == 1)
    person.press(.backspace, .backspace)
    #expect(person.terminal.bells == 2)
    #expect(person.picture == ["> |"])
  }

  @Test func words_are_gone_over_and_deleted() {
    var person = EditorFixture()
    person.type("ps --name='a b'")
    person.press(.wordLeft)
    #expect(person.picture == ["> ps --name='a |b'"])
    person.press(.alt("b"), .alt("b"))
    #expect(person.picture == ["> ps --|name='a b'"])
    person.press(.wordRight, .alt("f"))
    #expect(person.picture == ["> ps --name='a| b'"])
    person.press(.altBackspace)
    #expect(person.picture == ["> ps --name='| b'"])
    person.press(.alt("d"))
    #expect(person.picture == ["> ps --name='|'"])
    person.press(.control("w"))
    #expect(person.picture == ["> ps |'"])
    person.press(.control("k"))
    #expect(person.picture == ["> ps |"])
  }

  @Test func what_was_killed_comes_back_whole() {
    var person = EditorFixture()
    person.type("one two three")
    person.press(.control("w"), .control("w"), .control("y"))
    #expect(person.picture == ["> one two three|"])
    person.press(.home, .alt("d"), .control("k"), .control("y"))
    #expect(person.picture == ["> one two three|"])
    person.press(.control("u"), .control("y"), .control("y"))
    #expect(person.picture == ["> one two threeone two three|"])
    person.press(.control("u"))
    person.type("x")
    person.press(.control("u"), .control("k"), .home, .control("u"), .control("y"))
    #expect(person.picture == ["> x|"])
  }

  @Test func characters_change_places() {
    var person = EditorFixture()
    person.type("sp")
    person.press(.control("t"))
    #expect(person.picture == ["> ps|"])
    person.press(.home, .control("t"))
    #expect(person.terminal.bells == 1)
    person.press(.right, .control("t"))
    #expect(person.picture == ["> sp|"])
  }

  @Test func a_line_wraps_at_the_right_margin_and_the_cursor_with_it() {
    var person = EditorFixture(columns: 20)
    person.type("0123456789abcdefg")
    #expect(person.picture == ["> 0123456789abcdefg|"])
    person.type("h")
    #expect(person.picture == ["> 0123456789abcdefgh", "|"])
    person.type("i")
    #expect(person.picture == ["> 0123456789abcdefgh", "i|"])
    person.press(.left)
    #expect(person.picture == ["> 0123456789abcdefgh", "|i"])
    person.press(.left)
    #expect(person.picture == ["> 0123456789abcdefg|h", "i"])
    person.type("X")
    #expect(person.picture == ["> 0123456789abcdefgX", "|hi"])
    person.press(.home, .delete)
    #expect(person.picture == ["> |123456789abcdefgXh", "i"])
    person.press(.end, .enter)
    #expect(person.picture == ["> 123456789abcdefgXh", "i", "|"])
  }

  @Test func a_full_row_is_left_without_an_empty_one_below() {
    var person = EditorFixture(columns: 20)
    person.type("0123456789abcdefgh")
    person.press(.enter)
    person.output("answer\n")
    person.begin()
    #expect(person.picture == ["> 0123456789abcdefgh", "answer", "> |"])
    person.resize(columns: 40)
    #expect(person.picture == ["> 0123456789abcdefgh", "answer", "> |"])
  }

  @Test func a_wide_character_that_does_not_fit_goes_to_the_next_row() {
    var person = EditorFixture(columns: 20)
    person.type("0123456789abcdefg日")
    #expect(person.picture == ["> 0123456789abcdefg", "日|"])
    person.press(.left)
    #expect(person.picture == ["> 0123456789abcdefg", "|日"])
    person.type("h")
    #expect(person.picture == ["> 0123456789abcdefgh", "|日"])
    person.press(.left, .backspace)
    #expect(person.picture == ["> 0123456789abcdef|h", "日"])
    person.press(.delete)
    #expect(person.picture == ["> 0123456789abcdef|日"])
  }

  @Test func a_line_stays_whole_when_the_terminal_gets_narrower_and_wider() {
    var person = EditorFixture(columns: 40)
    person.output("output above\n")
    person.begin()
    person.type("0123456789abcdefghijklmnopqrstuv")
    person.press(.left)
    person.resize(columns: 20)
    #expect(person.picture.suffix(2) == ["> 0123456789abcdefgh", "ijklmnopqrstu|v"])
    person.type("X")
    #expect(person.picture.suffix(2) == ["> 0123456789abcdefgh", "ijklmnopqrstuX|v"])
    person.resize(columns: 60)
    #expect(person.picture.last == "> 0123456789abcdefghijklmnopqrstuX|v")
    #expect(person.picture.count == 2)
  }

  @Test func a_line_longer_than_the_screen_shows_the_part_around_the_cursor() {
    var person = EditorFixture(columns: 20, rows: 4)
    let line = (0..<120).map { String($0 % 10) }.joined()
    person.type(line)
    #expect(person.picture.suffix(3) == ["89012345678901234567", "89012345678901234567", "89|"])
    person.press(.home)
    #expect(person.terminal.lines.first == "> 012345678901234567")
    #expect(person.terminal.row == 0)
    #expect(person.terminal.column == 2)
    person.type("X")
    #expect(person.terminal.lines.first == "> X01234567890123456")
    person.press(.end, .enter)
    #expect(person.asked == [.line("X" + line)])
    person.begin()
    #expect(person.picture.last == "> |")
  }

  @Test func a_line_is_no_longer_than_it_may_be() {
    var person = EditorFixture(maximumBytes: 6)
    person.type("abc日d")
    #expect(person.picture == ["> abc日|"])
    #expect(person.terminal.bells == 1)
    person.press(.control("u"), .control("y"), .control("y"))
    #expect(person.picture == ["> abc日|"])
    #expect(person.terminal.bells == 2)
  }

  @Test func characters_that_do_harm_or_cannot_be_seen_are_shown_by_a_stand_in_and_kept() {
    var person = EditorFixture()
    person.type("a\u{200D}b\u{202E}")
    #expect(person.picture == ["> a\u{FFFD}b\u{FFFD}|"])
    person.press(.enter)
    #expect(person.asked == [.line("a\u{200D}b\u{202E}")])
  }

  @Test func a_mark_without_a_character_to_stand_on_is_shown_by_a_stand_in() {
    var person = EditorFixture()
    person.type("\u{301}")
    #expect(person.picture == ["> \u{FFFD}|"])
    person.type("e\u{301}\u{302}\u{303}\u{304}x")
    #expect(person.picture == ["> \u{FFFD}e\u{301}\u{302}\u{303}\u{FFFD}x|"])
    person.press(.left, .left, .left)
    #expect(person.picture == ["> \u{FFFD}|e\u{301}\u{302}\u{303}\u{FFFD}x"])
    person.press(.enter)
    #expect(person.asked == [.line("\u{301}e\u{301}\u{302}\u{303}\u{304}x")])
  }

  @Test func control_c_shows_itself_and_clears_the_line() {
    var person = EditorFixture()
    person.type("where")
    person.press(.left, .control("c"))
    #expect(person.asked == [.interrupt])
    #expect(person.picture == ["> where^C", "|"])
    person.begin()
    #expect(person.picture == ["> where^C", "> |"])
  }

  @Test func control_d_deletes_and_on_an_empty_line_leaves() {
    var person = EditorFixture()
    person.type("ab")
    person.press(.left, .control("d"))
    #expect(person.picture == ["> a|"])
    person.press(.control("d"))
    #expect(person.asked == [])
    person.press(.backspace, .control("d"))
    #expect(person.asked == [.leave])
  }

  @Test func control_l_empties_the_screen_and_keeps_the_line() {
    var person = EditorFixture()
    person.output("old\n")
    person.begin()
    person.type("ps")
    person.press(.left, .control("l"))
    #expect(person.terminal.lines.first == "> ps")
    #expect(person.terminal.row == 0)
    #expect(person.terminal.column == 3)
    #expect(person.terminal.lines.dropFirst() == Array(repeating: "", count: 23)[...])
  }

  @Test func keys_without_a_meaning_do_nothing() {
    var person = EditorFixture()
    person.type("a")
    person.press(.insert, .pageUp, .pageDown, .function(1), .backTab, .escape, .alt("x"), .control("z"))
    #expect(person.asked == [])
    #expect(person.picture == ["> a|"])
  }

  @Test func what_is_typed_ahead_is_shown_with_the_next_prompt() {
    var person = EditorFixture()
    person.type("ps")
    person.press(.enter)
    person.type("trex")
    person.press(.backspace, .tab, .pageUp)
    person.type("e")
    #expect(person.picture == ["> ps", "|"])
    person.output("answer\n")
    person.begin()
    #expect(person.picture == ["> ps", "answer", "> tree|"])
  }

  @Test func lines_pasted_while_another_runs_are_given_one_by_one() {
    var person = EditorFixture()
    person.type("one")
    person.press(.enter)
    person.type("two")
    person.press(.enter)
    person.type("thr")
    #expect(person.asked == [.line("one"), .line("two")])
    person.output("1\n" + Self.text(person.editor.echo("two")) + "2\n")
    person.begin()
    #expect(person.picture == ["> one", "1", "> two", "2", "> thr|"])
    person.press(.control("u"), .enter)
    person.press(.control("c"), .control("d"))
    #expect(person.asked.suffix(3) == [.line(""), .interrupt, .leave])
  }

  @Test func the_line_makes_room_for_other_output() {
    var person = EditorFixture(columns: 20)
    person.type("0123456789abcdefghijkl")
    person.press(.left)
    person.take(person.editor.hide())
    #expect(person.picture == ["|"])
    person.output("news\n")
    person.begin()
    #expect(person.picture == ["news", "> 0123456789abcdefgh", "ijk|l"])
    person.take(person.editor.hide())
    person.take(person.editor.hide())
    #expect(person.sent == [])
  }
}
