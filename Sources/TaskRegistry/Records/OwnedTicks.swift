// A sum of ticks in a record, to which a thread adds after the task has left it: the task may have ended meanwhile and the
// record be another's. Without a lock, because a thread that lost its processor inside one would hold up the task itself.

import Synchronization

struct OwnedTicks: ~Copyable {
  /// Which of the record's lives the sum is of in the upper bits, and the sum: 347 days at 2.4 GHz, where it stops.
  private let word: Atomic<UInt64>

  private static let lifeShift: UInt64 = 56
  private static let mask: UInt64 = 1 << lifeShift - 1

  init() { word = Atomic(0) }

  var value: UInt64 { word.load(ordering: .relaxed) & Self.mask }

  /// Begins the record's next life with nothing.
  @inline(__always)
  func begin() {
    word.store(((word.load(ordering: .relaxed) >> Self.lifeShift) &+ 1) << Self.lifeShift, ordering: .relaxed)
  }

  /// For a record that is the caller's own.
  @inline(__always)
  func add(_ amount: UInt64) {
    let seen = word.load(ordering: .relaxed)
    word.store(Self.sum(seen, amount), ordering: .relaxed)
  }

  /// Adds unless the record is another's by now.
  ///
  /// - Parameter isOwned: whether the record is still the task's. It was when the task ran, so what was read before this
  ///   holds is of this life; and then it is changed only if it is still the same.
  @inline(__always)
  func add(_ amount: UInt64, if isOwned: () -> Bool) { change(if: isOwned) { Self.sum($0, amount) } }

  /// Raises it to an amount unless it is that much already, or the record is another's by now.
  @inline(__always)
  func raise(to amount: UInt64, if isOwned: () -> Bool) {
    change(if: isOwned) { $0 & Self.mask < amount ? $0 & ~Self.mask | min(amount, Self.mask) : $0 }
  }

  @inline(__always)
  private func change(if isOwned: () -> Bool, _ changed: (UInt64) -> UInt64) {
    var seen = word.load(ordering: .acquiring)
    while isOwned() {
      let wanted = changed(seen)
      guard wanted != seen else { return }
      let (isDone, found) = word.compareExchange(expected: seen, desired: wanted, ordering: .acquiring)
      if isDone { return }
      seen = found
    }
  }

  @inline(__always)
  private static func sum(_ seen: UInt64, _ amount: UInt64) -> UInt64 {
    seen & ~mask | min(seen & mask &+ min(amount, mask), mask)
  }
}
