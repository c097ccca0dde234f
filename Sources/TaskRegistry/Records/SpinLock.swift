// A lock for a few instructions. The program's threads take it on the hot path, so it costs one atomic exchange when
// it is free, and gives up the processor when its holder has lost it.

import CTaskRuntime
import Glibc
import Synchronization

/// Waiting for a holder of a lock: shortly by spinning, then by giving up the processor.
struct Backoff {
  /// Longer than any holder needs that has a processor.
  private static let spins = 100
  /// After so many times the holder is assumed to have lost its processor for long, and the thread sleeps instead.
  private static let yields = 100
  private static let napMicroseconds: UInt32 = 20

  private var round = 0

  mutating func pause() {
    round &+= 1
    if round < Self.spins {
      ctr_pause()
    } else if round < Self.spins + Self.yields {
      sched_yield()
    } else {
      usleep(Self.napMicroseconds)
    }
  }
}

struct SpinLock: ~Copyable {
  private let word = Atomic<UInt32>(0)

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
    let began = ctr_ticks()
    defer { ThreadState.noteLockWait(since: began) }
    var backoff = Backoff()
    while word.load(ordering: .relaxed) != 0
      || !word.compareExchange(expected: 0, desired: 1, ordering: .acquiring).exchanged
    {
      backoff.pause()
    }
  }
}
