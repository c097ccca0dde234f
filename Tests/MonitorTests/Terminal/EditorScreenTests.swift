// What the editor leaves on a terminal after any keys is what the line would look like if it were written at once.
import Testing

@testable import MonitorServer

@Suite struct EditorScreenTests {
  /// What would be seen if all were written at once.
  private struct Written: Equatable {
    var lines: [String]
    var row: Int
    var column: Int

    init(above: String, shown: [Glyph], cursor: Int, on size: TerminalSize) {
      var terminal = TerminalModel(columns: size.columns, rows: size.rows, isNewLineReturning: true)
      terminal.write(above)
      terminal.write(Glyph.shown(shown[..<cursor]))
      (row, column) = (terminal.rowInTranscript, terminal.column)
      let next = cursor < shown.count ? shown[cursor].columns : 1
      if terminal.isWrapPending || terminal.column + next > size.columns { (row, column) = (row + 1, 0) }
      terminal.write(Glyph.shown(shown[cursor...]))
      lines = terminal.transcript
    }

    init(_ terminal: TerminalModel) {
      lines = terminal.transcript
      (row, column) = (terminal.rowInTranscript, terminal.column)
    }
  }

  private static let candidates = LineCompletion(
    replacedBytes: 0, candidates: [.init(word: "alpha"), .init(word: "beta")])

  private static func content(_ editor: LineEditor) -> (glyphs: [Glyph], cursor: Int) {
    guard let search = editor.search else {
      return (editor.prompt + editor.line.glyphs, editor.prompt.count + editor.line.cursor)
    }
    let title = search.hasFailed ? "(failed reverse-i-search)`" : "(reverse-i-search)`"
    let before = Glyph.glyphs(of: title + search.text + "': ")
    guard let match = search.match else {
      return (before + editor.line.glyphs, before.count + editor.line.cursor)
    }
    let line = editor.history.lines[match.line]
    let upToMatch = String(decoding: line.utf8.prefix(match.offset), as: UTF8.self)
    return (before + Glyph.glyphs(of: line), before.count + Glyph.glyphs(of: upToMatch).count)
  }

  private static let plainKeys: [Key] = [
    .left, .right, .wordLeft, .wordRight, .home, .end, .up, .down, .backspace, .delete, .control("k"),
    .control("u"), .control("w"), .altBackspace, .alt("d"), .control("y"), .control("t"), .control("r"),
    .control("g"), .escape, .enter, .control("c"), .tab, .pageUp, .alt("x"), .backTab,
  ]
  private static let characters: [Unicode.Scalar] = [
    "a", "b", "c", " ", " ", "-", "=", "1", "é", "日", "本", "🚀", "\u{301}", "\u{20DD}", "\u{200D}", "\u{7F}",
  ]

  private static func key(_ random: inout some RandomNumberGenerator) -> Key {
    if Int.random(in: 0..<3, using: &random) > 0 {
      return .character(characters.randomElement(using: &random) ?? "a")
    }
    // Those that empty the line come seldom, so that it grows over several rows.
    let key = plainKeys.randomElement(using: &random) ?? .left
    switch key {
    case .enter, .control("c"), .control("u"), .control("k"), .control("w"), .altBackspace:
      return Int.random(in: 0..<6, using: &random) == 0 ? key : .left
    default: return key
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func after_each_of_thousands_of_random_keys_and_resizes_the_screen_shows_the_line(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<3 {
      var person = EditorFixture(columns: [20, 21, 33, 80][Int(seed) % 4], rows: 24, maximumBytes: 150)
      var above = ""
      for step in 0..<80 {
        let asked = person.asked.count
        var action = ""
        if Int.random(in: 0..<30, using: &random) == 0 {
          let columns = Int.random(in: 20...60, using: &random)
          action = "resize \(columns)"
          person.resize(columns: columns)
        } else {
          let key = Self.key(&random)
          action = "\(key)"
          let plain = Self.text(person.editor.prompt + person.editor.line.glyphs)
          let entered = Self.text(person.editor.prompt + Self.entered(person.editor))
          person.press(key)
          switch person.asked.dropFirst(asked).first {
          case .line:
            above += entered + "\nanswer\n"
            person.output("answer\n")
            person.begin()
          case .interrupt:
            above += plain + "^C\n"
            person.begin()
          case .complete:
            let plain = Self.text(person.editor.prompt + person.editor.line.glyphs)
            person.answer(Self.candidates)
            above += plain + "\nalpha  beta\n"
          case nil: break
          default: Issue.record("\(person.asked)")
          }
        }
        let (glyphs, cursor) = Self.content(person.editor)
        let expected = Written(above: above, shown: glyphs, cursor: cursor, on: person.terminal.size)
        guard Written(person.terminal) == expected else {
          Issue.record(
            "seed \(seed), step \(step), \(action), \(person.terminal.size): \(person.picture) is not \(expected)"
          )
          return
        }
      }
      #expect(person.terminal.unknown == [])
    }
  }

  private static func text(_ glyphs: [Glyph]) -> String {
    String(decoding: Glyph.shown(glyphs), as: UTF8.self)
  }

  /// What the line is if Enter comes now: what a search has found counts.
  private static func entered(_ editor: LineEditor) -> [Glyph] {
    guard let match = editor.search?.match else { return editor.line.glyphs }
    return Glyph.glyphs(of: editor.history.lines[match.line])
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func of_a_line_longer_than_the_screen_the_same_part_is_shown_however_it_came_about(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var person = EditorFixture(columns: 20, rows: 3 + Int(seed), maximumBytes: 400)
    person.type(String(repeating: "0123456789", count: 20))
    for _ in 0..<150 {
      let key = Self.key(&random)
      let asked = person.asked.count
      person.press(key)
      if person.asked.count > asked {
        person.begin()
        person.type(String(repeating: "日é", count: 60))
      }
      let (glyphs, cursor) = Self.content(person.editor)
      var screen = EditorScreen(size: person.terminal.size)
      var fresh = TerminalModel(
        columns: 20, rows: person.terminal.size.rows, isNewLineReturning: true)
      fresh.write(screen.show(glyphs, cursor: cursor))
      let first = person.terminal.row - fresh.row
      let isSame =
        first >= 0 && person.terminal.column == fresh.column
        && person.terminal.lines[first...] == fresh.lines[..<(fresh.lines.count - first)]
        && fresh.lines[(fresh.lines.count - first)...].allSatisfy { $0.isEmpty }
      guard isSame else {
        Issue.record("seed \(seed), \(key): \(person.terminal.lines) is not \(fresh.lines)")
        return
      }
    }
  }
}
