// Several errors told as one: all are counted, the first few are told in full.

struct CollectedErrors: Error, Equatable, CustomStringConvertible {
  /// Enough to see the pattern; a tree of unreadable files must not fill the memory or the log.
  static let told = 5

  private(set) var count = 0
  private(set) var first: [String] = []

  mutating func add(_ text: String) {
    count += 1
    if first.count < Self.told { first.append(text) }
  }

  var description: String {
    let more = count > first.count ? ["and \((count - first.count).grouped) more"] : []
    return "\(count.grouped) failed: " + (first + more).joined(separator: "; ")
  }
}
