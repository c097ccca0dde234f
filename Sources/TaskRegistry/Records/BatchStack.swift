// A stack of numbers that threads push and pop without a lock: one that loses its processor in the middle holds up no other.

import Synchronization

struct BatchStack: ~Copyable {
  /// The topmost number in the low half, 0 for none; how often the stack has changed in the high half, so that a thread
  /// notices that what it has read of the stack no longer holds, even if the same number is on top again.
  private let top = Atomic<UInt64>(0)

  init() {}

  /// - Parameter link: notes which number is below the pushed one; called again if the stack changes meanwhile.
  @inline(__always)
  func push(_ number: UInt32, link: (_ below: UInt32) -> Void) {
    var seen = top.load(ordering: .relaxed)
    while true {
      link(UInt32(truncatingIfNeeded: seen))
      let (isDone, found) = top.compareExchange(
        expected: seen, desired: Self.changed(seen, top: number), ordering: .releasing)
      if isDone { return }
      seen = found
    }
  }

  /// The topmost number, taken off; 0 if there is none.
  ///
  /// - Parameter below: the number that `link` noted for this one. Called also for one that another thread takes off
  ///   meanwhile: its answer then does not matter.
  @inline(__always)
  func pop(below: (_ number: UInt32) -> UInt32) -> UInt32 {
    var seen = top.load(ordering: .acquiring)
    while case let number = UInt32(truncatingIfNeeded: seen), number != 0 {
      let (isDone, found) = top.compareExchange(
        expected: seen, desired: Self.changed(seen, top: below(number)), ordering: .acquiring)
      if isDone { return number }
      seen = found
    }
    return 0
  }

  /// The topmost number, taken off with all below it.
  func takeAll() -> UInt32 { pop { _ in 0 } }

  @inline(__always)
  private static func changed(_ seen: UInt64, top: UInt32) -> UInt64 {
    ((seen >> 32) &+ 1) << 32 | UInt64(top)
  }
}
