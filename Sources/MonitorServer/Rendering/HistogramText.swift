// A distribution of delays as bars of text; it knows only counts and bounds.

/// A histogram with one line for each step of the series 1, 2, 5, 10, 20, 50.
enum HistogramText {
  /// One line: how many values lie above the line before and up to `upper`.
  struct Bar: Equatable {
    var upper: UInt64
    var count: UInt64
  }

  /// The longest bar.
  static let width = 40

  /// Gathers fine buckets into few bars, from the first that holds something to the last.
  ///
  /// A bucket belongs to the first bar that covers all of it, so a bar never claims a value to be shorter than it was.
  static func bars(_ buckets: [(upper: UInt64, count: UInt64)]) -> [Bar] {
    var bars: [Bar] = []
    var upper: UInt64 = 1
    var leading: UInt64 = 1
    for bucket in buckets where bucket.count > 0 {
      while upper < bucket.upper {
        let next: UInt64 = leading == 1 ? 2 : leading == 2 ? 5 : 1
        let (scaled, overflow) = (upper / leading).multipliedReportingOverflow(by: next == 1 ? 10 : next)
        leading = next
        upper = overflow ? .max : scaled
        if !bars.isEmpty { bars.append(Bar(upper: upper, count: 0)) }
      }
      if bars.isEmpty { bars.append(Bar(upper: upper, count: 0)) }
      bars[bars.count - 1].count += bucket.count
    }
    return bars
  }

  /// Appends the bars of delays in nanoseconds, one a line.
  static func append(_ bars: [Bar], to text: inout TextBuffer) {
    let most = bars.map(\.count).max() ?? 0
    for bar in bars {
      text.append("  up to ")
      var bound = TextBuffer()
      bound.append(nanoseconds: bar.upper)
      text.append(" ", count: 7 - bound.columns)
      text.append(nanoseconds: bar.upper)
      text.append("  ")
      // Whatever happened at all has a mark: the rare long delay is what one looks for.
      let length = most == 0 ? 0 : Int(Double(bar.count) / Double(most) * Double(width))
      text.append("#", count: bar.count == 0 ? 0 : max(1, length))
      text.pad(to: 17 + width + 2)
      text.append(bar.count)
      text.endLine()
    }
  }
}
