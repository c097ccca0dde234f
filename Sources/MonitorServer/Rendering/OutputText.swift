// Lays out what a program's command answers, piece by piece and within a bound; it must not know how the answer was come by.

/// The answer of a program's command on its way to a reader.
struct OutputText {
  /// The most that is shown of one answer; more is read by nobody, and a script can ask for it in parts.
  static let mostBytes = 16 << 20
  /// The longest line or value that is shown whole.
  static let longestText = 64 << 10
  /// Columns of text in a table.
  private static let cellColumns = 60
  /// What a column of text may become where a terminal has little room.
  private static let narrowestText = 8
  /// Rows, or lines, of one piece.
  private static let rowsOfPiece = 500
  /// Bytes after which a piece ends early.
  private static let bytesOfPiece = 64 << 10

  private enum Rest {
    case lines(Substring.UTF8View)
    case rows([String], ArraySlice<[ConsoleValue]>)
  }

  private var rest: Rest
  private let asJSON: Bool
  private let verb: String
  private let audience: Audience
  private let mostBytes: Int
  /// `nil` before the first piece.
  private var table: Table?
  private var shown = 0
  private var bytes = 0

  /// - Parameter verb: whose answer it is, for error lines.
  init(
    _ content: ConsoleCommand.Output.Content, of verb: String, asJSON: Bool, for audience: Audience = .plain,
    mostBytes: Int = OutputText.mostBytes
  ) {
    switch content {
    case .text(let text): rest = .lines(text[...].utf8)
    case .rows(let columns, let rows): rest = .rows(columns, rows[...])
    }
    self.asJSON = asJSON
    self.verb = verb
    self.audience = audience
    self.mostBytes = mostBytes
  }

  /// Appends the next piece.
  mutating func next(_ output: inout [UInt8]) -> Reply.Step {
    let start = output.count
    defer { bytes += output.count - start }
    switch rest {
    case .lines(let text): return nextLines(text, &output)
    case .rows(let columns, let rows): return nextRows(columns, rows, &output)
    }
  }

  private func fail(_ message: String, _ output: inout [UInt8]) -> Reply.Step {
    Reply.error("\(verb): \(message)", for: audience).next(&output)
  }

  private func failForSize(_ output: inout [UInt8]) -> Reply.Step {
    fail(
      "the rest is left out, for \(QuantityText(byteCount: UInt64(mostBytes)).description) are the most: ask for less",
      &output)
  }

  // MARK: - Text

  private mutating func nextLines(_ text: Substring.UTF8View, _ output: inout [UInt8]) -> Reply.Step {
    guard bytes < mostBytes else { return failForSize(&output) }
    var text = text
    var lines = TextBuffer()
    var json = JSONLines()
    for _ in 0..<Self.rowsOfPiece where !text.isEmpty {
      let end = text.firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
      let line = SafeText.prefix(of: String(Substring(text[..<end])), bytes: Self.longestText)
      text = end == text.endIndex ? text[end...] : text[text.index(after: end)...]
      if asJSON {
        json.row { $0.field("text", line) }
      } else {
        lines.append(safe: line)
        lines.endLine()
      }
      if lines.count + json.bytes.count >= Self.bytesOfPiece { break }
    }
    output.append(contentsOf: lines.bytes)
    output.append(contentsOf: json.bytes)
    rest = .lines(text)
    return text.isEmpty ? .finished : .more
  }

  // MARK: - Rows

  private mutating func nextRows(
    _ columns: [String], _ rows: ArraySlice<[ConsoleValue]>, _ output: inout [UInt8]
  ) -> Reply.Step {
    if shown == 0, let fault = AdditionRules.fault(ofColumns: columns) { return fail(fault, &output) }
    guard bytes < mostBytes else {
      appendCount(rows.endIndex, to: &output)
      return failForSize(&output)
    }
    let piece = rows.prefix(Self.rowsOfPiece)
    if let row = piece.firstIndex(where: { $0.count != columns.count }) {
      appendCount(rows.endIndex, to: &output)
      let count = "row \(row + 1) has \(rows[row].count) values, and there are \(columns.count) columns"
      return fail("\(count): give one value for each", &output)
    }
    let count = asJSON ? appendJSON(columns, piece, to: &output) : appendTable(columns, piece, to: &output)
    shown += count
    rest = .rows(columns, rows.dropFirst(count))
    guard count == rows.count else { return .more }
    appendCount(rows.endIndex, to: &output)
    return .finished
  }

  private func appendJSON(
    _ columns: [String], _ piece: ArraySlice<[ConsoleValue]>, to output: inout [UInt8]
  ) -> Int {
    var json = JSONLines()
    var count = 0
    for row in piece where json.bytes.count < Self.bytesOfPiece {
      json.row { json in
        for (name, value) in zip(columns, row) { json.field(named: name, value.cut(to: Self.longestText)) }
      }
      count += 1
    }
    output.append(contentsOf: json.bytes)
    return count
  }

  private mutating func appendTable(
    _ columns: [String], _ piece: ArraySlice<[ConsoleValue]>, to output: inout [UInt8]
  ) -> Int {
    var table = self.table ?? Table(Self.layout(columns, piece), for: audience)
    self.table = nil
    for row in piece {
      for value in row { table.cell { $0.append(value, limit: audience.limit(Self.cellColumns)) } }
    }
    table.flush(into: &output)
    self.table = table
    return piece.count
  }

  private func appendCount(_ all: Int, to output: inout [UInt8]) {
    guard !asJSON else { return }
    var text = TextBuffer()
    text.append("showing ")
    text.append(shown)
    text.append(" of ")
    text.append(all)
    text.append(" rows")
    text.endLine()
    output.append(contentsOf: text.bytes)
  }

  /// Numbers and times stand to the right; what a column holds is told by its first value that is known.
  private static func layout(_ columns: [String], _ piece: ArraySlice<[ConsoleValue]>) -> [Table.Column] {
    columns.indices.map { index in
      let first = piece.lazy.map { $0[index] }.first { $0 != .unknown }
      let isQuantity = first?.isQuantity ?? false
      return Table.Column(
        title: title(of: columns[index]), isRightAligned: isQuantity,
        narrowest: isQuantity ? nil : narrowestText)
    }
  }

  private static func title(of name: String) -> String {
    let name = name.hasSuffix("_ns") ? name.dropLast(3) : name[...]
    return name.replacing("_", with: " ").uppercased()
  }
}
