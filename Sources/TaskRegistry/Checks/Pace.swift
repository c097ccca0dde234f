// When to do something again that takes time: no more often than an interval, and never more than a share of the time.
// Pure.

struct Pace {
  /// Of the time of one processor at most one part in so many.
  static let share: UInt64 = 100

  let interval: UInt64
  private(set) var next: UInt64 = 0

  init(interval: UInt64) { self.interval = interval }

  func isDue(_ now: UInt64) -> Bool { now >= next }

  mutating func done(began: UInt64, ended: UInt64) {
    let took = ended > began ? ended - began : 0
    next = ended + max(interval, took * (Self.share - 1))
  }
}
