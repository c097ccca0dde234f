// A person at a terminal with a line editor behind it: keys go in, the screen can be read; it must not know a session.
@testable import MonitorServer

/// Types keys, shows what the editor sends on a model of a terminal, and keeps what else it asks for.
struct EditorFixture {
  static let prompt = "> "

  var editor: LineEditor
  var terminal: TerminalModel
  /// Everything the editor asked for besides showing.
  private(set) var asked: [LineEditor.Effect] = []
  /// What was sent by the latest step.
  private(set) var sent: [UInt8] = []

  init(columns: Int = 80, rows: Int = 24, maximumBytes: Int = 1_000) {
    editor = LineEditor(prompt: Self.prompt, maximumBytes: maximumBytes)
    terminal = TerminalModel(columns: columns, rows: rows, isNewLineReturning: true)
    _ = editor.resize(columns: columns, rows: rows)
    take(editor.begin())
  }

  mutating func take(_ effects: [LineEditor.Effect]) {
    sent = []
    for effect in effects {
      if case .send(let bytes) = effect {
        sent += bytes
        terminal.write(bytes)
      } else {
        asked.append(effect)
      }
    }
  }

  mutating func press(_ keys: Key...) {
    for key in keys { take(editor.handle(key)) }
  }

  mutating func type(_ text: String) {
    for scalar in text.unicodeScalars { press(.character(scalar)) }
  }

  /// Enters a line as a session does that answers nothing.
  mutating func enter(_ text: String) {
    type(text)
    press(.enter)
    begin()
  }

  mutating func begin() { take(editor.begin()) }

  mutating func answer(_ completion: LineCompletion) { take(editor.completed(completion)) }

  mutating func resize(columns: Int, rows: Int? = nil) {
    terminal.resize(columns: columns, rows: rows ?? terminal.size.rows)
    take(editor.resize(columns: columns, rows: rows))
  }

  mutating func output(_ text: String) { terminal.write(text) }

  /// Rows that are not empty, with a `|` at the cursor.
  var picture: [String] {
    var lines = terminal.transcript
    let row = terminal.rowInTranscript
    while lines.count <= row { lines.append("") }
    var columns = 0
    var before = ""
    var after = ""
    for character in lines[row] {
      if columns < terminal.column { before.append(character) } else { after.append(character) }
      columns += character.unicodeScalars.reduce(0) { $0 + TextWidth.columns(of: $1) }
    }
    if columns < terminal.column { before += String(repeating: " ", count: terminal.column - columns) }
    lines[row] = before + "|" + after
    return lines
  }
}
