// Delays that follow each other as one row of bars; it knows nanoseconds, not whose delays they are.

/// Bars on a fixed scale, so that a high one means the same everywhere: each step is about three times the one below.
enum Sparkline {
  /// Delays below each of these have its bar; those beyond, the highest.
  static let bounds: [UInt64] = [
    100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000,
  ]
  private static let blocks: [StaticString] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let digits: [StaticString] = ["1", "2", "3", "4", "5", "6", "7", "8"]

  /// Bars from here on deserve a look, and from here on are what people feel: 10 ms and 100 ms.
  private static let warning = 5
  private static let alarm = 7

  /// 0 to 7.
  static func level(nanoseconds: UInt64) -> Int { bounds.firstIndex { nanoseconds < $0 } ?? bounds.count }

  /// Appends a bar for each of the latest `width` delays, a blank where there was none.
  ///
  /// - Parameter usesBlocks: whether the reader's terminal can show bars; digits from 1 to 8 otherwise.
  static func append(_ delays: [UInt64?], width: Int, usesBlocks: Bool, to text: inout TextBuffer) {
    for delay in delays.suffix(max(0, width)) {
      guard let delay else {
        text.append(" ")
        continue
      }
      let level = level(nanoseconds: delay)
      let bar = usesBlocks ? blocks[level] : digits[level]
      if level >= alarm {
        text.append(.alarm) { $0.append(bar) }
      } else if level >= warning {
        text.append(.warning) { $0.append(bar) }
      } else {
        text.append(bar)
      }
    }
  }
}
