// The text that is being typed and the cursor in it; it must not know keys, nor how it is shown.

/// A line of bounded length, changed at a cursor.
struct EditLine: Equatable, Sendable {
  private(set) var glyphs: [Glyph] = []
  /// How many glyphs stand before the cursor.
  private(set) var cursor = 0
  private var byteCount = 0
  private let maximumBytes: Int

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  var isEmpty: Bool { glyphs.isEmpty }
  var isAtEnd: Bool { cursor == glyphs.count }
  var text: String { Self.text(of: glyphs[...]) }
  var textBeforeCursor: String { Self.text(of: glyphs[..<cursor]) }
  var textAfterCursor: String { Self.text(of: glyphs[cursor...]) }

  private static func text(of glyphs: ArraySlice<Glyph>) -> String { glyphs.map(\.text).joined() }

  // MARK: Changing the text. What gives a truth value tells whether it was possible.

  /// Inserts a character before the cursor, or puts a mark on the one there.
  mutating func insert(_ scalar: Unicode.Scalar) -> Bool {
    let bytes = UTF8.width(scalar)
    guard byteCount + bytes <= maximumBytes else { return false }
    byteCount += bytes
    if cursor > 0, glyphs[cursor - 1].add(scalar) { return true }
    glyphs.insert(Glyph(scalar), at: cursor)
    cursor += 1
    return true
  }

  /// Inserts glyphs before the cursor, all or none.
  mutating func insert(_ new: [Glyph]) -> Bool {
    let bytes = new.reduce(0) { $0 + $1.byteCount }
    guard byteCount + bytes <= maximumBytes else { return false }
    glyphs.insert(contentsOf: new, at: cursor)
    cursor += new.count
    byteCount += bytes
    return true
  }

  /// Replaces all, with the cursor between the two parts.
  mutating func set(_ before: String, _ after: String = "") -> Bool {
    guard before.utf8.count + after.utf8.count <= maximumBytes else { return false }
    glyphs = Glyph.glyphs(of: before + after)
    cursor = min(Glyph.glyphs(of: before).count, glyphs.count)
    byteCount = glyphs.reduce(0) { $0 + $1.byteCount }
    return true
  }

  /// Takes out what lies between the cursor and another place, and leaves the cursor there.
  mutating func remove(to index: Int) -> [Glyph] {
    let range = min(index, cursor)..<max(index, cursor)
    let removed = Array(glyphs[range])
    glyphs.removeSubrange(range)
    cursor = range.lowerBound
    byteCount -= removed.reduce(0) { $0 + $1.byteCount }
    return removed
  }

  /// Exchanges the two glyphs before the cursor, or the one before and the one after it.
  mutating func transpose() -> Bool {
    guard cursor > 0, glyphs.count > 1 else { return false }
    if isAtEnd { cursor -= 1 }
    glyphs.swapAt(cursor - 1, cursor)
    cursor += 1
    return true
  }

  // MARK: Places

  mutating func move(to index: Int) { cursor = min(max(index, 0), glyphs.count) }

  /// The beginning of the word before the cursor.
  var wordLeft: Int {
    start(of: { $0.isOfWord })
  }

  /// The same, where words are what stands between blanks.
  var blankLeft: Int {
    start(of: { !$0.isBlank })
  }

  /// The end of the word after the cursor.
  var wordRight: Int {
    var index = cursor
    while index < glyphs.count, !glyphs[index].isOfWord { index += 1 }
    while index < glyphs.count, glyphs[index].isOfWord { index += 1 }
    return index
  }

  private func start(of isOfWord: (Glyph) -> Bool) -> Int {
    var index = cursor
    while index > 0, !isOfWord(glyphs[index - 1]) { index -= 1 }
    while index > 0, isOfWord(glyphs[index - 1]) { index -= 1 }
    return index
  }
}
