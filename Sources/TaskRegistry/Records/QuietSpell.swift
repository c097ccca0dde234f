// When a burst of tasks is over, and what it left in the table's buckets is worth giving back. Knows counts of ends, taken at
// intervals, and no clock.

struct QuietSpell {
  /// Ends between two looks that a program may have and still be quiet: a busy one would want the memory again at once.
  static let quietEnds: UInt64 = 10_000
  /// Ends since the last time from which on it is worth while: fewer have left few pages.
  static let worthwhile: UInt64 = 32_768

  private var latest: UInt64 = 0
  private var cleared: UInt64 = 0

  /// Whether now is a time to give memory back; counts as done if so.
  ///
  /// - Parameter ended: all ends so far.
  mutating func isDue(ended: UInt64) -> Bool {
    let recent = ended - min(latest, ended)
    latest = ended
    guard recent <= Self.quietEnds, ended - min(cleared, ended) >= Self.worthwhile else { return false }
    cleared = ended
    return true
  }
}
