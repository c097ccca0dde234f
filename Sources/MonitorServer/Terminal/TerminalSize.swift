// How large a terminal is; it must not know how that was found out.

/// Columns and rows of a terminal.
struct TerminalSize: Hashable, Sendable {
  var columns: Int
  var rows: Int

  /// What a terminal is taken for that does not tell.
  static let usual = TerminalSize(columns: 80, rows: 24)
  /// What can be drawn on; what a client says is brought within.
  static let smallest = TerminalSize(columns: 20, rows: 4)
  static let largest = TerminalSize(columns: 500, rows: 200)

  /// A size that can be drawn on; 0 is a client's word for "unknown".
  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// What a client said, brought within what can be drawn on.
  init(told columns: Int, _ rows: Int) {
    self.columns =
      columns == 0
      ? Self.usual.columns : min(max(columns, Self.smallest.columns), Self.largest.columns)
    self.rows = rows == 0 ? Self.usual.rows : min(max(rows, Self.smallest.rows), Self.largest.rows)
  }
}
