// Earlier lines: what is kept of them, going back to them and searching for them.
import Testing

@testable import MonitorServer

@Suite struct LineHistoryTests {

  @Test func every_line_is_kept_once_and_an_old_one_moves_to_the_end() {
    var history = LineHistory()
    for line in ["a", "b", "", " c", "a", "d", "d"] { history.enter(line) }
    #expect(history.lines == ["b", "a", "d"])
  }

  @Test func the_oldest_lines_make_room() {
    var history = LineHistory()
    for number in 0..<LineHistory.mostLines + 10 { history.enter("line \(number)") }
    #expect(history.lines.count == LineHistory.mostLines)
    #expect(history.lines.first == "line 10")
    let long = String(repeating: "x", count: LineHistory.mostBytes / 2)
    history.enter(long + "1")
    history.enter(long)
    #expect(history.lines == [long])
    history.enter(String(repeating: "y", count: LineHistory.mostBytes + 1))
    #expect(history.lines == [long])
  }

  @Test func up_and_down_go_through_the_lines_and_come_back_to_the_one_begun() {
    var person = EditorFixture()
    person.enter("one")
    person.enter("two")
    person.type("thr")
    person.press(.left, .up)
    #expect(person.picture.last == "> two|")
    person.press(.control("p"))
    #expect(person.picture.last == "> one|")
    person.press(.up)
    #expect(person.terminal.bells == 1)
    #expect(person.picture.last == "> one|")
    person.press(.down, .control("n"))
    #expect(person.picture.last == "> thr|")
    person.press(.down)
    #expect(person.terminal.bells == 2)
    #expect(person.picture.last == "> thr|")
  }

  @Test func a_line_that_was_called_back_can_be_changed_and_entered() {
    var person = EditorFixture()
    person.enter("ps --all")
    person.press(.up, .control("w"))
    person.type("--json")
    person.press(.enter)
    #expect(person.asked.last == .line("ps --json"))
    person.begin()
    person.press(.up)
    #expect(person.picture.last == "> ps --json|")
    person.press(.up)
    #expect(person.picture.last == "> ps --all|")
    person.press(.control("c"))
    person.begin()
    person.press(.up)
    #expect(person.picture.last == "> ps --json|")
  }

  @Test func a_search_finds_the_newest_line_and_then_older_ones() {
    var person = EditorFixture()
    for line in ["where 1", "ps --name a", "where 2", "stats"] { person.enter(line) }
    person.press(.control("r"))
    #expect(person.picture.last == "(reverse-i-search)`': |")
    person.type("wh")
    #expect(person.picture.last == "(reverse-i-search)`wh': |where 2")
    person.press(.control("r"))
    #expect(person.picture.last == "(reverse-i-search)`wh': |where 1")
    person.press(.control("r"))
    #expect(person.picture.last == "(failed reverse-i-search)`wh': |where 1")
    #expect(person.terminal.bells == 1)
    person.press(.enter)
    #expect(person.asked.last == .line("where 1"))
    #expect(person.picture.suffix(2) == ["> where 1", "|"])
  }

  @Test func a_search_goes_on_with_each_character_and_back_with_backspace() {
    var person = EditorFixture()
    for line in ["tree 1", "threads", "stats"] { person.enter(line) }
    person.press(.control("r"))
    person.type("t")
    #expect(person.picture.last == "(reverse-i-search)`t': sta|ts")
    person.type("r")
    #expect(person.picture.last == "(reverse-i-search)`tr': |tree 1")
    person.type("x")
    #expect(person.picture.last == "(failed reverse-i-search)`trx': |tree 1")
    person.press(.backspace, .backspace)
    #expect(person.picture.last == "(reverse-i-search)`t': sta|ts")
    person.press(.backspace)
    #expect(person.picture.last == "(reverse-i-search)`': |")
    person.press(.backspace)
    #expect(person.picture.last == "(reverse-i-search)`': |")
  }

  @Test func escape_takes_what_was_found_and_control_g_gives_up() {
    var person = EditorFixture()
    for line in ["where 1", "stats"] { person.enter(line) }
    person.type("ps")
    person.press(.left, .control("r"))
    #expect(person.picture.last == "(reverse-i-search)`': p|s")
    person.type("here")
    person.press(.control("g"))
    #expect(person.picture.last == "> p|s")
    person.press(.control("r"))
    person.type("here")
    person.press(.escape)
    #expect(person.picture.last == "> w|here 1")
    person.press(.down, .down)
    #expect(person.picture.last == "> ps|")
  }

  @Test func a_key_of_editing_takes_what_was_found_and_does_what_it_does() {
    var person = EditorFixture()
    person.enter("where 1")
    person.press(.control("r"))
    person.type("her")
    person.press(.end)
    #expect(person.picture.last == "> where 1|")
    person.press(.control("r"), .control("r"))
    #expect(person.picture.last == "(reverse-i-search)`her': w|here 1")
    person.press(.control("c"))
    #expect(person.asked.last == .interrupt)
    #expect(person.picture.suffix(2) == ["> where 1^C", "|"])
  }

  @Test func what_is_searched_for_is_bounded() {
    var person = EditorFixture(columns: 200)
    person.press(.control("r"))
    person.type(String(repeating: "x", count: HistorySearch.mostBytes + 10))
    #expect(person.editor.search?.text.utf8.count == HistorySearch.mostBytes)
  }
}
