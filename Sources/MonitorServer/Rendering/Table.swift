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
  private var widths: [Int] = []
  private var cells: [Cell] = []
  private var text = TextBuffer()
  private var laidOut = ByteBuffer()
  private let blank = UInt8(ascii: " ")

  /// A table of no rows.
  init(_ columns: [Column]) { self.columns = columns }

  /// Adds a cell; the cells of a row come from left to right, and each row has all of them.
  mutating func cell(_ write: (inout TextBuffer) -> Void) {
    text.beginCell()
    write(&text)
    cells.append(Cell(end: text.count, columns: text.columns))
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
    if widths.isEmpty {
      fixWidths()
      appendTitles()
    }
    var start = 0
    var column = 0
    for cell in cells {
      append(start..<cell.end, of: text, columns: cell.columns, in: column)
      start = cell.end
      column += 1
      if column == columns.count { column = 0 }
    }
    output.append(contentsOf: laidOut.bytes)
    laidOut.removeAll()
    text.removeAll()
    cells.removeAll(keepingCapacity: true)
  }

  private mutating func fixWidths() {
    widths = columns.map { max($0.minimum, $0.title.utf8CodeUnitCount) }
    for (index, cell) in cells.enumerated() {
      let column = index % columns.count
      widths[column] = max(widths[column], cell.columns)
    }
  }

  private mutating func appendTitles() {
    for (index, column) in columns.enumerated() {
      var title = TextBuffer()
      title.append(column.title)
      append(0..<title.count, of: title, columns: title.columns, in: index)
    }
  }

  private mutating func append(
    _ range: Range<Int>, of source: TextBuffer, columns count: Int, in column: Int
  ) {
    let isLast = column == columns.count - 1
    let padding = max(0, widths[column] - count)
    if column > 0 { laidOut.append(blank, count: Self.gap) }
    if columns[column].isRightAligned { laidOut.append(blank, count: padding) }
    source.append(range, to: &laidOut)
    if isLast {
      laidOut.append(UInt8(ascii: "\n"))
    } else if !columns[column].isRightAligned {
      laidOut.append(blank, count: padding)
    }
  }
}
