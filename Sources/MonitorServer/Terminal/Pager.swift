// Shows long text a page at a time; it must not know where the text comes from, nor who reads it.

/// What of a text is on the terminal, and what waits for a key.
///
/// It holds no more than was pushed; whoever pushes waits while ``isHolding``. Cost: one look at each byte.
struct Pager {
  /// What a key leads to.
  enum Outcome: Equatable {
    /// Bytes to send; the text goes on, or still waits.
    case send([UInt8])
    /// Bytes to send; the rest of the text is not wanted.
    case ended([UInt8])
  }

  /// Whether the marker stands on the terminal and a key is awaited.
  private(set) var isHolding = false

  private var size: TerminalSize
  private let usesColor: Bool
  /// Not sent yet: what comes after the page, or a character whose end has not come.
  private var held: [UInt8] = []
  /// Rows below the last marker, and columns in the one begun.
  private var rows = 0
  private var column = 0
  /// So many rows may be below it.
  private var limit: Int
  /// The colours in force.
  private var style: [UInt8] = []
  private var marker = Self.shortMarker
  private var isFinished = false

  private static let shortMarker = "-- more --"
  private static let longMarker = "-- more -- (space: page, enter: line, q: end)"
  private static let eraseRow = Array("\r\u{1B}[K".utf8)
  private static let plain = Array("\u{1B}[0m".utf8)

  /// The text will begin at the left margin of a terminal of that size.
  init(size: TerminalSize, usesColor: Bool = false) {
    self.size = size
    self.usesColor = usesColor
    limit = Self.page(of: size)
  }

  /// The row that is left is the marker's.
  private static func page(of size: TerminalSize) -> Int { max(size.rows - 1, 1) }

  /// Takes more text, with "\n" at the ends of lines, and gives what is to be sent now.
  mutating func push(_ bytes: [UInt8]) -> [UInt8] {
    held += bytes
    return isHolding ? [] : advance()
  }

  /// No more text will come; gives what is to be sent now.
  ///
  /// What is held waits for its keys as before.
  mutating func finish() -> [UInt8] {
    isFinished = true
    return isHolding ? [] : advance()
  }

  /// Takes a key while holding.
  mutating func handle(_ key: Key) -> Outcome {
    guard isHolding else { return .send([]) }
    switch key {
    case .character(" "), .pageDown: return .send(goOn(rows: Self.page(of: size)))
    case .enter, .down: return .send(goOn(rows: 1))
    case .character("q"), .character("Q"), .control("c"), .escape:
      isHolding = false
      held = []
      return .ended(Self.eraseRow)
    default:
      marker = Self.longMarker
      return .send(Self.eraseRow + shownMarker)
    }
  }

  /// The terminal has another size; gives what is to be sent now.
  mutating func resize(_ size: TerminalSize) -> [UInt8] {
    let rowsAbove = isHolding ? (markerText.count - 1) / max(size.columns, 1) : 0
    if limit > 1 { limit = Self.page(of: size) }
    self.size = size
    guard isHolding else { return [] }
    // A narrower terminal may have wrapped the marker.
    let up = rowsAbove > 0 ? Array("\u{1B}[\(rowsAbove)A".utf8) : []
    return up + Array("\r\u{1B}[J".utf8) + shownMarker
  }

  private var markerText: String { String(marker.prefix(max(size.columns - 1, 1))) }

  private var shownMarker: [UInt8] {
    let before = style.isEmpty ? [] : Self.plain
    return before
      + (usesColor ? Array("\u{1B}[7m".utf8) + markerText.utf8 + Self.plain : Array(markerText.utf8))
  }

  private mutating func goOn(rows: Int) -> [UInt8] {
    isHolding = false
    limit = rows
    marker = Self.shortMarker
    return Self.eraseRow + style + advance()
  }

  /// Gives what is held up to the end of the page, and the marker if there is more.
  private mutating func advance() -> [UInt8] {
    var position = 0
    var marker: [UInt8] = []
    while let (unit, length) = nextUnit(at: position) {
      let before = column
      count(unit)
      if rows + (column > 0 ? 1 : 0) > limit {
        // A wide character leaves the last column of a row free, where the marker must not begin.
        marker = (before > 0 && before < size.columns && unit != .newLine ? [0x20] : []) + shownMarker
        isHolding = true
        (rows, column) = (0, 0)
        break
      }
      if unit == .style { choose(held[position..<position + length]) }
      position += length
    }
    let output = Array(held[..<position])
    held.removeSubrange(..<position)
    return output + marker
  }

  private func nextUnit(at position: Int) -> (unit: TextUnit, length: Int)? {
    if let found = TextUnit.first(in: held[position...]) { return found }
    return isFinished && position < held.count ? (.other, held.count - position) : nil
  }

  private mutating func count(_ unit: TextUnit) {
    switch unit {
    case .newLine:
      rows += 1
      column = 0
    case .carriageReturn:
      column = 0
    case .character(let columns):
      if column + columns > size.columns {
        rows += 1
        column = 0
      }
      column += columns
    case .style, .other: break
    }
  }

  private mutating func choose(_ sequence: ArraySlice<UInt8>) {
    style = sequence.elementsEqual(Self.plain) ? [] : Array(sequence)
  }
}
