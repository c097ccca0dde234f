// Keeps a stream of events to what a person can follow, and counts the rest; pure: it is told the time.

/// How many events are told of in each second; the others are counted.
struct EventRate {
  /// What a person can follow.
  static let defaultLimit = 50
  /// What one look describes, four times a second.
  static let mostLimit = 4_000
  private static let second: UInt64 = 1_000_000_000

  private let limit: Int
  private var began: UInt64?
  private var told = 0
  private(set) var skipped: UInt64 = 0
  private(set) var unseen: UInt64 = 0

  init(limit: Int) { self.limit = limit }

  /// Whether one more is to be told of.
  mutating func takes() -> Bool {
    guard told < limit else {
      skipped += 1
      return false
    }
    told += 1
    return true
  }

  /// Counts those that nobody has seen.
  mutating func add(unseen count: UInt64) { unseen += count }

  /// What was not told of in a second that is over, and how long that was; nil while it lasts, or where all was told.
  mutating func turn(at now: UInt64) -> (skipped: UInt64, unseen: UInt64, nanoseconds: UInt64)? {
    let start = began ?? now
    began = start
    guard now - start >= Self.second else { return nil }
    defer {
      began = now
      (told, skipped, unseen) = (0, 0, 0)
    }
    return skipped + unseen > 0 ? (skipped, unseen, now - start) : nil
  }
}
