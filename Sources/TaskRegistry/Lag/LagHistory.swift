// The longest delay of each of the latest seconds, for a line that shows at a glance when it was. Pure.

struct LagHistory {
  /// What fits beside other words in a row of a screen.
  static let seconds = 60

  /// The latest seconds, oldest first, in nanoseconds; nil where nothing became ready.
  private(set) var values: [UInt64?] = []
  private var total: Histogram?

  /// Takes in one more second.
  ///
  /// - Parameters:
  ///   - total: all delays since the start, in ticks.
  ///   - outstanding: for how many nanoseconds a probe has been overdue; nil where none is.
  ///   - nanoseconds: turns ticks into them.
  mutating func add(total: Histogram, outstanding: UInt64?, nanoseconds: (UInt64) -> UInt64) {
    defer { self.total = total }
    // The delays before the first look belong to no second.
    guard let before = self.total else { return }
    let longest = total.since(before).longest.map(nanoseconds)
    let known = [longest, outstanding].compactMap(\.self).max()
    if values.count == Self.seconds { values.removeFirst() }
    values.append(known)
  }
}
