// How wide the columns of a table are where a terminal sets a limit; pure, and knows no cell.

/// Shares a terminal's columns among those of a table.
enum ColumnWidths {
  /// What stands between two columns.
  static let gap = 2
  /// Less than this tells nothing.
  private static let leastColumns = 4

  /// The width of each column, `nil` for one that is left out: there was no room.
  ///
  /// Columns of numbers keep their width. The others are cut, at first to no less than they say; where that is not
  /// enough, those that matter least are left out. What room is left is shared by those that were cut.
  ///
  /// - Parameter natural: how wide each would be if there were no limit.
  static func fit(_ columns: [Table.Column], natural: [Int], room: Int) -> [Int?] {
    var widths: [Int?] = zip(columns, natural).map { min($0.narrowest ?? $1, $1) }
    for index in columns.indices.reversed() where columns[index].isSecondary && total(widths) > room {
      widths[index] = nil
    }
    while total(widths) > room, let widest = widest(of: widths, columns) {
      widths[widest] = widths[widest].map { $0 - 1 }
    }
    for index in columns.indices.dropFirst().reversed() where total(widths) > room { widths[index] = nil }
    while total(widths) < room, let next = mostCut(of: widths, columns, natural) {
      widths[next] = widths[next].map { $0 + 1 }
    }
    return widths
  }

  private static func total(_ widths: [Int?]) -> Int {
    let shown = widths.compactMap(\.self)
    return shown.reduce(0, +) + gap * max(0, shown.count - 1)
  }

  private static func widest(of widths: [Int?], _ columns: [Table.Column]) -> Int? {
    columns.indices
      .filter { columns[$0].narrowest != nil && widths[$0] ?? 0 > leastColumns }
      .max { widths[$0] ?? 0 < widths[$1] ?? 0 }
  }

  /// The one that has gained least so far.
  private static func mostCut(of widths: [Int?], _ columns: [Table.Column], _ natural: [Int]) -> Int? {
    columns.indices
      .filter { index in widths[index].map { $0 < natural[index] } ?? false }
      .min { gained(widths, columns, $0) < gained(widths, columns, $1) }
  }

  private static func gained(_ widths: [Int?], _ columns: [Table.Column], _ index: Int) -> Int {
    (widths[index] ?? 0) - (columns[index].narrowest ?? 0)
  }
}
