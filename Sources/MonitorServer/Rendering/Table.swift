// Rows of cells in columns that line up, made piece by piece; it knows no task and no command.

/// A table whose rows are written cell by cell and flushed in pieces.
///
/// Column widths are those of the first piece and stay as they are, so that a million rows can be streamed. A wider
/// cell that comes later pushes its own row to the right and loses nothing.
struct Table {
  /// How a column is laid out.
  struct Column {
    var title: StaticString
    /// Numbers stand to the right.
    var isRightAligned = false
    /// A width it has in any case, for cells that later pieces may bring.
    var minimum = 0
  }

  private struct Cell {
    var end: Int
    var columns: Int
  }

  /// What stands between two columns.
  private static let gap = 2

  private let columns: [Column]
  /// Empty until the first piece is flushed.
  private var widths: [Int] = []
  /// The cells of the first piece, whose widths are not known yet; later ones are laid out as they come.
  private var waiting: [Cell] = []
  private var text = TextBuffer()
  private var nextColumn = 0

  /// A table of no rows.
  init(_ columns: [Column]) { self.columns = columns }

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
    if column > 0 { text.append(" ", count: Self.gap) }
    let start = text.count
    text.beginCell()
    write(&text)
    endCell(column, from: start)
  }

  /// Adds a cell of the monitor's own words.
  mutating func cell(_ words: StaticString) { cell { $0.append(words) } }

  /// Adds a cell with a number.
  mutating func cell(_ number: UInt64) { cell { $0.append(number) } }

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
    text = TextBuffer()
    widths = columns.map { max($0.minimum, $0.title.utf8CodeUnitCount) }
    for (index, cell) in cells.enumerated() {
      let column = index % columns.count
      widths[column] = max(widths[column], cell.columns)
    }
    for column in columns { cell(column.title) }
    var start = 0
    for cell in cells {
      self.cell { $0.append(start..<cell.end, of: raw, columns: cell.columns) }
      start = cell.end
    }
  }

  private mutating func endCell(_ column: Int, from start: Int) {
    let isLast = column == columns.count - 1
    if columns[column].isRightAligned {
      text.indent(from: start, to: widths[column])
    } else if !isLast {
      text.pad(to: widths[column])
    }
    if isLast { text.endLine() }
  }
}
