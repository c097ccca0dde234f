// Distributions of delays as bars of text, side by side; it knows only counts and bounds.

/// Histograms that share their rows, few enough for a screen.
enum HistogramText {
  /// One distribution.
  struct Column {
    /// What stands above its bars.
    var title: String
    /// Fine buckets with their inclusive upper bounds, ascending.
    var buckets: [(upper: UInt64, count: UInt64)]
  }

  /// One line: how many values of each distribution lie above the line before and up to `upper`.
  struct Row: Equatable {
    var upper: UInt64
    var counts: [UInt64]
  }

  /// The longest bar: two distributions fit 80 columns.
  static let barWidth = 22
  /// More lines than these would push what stands above off a terminal of 24 lines.
  static let mostRows = 12

  /// Steps within a power of ten, the finest first.
  private static let series: [[UInt64]] = [[1, 2, 5], [1, 3], [1]]
  private static let boundWidth = 11
  private static let countWidth = 8

  /// Gathers fine buckets into few rows, from the first that holds something to the last.
  ///
  /// A bucket belongs to the first row that covers all of it, so a row never claims a value to be shorter than it was.
  static func rows(_ columns: [Column]) -> [Row] {
    var rows: [Row] = []
    for steps in series {
      rows = Self.rows(columns, steps)
      if rows.count <= mostRows { break }
    }
    return rows
  }

  private static func rows(_ columns: [Column], _ steps: [UInt64]) -> [Row] {
    let uppers = columns.flatMap { $0.buckets.filter { $0.count > 0 }.map(\.upper) }
    guard let lowest = uppers.min(), let highest = uppers.max() else { return [] }
    var rows = bounds(steps, from: lowest, to: highest).map { upper in
      Row(upper: upper, counts: columns.map { _ in 0 })
    }
    for (index, column) in columns.enumerated() {
      for bucket in column.buckets where bucket.count > 0 {
        guard let row = rows.firstIndex(where: { $0.upper >= bucket.upper }) else { continue }
        rows[row].counts[index] += bucket.count
      }
    }
    return rows
  }

  private static func bounds(_ steps: [UInt64], from lowest: UInt64, to highest: UInt64) -> [UInt64] {
    var bounds: [UInt64] = []
    var scale: UInt64 = 1
    while true {
      for step in steps {
        let (product, overflow) = scale.multipliedReportingOverflow(by: step)
        let bound = overflow ? .max : product
        if bound >= lowest { bounds.append(bound) }
        if bound >= highest { return bounds }
      }
      let (next, overflow) = scale.multipliedReportingOverflow(by: 10)
      scale = overflow ? .max : next
    }
  }

  /// Appends the bars of delays in nanoseconds, one row a line, with a line of titles before them.
  static func append(_ columns: [Column], to text: inout TextBuffer) {
    let rows = rows(columns)
    guard !rows.isEmpty else { return }
    text.append(.heading) { text in
      text.append("DELAY UP TO")
      for (index, column) in columns.enumerated() {
        text.pad(to: start(of: index))
        text.append(safe: column.title, limit: barWidth + countWidth)
      }
    }
    text.endLine()
    let most = columns.indices.map { index in rows.map { $0.counts[index] }.max() ?? 0 }
    for row in rows {
      let start = text.count
      text.append(nanoseconds: row.upper)
      text.indent(from: start, to: boundWidth)
      for (index, count) in row.counts.enumerated() {
        text.pad(to: Self.start(of: index))
        append(count, of: most[index], endingAt: Self.start(of: index + 1) - 2, to: &text)
      }
      text.endLine()
    }
  }

  private static func start(of column: Int) -> Int {
    boundWidth + 2 + column * (barWidth + countWidth + 2)
  }

  private static func append(_ count: UInt64, of most: UInt64, endingAt end: Int, to text: inout TextBuffer) {
    // Whatever happened at all has a mark: the rare long delay is what one looks for.
    let length = count == 0 ? 0 : max(1, Int(Double(count) / Double(most) * Double(barWidth)))
    text.append("#", count: length)
    text.pad(to: end - String(count).utf8.count)
    text.append(count)
  }
}
