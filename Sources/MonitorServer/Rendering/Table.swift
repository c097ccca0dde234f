// Rows of cells in columns that line up, made piece by piece; it knows no task and no command.

/// A table whose rows are written cell by cell and flushed in pieces.
///
/// Column widths are those of the first piece and stay as they are, so that a million rows can be streamed. In a
/// terminal no row is wider than it: texts are cut, numbers never. In plain lines nothing is cut, and a wider cell that
/// comes later pushes its own row to the right.
struct Table {
  /// How a column is laid out.
  struct Column {
    /// The monitor's own word, or one that a program has chosen.
    var title: String
    /// Numbers stand to the right.
    var isRightAligned = false
    /// A width it has in any case, for cells that later pieces may bring.
    var minimum = 0
    /// How narrow it may become in a terminal; `nil` for numbers, which are never cut.
    var narrowest: Int?
    /// How it is cut.
    var manner = CutText.Manner.middle
    /// Whether it may be left out where a terminal has no room for all.
    var isSecondary = false
  }

  private struct Cell {
    var end: Int
    var columns: Int
  }

  private let columns: [Column]
  /// The terminal's columns; nil for plain lines.
  private let room: Int?
  /// Empty until the first piece is flushed.
  private var widths: [Int] = []
  /// Beyond which a cell is cut; negative where the column is left out.
  private var limits: [Int]
  private var firstShown = 0
  private var lastShown: Int
  /// How much wider than they should be the numbers of this row are so far.
  private var excess = 0
  /// The cells of the first piece, whose widths are not known yet; later ones are laid out as they come.
  private var waiting: [Cell] = []
  private var text: TextBuffer
  private var nextColumn = 0

  /// A table of no rows.
  init(_ columns: [Column], for audience: Audience = .plain) {
    self.columns = columns
    room = audience.terminal?.columns
    limits = columns.map { _ in .max }
    lastShown = columns.count - 1
    text = TextBuffer(for: audience)
  }

  /// Adds a cell; the cells of a row come from left to right, and each row has all of them.
  @inline(__always)
  mutating func cell(_ write: (inout TextBuffer) -> Void) {
    let column = nextColumn
    nextColumn = column + 1 == columns.count ? 0 : column + 1
    guard !widths.isEmpty else {
      text.beginCell()
      write(&text)
      waiting.append(Cell(end: text.count, columns: text.columns))
      return
    }
    guard limits[column] >= 0 else { return endRow(after: column) }
    if column > firstShown { text.append(" ", count: ColumnWidths.gap) }
    let start = text.count
    text.beginCell()
    write(&text)
    if room != nil { keepWithin(column, from: start) }
    endCell(column, from: start)
  }

  /// Adds a cell of the monitor's own words.
  mutating func cell(_ words: StaticString) { cell { $0.append(words) } }

  /// Adds a cell with a number.
  mutating func cell(_ number: UInt64) { cell { $0.append(number) } }

  /// Adds a cell with a number, or `-` where it is unknown.
  mutating func cell(_ number: UInt64?) {
    if let number { cell(number) } else { cell("-") }
  }

  /// Adds a cell with a time, or `-` where it is unknown.
  mutating func cell(nanoseconds: UInt64?) { cell { $0.append(nanoseconds: nanoseconds) } }

  /// Adds a cell with text from the program, or `-` where it is unknown.
  mutating func cell(safe text: String?, limit: Int = .max) {
    cell { buffer in
      if let text { buffer.append(safe: text, limit: limit) } else { buffer.append("-") }
    }
  }

  /// Appends the rows added since the last time; the first time, with the line of titles before them.
  mutating func flush(into output: inout [UInt8]) {
    if widths.isEmpty { layOutFirstPiece() }
    output.append(contentsOf: text.bytes)
    text.removeAll()
  }

  private mutating func layOutFirstPiece() {
    let (cells, raw) = (waiting, text)
    waiting = []
    text = TextBuffer(usesColor: raw.usesColor)
    widths = columns.map { max($0.minimum, TextWidth.columns(of: $0.title)) }
    for (index, cell) in cells.enumerated() {
      let column = index % columns.count
      widths[column] = max(widths[column], cell.columns)
    }
    if let room { fit(room) }
    for column in columns { cell { text in text.append(.heading) { $0.append(safe: column.title) } } }
    var start = 0
    for cell in cells {
      self.cell { $0.append(start..<cell.end, of: raw, columns: cell.columns) }
      start = cell.end
    }
  }

  private mutating func fit(_ room: Int) {
    let fitting = ColumnWidths.fit(columns, natural: widths, room: room)
    firstShown = fitting.firstIndex { $0 != nil } ?? 0
    lastShown = fitting.lastIndex { $0 != nil } ?? 0
    let left = fitting[..<lastShown].reduce(room) { $0 - ($1.map { $0 + ColumnWidths.gap } ?? 0) }
    for index in columns.indices {
      widths[index] = fitting[index] ?? 0
      guard fitting[index] != nil else {
        limits[index] = -1
        continue
      }
      guard columns[index].narrowest != nil else { continue }
      // Rows to come may use what those of the first piece leave free at the end of the line.
      limits[index] = index == lastShown ? max(left, 1) : widths[index]
    }
  }

  private mutating func keepWithin(_ column: Int, from start: Int) {
    var limit = limits[column]
    if column == lastShown, limit < .max { limit = max(1, limit - excess) }
    text.cut(from: start, to: limit, columns[column].manner)
    excess += max(0, text.columns - widths[column])
  }

  private mutating func endCell(_ column: Int, from start: Int) {
    if columns[column].isRightAligned {
      text.indent(from: start, to: widths[column])
    } else if column != lastShown {
      text.pad(to: widths[column])
    }
    endRow(after: column)
  }

  private mutating func endRow(after column: Int) {
    guard column == columns.count - 1 else { return }
    excess = 0
    text.endLine()
  }
}

extension Audience {
  /// How many columns a text is given before it stands in a table: `usual` in plain lines, where nothing else cuts it.
  func limit(_ usual: Int) -> Int { terminal == nil ? usual : TerminalSize.largest.columns }

  /// How many rows a piece has that are some 100 bytes each in plain lines: fewer in a wide terminal, where they may be
  /// longer.
  func pieceRows(_ usual: Int) -> Int { terminal.map { min(usual, usual * 100 / $0.columns) } ?? usual }
}
