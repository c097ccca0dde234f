// A terminal as a grid of cells, so that a test can say what a person sees; it knows no more than the monitor sends.
@testable import MonitorServer

/// What xterm does with the bytes it gets: cells, cursor, the wrap that waits at the right margin, scrolling.
///
/// When its size changes it wraps its lines anew, as most terminals of today do.
struct TerminalModel {
  /// What stands in one column.
  struct Cell: Equatable {
    /// A character and its marks; `nil` where nothing was written, empty for the right half of a wide one.
    var text: String?
    /// The parameters of the SGR sequences in force.
    var style = ""
    /// Left free because a wide character did not fit.
    var isGap = false
  }

  private struct Row {
    var cells: [Cell]
    /// Whether the next row goes on with the same line.
    var wraps = false

    init(columns: Int) { cells = Array(repeating: Cell(), count: columns) }

    /// How many columns are in use.
    var used: Int {
      var count = cells.count
      while count > 0, cells[count - 1].text == nil { count -= 1 }
      return count
    }
    var text: String { cells[..<used].map { $0.text ?? " " }.joined() }
  }

  private enum State {
    case text
    case escape
    case sequence([UInt8])
  }

  /// Rows that scrolled off are kept up to here.
  private static let mostRowsAbove = 200

  private(set) var size: TerminalSize
  /// Where the cursor is on the screen, from 0 on.
  private(set) var row = 0
  private(set) var column = 0
  /// The last column is written, and the next character begins a row.
  private(set) var isWrapPending = false
  private(set) var isCursorVisible = true
  /// What it did not understand.
  private(set) var unknown: [String] = []
  private(set) var bells = 0

  /// Those that scrolled off, then those of the screen.
  private var rows: [Row]
  private var style = ""
  private var state = State.text
  private var character: [UInt8] = []
  private let isNewLineReturning: Bool
  private var main: (rows: [Row], row: Int, column: Int)?

  /// An empty screen; `isNewLineReturning` says that a line feed also goes to the first column.
  init(columns: Int, rows: Int, isNewLineReturning: Bool = false) {
    size = TerminalSize(columns: columns, rows: rows)
    self.isNewLineReturning = isNewLineReturning
    self.rows = (0..<rows).map { _ in Row(columns: columns) }
  }

  private var top: Int { rows.count - size.rows }

  /// The text of the screen's rows, without the blanks at their ends.
  var lines: [String] { rows[top...].map { Self.trimmed($0.text) } }
  /// The same with what scrolled off, and without the empty rows at the end.
  var transcript: [String] {
    var lines = rows.map { Self.trimmed($0.text) }
    while lines.last == "" { lines.removeLast() }
    return lines
  }
  /// The cursor's row, counted from the oldest that is kept.
  var rowInTranscript: Int { top + row }
  /// The cells of one row of the screen.
  func cells(row: Int) -> [Cell] { rows[top + row].cells }
  var isAlternate: Bool { main != nil }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  mutating func write(_ text: String) { write(text.utf8) }

