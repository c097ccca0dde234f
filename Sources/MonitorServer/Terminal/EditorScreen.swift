// Keeps the rows of a terminal in step with a line that changes; it must not know what changes it, nor what stands above.

/// A line on a terminal, perhaps over several rows, as it was shown the last time.
///
/// It moves the cursor only relatively, since nobody knows on which row the line began. After writing to the right
/// margin a terminal keeps the cursor there until the next character; a blank and a return make it go on at once, so that
/// what follows does not depend on it, and the terminal still knows the rows as one line.
struct EditorScreen {
  /// A place relative to the line's beginning.
  private struct Place: Equatable {
    var row = 0
    var column = 0
  }

  /// The terminal's; of a line that needs more rows, the part around the cursor is shown.
  private(set) var size: TerminalSize
  /// Whether the line is on the terminal.
  private(set) var isShown = false

  /// What is on the terminal, and the place after each of it.
  private var glyphs: [Glyph] = []
  private var ends: [Place] = []
  /// Before which glyph the cursor is.
  private var cursor = 0

  private static let eraseBelow = Array("\u{1B}[J".utf8)

  init(size: TerminalSize) { self.size = size }

  /// What makes the terminal show this, with the cursor before the glyph of that index.
  mutating func show(_ content: [Glyph], cursor index: Int) -> [UInt8] {
    let part = part(of: content, around: index)
    return update(Array(content[part]), cursor: index - part.lowerBound)
  }

  /// The same for one more glyph at the end, before the cursor, without looking at all the others.
  ///
  /// `nil` if all must be looked at, because the line is not shown up to its end or other rows of it would be.
  mutating func append(_ glyph: Glyph) -> [UInt8]? {
    guard isShown, cursor == glyphs.count else { return nil }
    let end = place(after: glyph, at: end(of: glyphs.count))
    guard end.row < mostRows else { return nil }
    glyphs.append(glyph)
    ends.append(end)
    cursor += 1
    return Glyph.shown([glyph]) + settleMargin(at: end)
  }

  /// Leaves the line as it is and begins a new row below it.
  mutating func leave() -> [UInt8] {
    guard isShown else { return [] }
    let end = end(of: glyphs.count)
    var output: [UInt8]
    if end.column == 0, end.row > 0, let last = glyphs.last {
      // The terminal would take what comes now for a part of the full row, and wrap it so another time.
      output = move(from: place(of: cursor), to: place(of: glyphs.count - 1)) + Self.eraseBelow
      last.append(to: &output)
    } else {
      output = move(from: place(of: cursor), to: end)
    }
    forget()
    return output + [UInt8(ascii: "\n")]
  }

  /// Takes the line off the terminal; the cursor stays where the line began.
  mutating func hide() -> [UInt8] {
    guard isShown else { return [] }
    let output = move(from: place(of: cursor), to: Place()) + Self.eraseBelow
    forget()
    return output
  }

  /// Empties the terminal, the only time that something is moved to a place of its own.
  mutating func clear() -> [UInt8] {
    forget()
    return Array("\u{1B}[H\u{1B}[2J".utf8)
  }

  /// Takes the line off a terminal that has another size now.
  ///
  /// Most terminals wrap their lines anew then, so the cursor is on the row where the new width puts it. One that does
  /// not, made narrower with a long line, loses as many rows above as the line has more now.
  mutating func hide(newSize: TerminalSize) -> [UInt8] {
    let old = place(of: cursor)
    size = newSize
    guard isShown else { return [] }
    layOut(from: 0)
    var row = place(of: cursor).row
    // A line that fits a row exactly now ends in it, unless a blank was written into the next one before.
    let hadBlank = old.column == 0 && old.row > 0
    if cursor == glyphs.count && row > 0 && place(of: cursor).column == 0 && !hadBlank { row -= 1 }
    forget()
    // Of the column nothing is known.
    return [UInt8(ascii: "\r")] + move(from: Place(row: row), to: Place()) + Self.eraseBelow
  }

