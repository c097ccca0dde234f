// Tab: what is asked, what becomes of the line, what is listed below it.
import Testing

@testable import MonitorServer

@Suite struct LineEditorCompletionTests {
  private static func words(_ words: String..., replacing bytes: Int) -> LineCompletion {
    LineCompletion(replacedBytes: bytes, candidates: words.map { .init(word: $0) })
  }

  private static func person(_ text: String, columns: Int = 80) -> EditorFixture {
    var person = EditorFixture(columns: columns)
    person.type(text)
    return person
  }

  @Test func what_stands_before_the_cursor_is_asked_for() {
    var person = Self.person("where 12")
    person.press(.left, .tab)
    #expect(person.asked == [.complete("where 1")])
  }

  @Test func the_only_candidate_is_inserted_with_a_blank_behind_it() {
    var person = Self.person("wh")
    person.press(.tab)
    person.answer(Self.words("where", replacing: 2))
    #expect(person.picture == ["> where |"])
    person.type("--j")
    person.press(.tab)
    person.answer(Self.words("--json", replacing: 3))
    #expect(person.picture == ["> where --json |"])
  }

  @Test func a_form_that_wants_a_value_gets_no_blank() {
    var person = Self.person("ps --st")
    person.press(.tab)
    person.answer(Self.words("--state=", replacing: 4))
    #expect(person.picture == ["> ps --state=|"])
  }

  @Test func a_word_is_completed_within_a_line_and_no_second_blank_comes() {
    var person = Self.person("wh 12")
    person.press(.home, .right, .right, .tab)
    person.answer(Self.words("where", replacing: 2))
    #expect(person.picture == ["> where |12"])
    person.press(.control("k"))
    person.type("x")
    person.press(.left, .tab)
    person.answer(Self.words("a", replacing: 0))
    #expect(person.picture == ["> where a |x"])
  }

  @Test func of_several_candidates_what_they_have_in_common_is_inserted() {
    var person = Self.person("ps-t")
    person.press(.tab)
    person.answer(Self.words("ps-terminated", "ps-test", replacing: 4))
    #expect(person.picture == ["> ps-te|"])
    person.press(.tab)
    person.answer(Self.words("ps-terminated", "ps-test", replacing: 5))
    #expect(person.picture == ["> ps-te", "ps-terminated  ps-test", "> ps-te|"])
  }

  @Test func a_word_that_has_to_be_quoted_takes_the_place_of_what_was_typed() {
    var person = Self.person("ps --name my")
    person.press(.tab)
    person.answer(Self.words("'my task'", replacing: 2))
    #expect(person.picture == ["> ps --name 'my task' |"])
  }

  @Test func many_candidates_are_listed_in_columns_read_downwards() {
    var person = Self.person("", columns: 20)
    person.press(.tab)
    person.answer(Self.words("aa", "b", "cc", "d", "e", "f", "g", replacing: 0))
    #expect(person.picture == [">", "aa  cc  e   g", "b   d   f", "> |"])
  }

  @Test func candidates_beyond_forty_are_counted() {
    var person = Self.person("w")
    person.press(.tab)
    let candidates = (1...100).map { LineCompletion.Candidate(word: "w\(1_000 + $0)", hint: "task") }
    person.answer(LineCompletion(replacedBytes: 1, candidates: candidates))
    #expect(person.picture == ["> w1|"])
    person.press(.tab)
    person.answer(LineCompletion(replacedBytes: 2, candidates: candidates))
    let picture = person.picture
    #expect(picture.first == "> w1")
    #expect(picture.suffix(2) == ["… and 60 more", "> w1|"])
    #expect(
      picture.joined(separator: " ").split(separator: " ").count { $0.hasPrefix("w1") && $0.count == 5 } == 40
    )
  }

  @Test func few_candidates_have_a_row_each_with_what_tells_them_apart() {
    var person = Self.person("where ")
    let completion = LineCompletion(
      replacedBytes: 0,
      candidates: [
        .init(word: "20", hint: "supervisor"), .init(word: "1"), .init(word: "640", hint: "request 7"),
      ])
    person.press(.tab)
    person.answer(completion)
    #expect(
      person.picture == ["> where", "20   supervisor", "1", "640  request 7", "> where |"])
  }

  @Test func names_are_harmless_and_fit_the_terminal() {
    var person = Self.person("where ", columns: 20)
    let evil = "\u{1B}[2J" + String(repeating: "n", count: 100)
    person.press(.tab)
    person.answer(
      LineCompletion(
        replacedBytes: 0, candidates: [.init(word: "20", hint: evil), .init(word: "31", hint: "日本")]))
    #expect(person.picture == ["> where", "20  \\u{1B}[…nnnnnnn", "31  日本", "> where |"])
    #expect(person.terminal.unknown == [])
    person.press(.tab)
    person.answer(Self.words(evil, "x", replacing: 0))
    #expect(person.picture.suffix(3) == ["\\u{1B}[2J…nnnnnnnnn", "x", "> where |"])
  }

  @Test func a_candidate_that_cannot_be_typed_is_not_inserted() {
    var person = Self.person("x")
    person.press(.tab)
    person.answer(Self.words("x\u{1B}[2J\nquit", replacing: 1))
    #expect(person.picture == ["> x|"])
    #expect(person.terminal.bells == 1)
  }

  @Test func without_candidates_the_bell_rings_or_a_line_says_what_is_expected() {
    var person = Self.person("ps --limit ")
    person.press(.tab)
    person.answer(.none)
    #expect(person.terminal.bells == 1)
    person.press(.tab)
    person.answer(LineCompletion(replacedBytes: 0, candidates: [], hint: "N: such as 20"))
    #expect(person.picture == ["> ps --limit", "N: such as 20", "> ps --limit |"])
    #expect(person.terminal.cells(row: 1)[0].style == "")
    person.editor.usesColor = true
    person.press(.tab)
    person.answer(LineCompletion(replacedBytes: 0, candidates: [], hint: "N: such as 20"))
    #expect(person.terminal.cells(row: 3)[0] == TerminalModel.Cell(text: "N", style: "2"))
    #expect(person.terminal.cells(row: 4)[0] == TerminalModel.Cell(text: ">"))
  }

  @Test func a_list_under_a_line_of_several_rows_leaves_them_whole() {
    var person = Self.person("0123456789abcdefghij", columns: 20)
    person.press(.left, .left, .left, .tab)
    person.answer(Self.words("x", "y", replacing: 0))
    #expect(
      person.picture == [
        "> 0123456789abcdefgh", "ij", "x  y", "> 0123456789abcdefg|h", "ij",
      ])
  }

  @Test func an_answer_that_does_not_fit_the_line_changes_nothing() {
    var person = EditorFixture(maximumBytes: 5)
    person.type("abc")
    for answer in [
      Self.words("abcdefgh", replacing: 3), Self.words("x", replacing: 4), Self.words("x", replacing: -1),
    ] {
      person.press(.tab)
      person.answer(answer)
      #expect(person.picture == ["> abc|"])
    }
    #expect(person.terminal.bells == 3)
    person.press(.backspace)
    person.type("é")
    person.press(.tab)
    person.answer(Self.words("x", replacing: 1))
    #expect(person.picture == ["> abé|"])
  }

  @Test func an_answer_is_dropped_when_a_key_came_before_it() {
    var person = Self.person("wh")
    person.answer(Self.words("where", replacing: 2))
    person.press(.tab)
    person.type("x")
    person.answer(Self.words("where", replacing: 2))
    #expect(person.picture == ["> whx|"])
    #expect(person.terminal.bells == 0)
  }
}
