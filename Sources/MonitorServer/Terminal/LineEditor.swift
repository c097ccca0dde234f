// A person's line from the first key to Enter, keys in, effects out; it must not know a socket, a clock or a command.

/// What is typed at a prompt, with cursor, history, search and completion.
///
/// Between ``Effect/line(_:)`` or ``Effect/interrupt`` and ``begin()`` the line is not on the terminal: keys change it all
/// the same, unseen, for people type ahead. Cost: a character at the end of the line is sent as it is, whatever stands
/// before it. Its stored properties are for its extensions alone.
struct LineEditor {
  /// What is to be done.
  enum Effect: Equatable {
    /// Text with "\n" for a new line, and control sequences.
    case send([UInt8])
    /// A line was entered; nothing is shown until ``LineEditor/begin()``.
    case line(String)
    /// What the word at the end could become is asked for; ``LineEditor/completed(_:)`` takes the answer.
    case complete(String)
    /// Ctrl-C; nothing is shown until ``LineEditor/begin()``.
    case interrupt
    /// Ctrl-D on an empty line.
    case leave
  }

  /// Whether dim text is shown dim.
  var usesColor = false

  let prompt: [Glyph]
  var line: EditLine
  var screen = EditorScreen(size: .usual)
  var history = LineHistory()
  var search: HistorySearch?
  /// What was searched for the last time.
  var lastWanted = ""
  /// Whether an answer to ``Effect/complete(_:)`` is awaited, with no key since.
  var isCompleting = false

  private let emptyLine: EditLine
  private var killed: [Glyph] = []
  /// Whether the key before has killed something, to which the next one adds.
  private var isKilling = false

  private static let bell: [UInt8] = [0x07]

  /// Nothing typed yet, and nothing shown; a line has at most `maximumBytes`.
  init(prompt: String, maximumBytes: Int) {
    self.prompt = Glyph.glyphs(of: prompt)
    emptyLine = EditLine(maximumBytes: maximumBytes)
    line = emptyLine
  }

  /// The width of the terminal, which ``resize(columns:rows:)`` sets.
  var columns: Int { screen.size.columns }

  /// Shows the prompt, and what was typed ahead.
  mutating func begin() -> [Effect] { sending(redraw()) }

  /// Takes the line off the terminal, for other output; ``begin()`` shows it again.
  mutating func hide() -> [Effect] { sending(screen.hide()) }

  /// A line that was typed ahead, as it is shown when its turn has come.
  func echo(_ line: String) -> [UInt8] {
    Glyph.shown(prompt + Glyph.glyphs(of: line)) + [UInt8(ascii: "\n")]
  }

  /// The terminal has another size; the line is shown anew if it is on it.
  mutating func resize(columns: Int, rows: Int? = nil) -> [Effect] {
    let wasShown = screen.isShown
    let size = TerminalSize(columns: columns, rows: rows ?? screen.size.rows)
    let bytes = screen.hide(newSize: size)
    return wasShown ? sending(bytes + redraw()) : []
  }

  /// Takes the next key.
  mutating func handle(_ key: Key) -> [Effect] {
    let wasKilling = isKilling
    isKilling = false
    isCompleting = false
    if let search { return handle(key, in: search) }
    switch key {
    case .character(let scalar): return insert(scalar)
    case .enter: return enter()
    case .tab: return complete()
    case .control("c"): return interrupt()
    case .control("d"): return line.isEmpty ? leave() : delete(to: line.cursor + 1)
    case .control("l"): return screen.isShown ? sending(screen.clear() + redraw()) : []
    case .control("r"): return beginSearch()
    case .up, .control("p"): return replace(history.older(than: line.text))
    case .down, .control("n"): return replace(history.newer())
    case .left, .control("b"): return move(to: line.cursor - 1)
    case .right, .control("f"): return move(to: line.cursor + 1)
    case .wordLeft, .alt("b"): return move(to: line.wordLeft)
    case .wordRight, .alt("f"): return move(to: line.wordRight)
    case .home, .control("a"): return move(to: 0)
    case .end, .control("e"): return move(to: line.glyphs.count)
    case .backspace: return line.cursor > 0 ? delete(to: line.cursor - 1) : ring()
    case .delete: return delete(to: line.cursor + 1)
    case .control("k"): return kill(to: line.glyphs.count, adding: wasKilling)
    case .control("u"): return kill(to: 0, adding: wasKilling)
    case .control("w"): return kill(to: line.blankLeft, adding: wasKilling)
    case .altBackspace: return kill(to: line.wordLeft, adding: wasKilling)
    case .alt("d"): return kill(to: line.wordRight, adding: wasKilling)
    case .control("y"): return line.insert(killed) ? refresh() : ring()
    case .control("t"): return line.transpose() ? refresh() : ring()
    default: return []
    }
  }

  // MARK: The line

  private mutating func insert(_ scalar: Unicode.Scalar) -> [Effect] {
    let (wasAtEnd, count) = (line.isAtEnd, line.glyphs.count)
    guard line.insert(scalar) else { return ring() }
    // What is no mark on the character before is one more glyph.
    if wasAtEnd, line.glyphs.count > count, let bytes = screen.append(Glyph(scalar)) { return sending(bytes) }
    return refresh()
  }

  private mutating func move(to index: Int) -> [Effect] {
    line.move(to: index)
    return refresh()
  }

  private mutating func delete(to index: Int) -> [Effect] {
    guard index >= 0 && index <= line.glyphs.count else { return ring() }
    _ = line.remove(to: index)
    return refresh()
  }

  private mutating func kill(to index: Int, adding: Bool) -> [Effect] {
    let isBefore = index < line.cursor
    let removed = line.remove(to: index)
    isKilling = adding || !removed.isEmpty
    guard !removed.isEmpty else { return [] }
    let before = adding ? killed : []
    killed = isBefore ? removed + before : before + removed
    return refresh()
  }

  private mutating func replace(_ text: String?) -> [Effect] {
    guard let text, line.set(text) else { return ring() }
    return refresh()
  }

  private mutating func enter() -> [Effect] {
    let text = line.text
    let effects = sending(screen.leave())
    history.enter(text)
    line = emptyLine
    return effects + [.line(text)]
  }

  private mutating func interrupt() -> [Effect] {
    var bytes: [UInt8] = []
    if screen.isShown {
      let content = prompt + line.glyphs + Glyph.glyphs(of: "^C")
      bytes = screen.show(content, cursor: content.count) + screen.leave()
    }
    history.leave()
    line = emptyLine
    return sending(bytes) + [.interrupt]
  }

  private mutating func leave() -> [Effect] { sending(screen.leave()) + [.leave] }

  // MARK: What is sent

  /// Brings the terminal up to date, if the line is on it.
  mutating func refresh() -> [Effect] { screen.isShown ? sending(redraw()) : [] }

  /// Shows the line as it is now.
  mutating func redraw() -> [UInt8] {
    if let search { return redraw(search) }
    return screen.show(prompt + line.glyphs, cursor: prompt.count + line.cursor)
  }

  /// Tells that a key does nothing here.
  func ring() -> [Effect] { screen.isShown ? [.send(Self.bell)] : [] }

  func sending(_ bytes: [UInt8]) -> [Effect] { bytes.isEmpty ? [] : [.send(bytes)] }
}