  private mutating func forget() {
    isShown = false
    glyphs = []
    ends = []
    cursor = 0
  }

  private mutating func update(_ content: [Glyph], cursor index: Int) -> [UInt8] {
    let same = isShown ? zip(glyphs, content).prefix { $0 == $1 }.count : 0
    let from = place(of: cursor)
    var output: [UInt8] = []
    var at = from
    if same < glyphs.count || same < content.count {
      at = end(of: same)
      output += move(from: from, to: at)
      if same < glyphs.count { output += Self.eraseBelow }
      glyphs = content
      layOut(from: same)
      output += Glyph.shown(glyphs[same...])
      at = end(of: glyphs.count)
      output += settleMargin(at: at)
    }
    cursor = index
    isShown = true
    return output + move(from: at, to: place(of: index))
  }

  // MARK: Places

  /// So many rows are used at most; one is left for the cursor behind a full row.
  private var mostRows: Int { max(size.rows - 1, 1) }

  /// What is shown of a line: all, or the rows that fit up to the cursor's, or from the first on.
  private func part(of content: [Glyph], around index: Int) -> Range<Int> {
    // A quick look first: two columns a glyph, and one lost at the end of each row.
    guard content.count * 2 >= mostRows * (size.columns - 1) else { return content.indices }
    var place = Place()
    var rowStarts = [0]
    var cursorRow = 0
    for (offset, glyph) in content.enumerated() {
      let start = wrapped(place, for: glyph)
      if start.row == rowStarts.count { rowStarts.append(offset) }
      if offset == index { cursorRow = start.row }
      place = self.place(after: glyph, at: place)
    }
    if index >= content.count { cursorRow = place.row }
    guard place.row >= mostRows else { return content.indices }
    let top = max(cursorRow - mostRows + 1, 0)
    let bottom = top + mostRows
    let start = top < rowStarts.count ? rowStarts[top] : content.count
    return start..<(bottom < rowStarts.count ? rowStarts[bottom] : content.count)
  }

  private mutating func layOut(from index: Int) {
    ends.removeSubrange(min(index, ends.count)...)
    var place = end(of: index)
    for glyph in glyphs[index...] {
      place = self.place(after: glyph, at: place)
      ends.append(place)
    }
  }

  /// Where the first `count` glyphs end.
  private func end(of count: Int) -> Place { count > 0 ? ends[count - 1] : Place() }

  /// Where the glyph of an index stands, or would if there were one more.
  private func place(of index: Int) -> Place {
    index < glyphs.count ? wrapped(end(of: index), for: glyphs[index]) : end(of: glyphs.count)
  }

  /// Where a glyph goes that follows there: a wide one does not fit into the last column.
  private func wrapped(_ place: Place, for glyph: Glyph) -> Place {
    place.column + glyph.columns > size.columns ? Place(row: place.row + 1) : place
  }

  private func place(after glyph: Glyph, at place: Place) -> Place {
    var place = wrapped(place, for: glyph)
    place.column += glyph.columns
    return place.column < size.columns ? place : Place(row: place.row + 1)
  }

  // MARK: What is sent

  private func settleMargin(at end: Place) -> [UInt8] {
    end.column == 0 && end.row > 0 ? [UInt8(ascii: " "), UInt8(ascii: "\r")] : []
  }

  private func move(from start: Place, to end: Place) -> [UInt8] {
    var output: [UInt8] = []
    if end.row < start.row { output += Self.sequence(start.row - end.row, "A") }
    if end.row > start.row { output += Self.sequence(end.row - start.row, "B") }
    switch end.column - start.column {
    case 0: break
    case _ where end.column == 0: output.append(UInt8(ascii: "\r"))
    case -1: output.append(0x08)
    case ..<0: output += Self.sequence(start.column - end.column, "D")
    case let right: output += Self.sequence(right, "C")
    }
    return output
  }

  private static func sequence(_ count: Int, _ final: String) -> [UInt8] {
    Array("\u{1B}[\(count == 1 ? "" : String(count))\(final)".utf8)
  }
}
