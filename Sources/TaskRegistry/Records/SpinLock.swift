// A lock for a few instructions. The program's threads take it on the hot path, so it costs one atomic exchange when
// it is free, and gives up the processor when its holder has lost it.

import CTaskRuntime
import Glibc
import Synchronization

struct SpinLock: ~Copyable {
  private let word = Atomic<UInt32>(0)

  /// How often to look again before the processor is given up: longer than any holder needs.
  private static let spins = 100
  /// After so many times the holder is assumed to have been preempted for long, and the thread sleeps instead.
  private static let yields = 100
  private static let nap: UInt32 = 20

  init() {}

  @inline(__always)
  func lock() {
    if word.compareExchange(expected: 0, desired: 1, ordering: .acquiring).exchanged { return }
    wait()
  }

  @inline(__always)
  func unlock() {
    word.store(0, ordering: .releasing)
  }

  @inline(never)
  private func wait() {
    var round = 0
    while true {
      if word.load(ordering: .relaxed) == 0,
        word.compareExchange(expected: 0, desired: 1, ordering: .acquiring).exchanged
      {
        return
      }
      round += 1
      if round < Self.spins {
        ctr_pause()
      } else if round < Self.spins + Self.yields {
        sched_yield()
      } else {
        usleep(Self.nap)
      }
    }
  }

  @inline(__always)
  func withLock<Value: ~Copyable>(_ body: () -> Value) -> Value {
    lock()
    defer { unlock() }
    return body()
  }
}