  mutating func write(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { take(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .escape:
      state = byte == UInt8(ascii: "[") ? .sequence([]) : .text
      if byte != UInt8(ascii: "[") { unknown.append("ESC \(byte)") }
    case .sequence(let parameters):
      guard byte >= 0x40 else {
        state = .sequence(parameters + [byte])
        return
      }
      state = .text
      obey(String(decoding: parameters, as: UTF8.self), final: Unicode.Scalar(byte))
    case .text:
      switch byte {
      case 0x1B: state = .escape
      case 7: bells += 1
      case 8: move(to: row, column - 1)
      case 10: lineFeed()
      case 13: move(to: row, 0)
      case ..<0x20, 0x7F: unknown.append("control \(byte)")
      default: take(text: byte)
      }
    }
  }

  private mutating func take(text byte: UInt8) {
    character.append(byte)
    guard let text = String(validating: character, as: UTF8.self), let scalar = text.unicodeScalars.first
    else {
      if character.count == 4 {
        unknown.append("bytes \(character)")
        character = []
      }
      return
    }
    character = []
    put(scalar)
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = TextWidth.columns(of: scalar)
    guard width > 0 else {
      var base = isWrapPending ? column : column - 1
      if base > 0 && rows[top + row].cells[base].text == "" { base -= 1 }
      if base >= 0 { rows[top + row].cells[base].text?.unicodeScalars.append(scalar) }
      return
    }
    if !isWrapPending && column + width > size.columns {
      rows[top + row].cells[column].isGap = true
      isWrapPending = true
    }
    if isWrapPending {
      rows[top + row].wraps = true
      move(to: row, 0)
      goDown()
    }
    for offset in 0..<width { blank(column + offset) }
    rows[top + row].cells[column] = Cell(text: String(scalar), style: style)
    if width == 2 { rows[top + row].cells[column + 1] = Cell(text: "", style: style) }
    column += width
    if column == size.columns {
      column -= 1
      isWrapPending = true
    }
  }

  /// Empties a column, and the other half of a wide character that stood in it.
  private mutating func blank(_ column: Int) {
    let index = top + row
    if rows[index].cells[column].text == "" && column > 0 { rows[index].cells[column - 1] = Cell() }
    if column + 1 < size.columns && rows[index].cells[column + 1].text == "" {
      rows[index].cells[column + 1] = Cell()
    }
    rows[index].cells[column] = Cell()
  }

  private mutating func lineFeed() {
    if isNewLineReturning { column = 0 }
    isWrapPending = false
    goDown()
  }

  private mutating func goDown() {
    guard row == size.rows - 1 else {
      row += 1
      return
    }
    rows.append(Row(columns: size.columns))
    if isAlternate || rows.count > size.rows + Self.mostRowsAbove { rows.removeFirst() }
  }

  private mutating func move(to row: Int, _ column: Int) {
    self.row = min(max(row, 0), size.rows - 1)
    self.column = min(max(column, 0), size.columns - 1)
    isWrapPending = false
  }

  private mutating func obey(_ parameters: String, final: Unicode.Scalar) {
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let count = max(numbers.first ?? 0, 1)
    switch (final, parameters) {
    case ("A", _): move(to: row - count, column)
    case ("B", _): move(to: row + count, column)
    case ("C", _): move(to: row, column + count)
    case ("D", _): move(to: row, column - count)
    case ("G", _): move(to: row, count - 1)
    case ("H", _): move(to: count - 1, max(numbers.count > 1 ? numbers[1] : 1, 1) - 1)
    case ("J", "2"): for row in 0..<size.rows { erase(row, 0..<size.columns) }
    case ("J", ""), ("J", "0"):
      erase(row, column..<size.columns)
      for below in (row + 1)..<max(size.rows, row + 1) { erase(below, 0..<size.columns) }
    case ("K", ""), ("K", "0"): erase(row, column..<size.columns)
    case ("K", "1"): erase(row, 0..<column + 1)
    case ("K", "2"): erase(row, 0..<size.columns)
    case ("X", _): erase(row, column..<min(column + count, size.columns))
    case ("m", "0"), ("m", ""): style = ""
    case ("m", _): style += style.isEmpty ? parameters : ";" + parameters
    case ("h", "?25"): isCursorVisible = true
    case ("l", "?25"): isCursorVisible = false
    case ("h", "?1049") where !isAlternate:
      main = (rows, row, column)
      rows = (0..<size.rows).map { _ in Row(columns: size.columns) }
    case ("l", "?1049"):
      guard let main else { return }
      (rows, row, column) = main
      isWrapPending = false
      self.main = nil
    default: unknown.append("CSI \(parameters)\(final)")
    }
  }

  private mutating func erase(_ row: Int, _ columns: Range<Int>) {
    if columns.count == size.columns {
      rows[top + row] = Row(columns: size.columns)
      return
    }
    let kept = self.row
    self.row = row
    for column in columns { blank(column) }
    self.row = kept
    if columns.upperBound == size.columns { rows[top + row].wraps = false }
  }

  /// Gives the terminal another size, as a person does with the mouse; lines that wrap are wrapped anew.
  mutating func resize(columns: Int, rows newRows: Int) {
    var lines: [[Cell]] = []
    var (cursorLine, cursorOffset) = (0, 0)
    for (index, row) in rows.enumerated() {
      if index == 0 || !rows[index - 1].wraps { lines.append([]) }
      if index == top + self.row {
        cursorLine = lines.count - 1
        cursorOffset = (lines.last?.count ?? 0) + column + (isWrapPending ? 1 : 0)
      }
      lines[lines.count - 1] += row.wraps ? row.cells.filter { !$0.isGap } : Array(row.cells[..<row.used])
    }
    while lines.count > cursorLine + 1 && lines.last == [] { lines.removeLast() }
    size = TerminalSize(columns: columns, rows: newRows)
    rows = []
    var cursorRow = 0
    isWrapPending = false
    for (index, line) in lines.enumerated() {
      rows.append(Row(columns: columns))
      var column = 0
      for (offset, cell) in line.enumerated() {
        let isWide = offset + 1 < line.count && line[offset + 1].text == ""
        if column + (isWide ? 2 : 1) > columns {
          if column < columns { rows[rows.count - 1].cells[column].isGap = true }
          rows[rows.count - 1].wraps = true
          rows.append(Row(columns: columns))
          column = 0
        }
        if index == cursorLine && offset == cursorOffset {
          (cursorRow, self.column) = (rows.count - 1, column)
        }
        rows[rows.count - 1].cells[column] = cell
        column += 1
      }
      if index == cursorLine && cursorOffset >= line.count {
        cursorRow = rows.count - 1
        isWrapPending = column == columns
        self.column = min(column, columns - 1)
      }
    }
    while rows.count < newRows { rows.append(Row(columns: columns)) }
    row = max(cursorRow - top, 0)
  }
}
