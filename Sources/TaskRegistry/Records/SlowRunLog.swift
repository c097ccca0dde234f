// Runs that were over the threshold when they ended, noted by the thread that ran them, until somebody takes them. Plain
// numbers in memory of its own: that thread must neither allocate nor wait for a reader.

import CTaskRuntime
import Synchronization

final class SlowRunLog: @unchecked Sendable {
  // SAFETY: `entries`, `first` and `count` are touched only with `lock` held; the memory is never freed.

  struct Entry {
    var task: UInt64
    var began: UInt64
    var duration: UInt64
    var thread: Int32
  }

  /// Entries between two looks; more than threads can end slow runs in that time.
  static let capacity = 256

  private let lock = SpinLock()
  private let entries: UnsafeMutablePointer<Entry>
  private var first = 0
  private var count = 0
  private var lost: UInt64 = 0

  /// From how many ticks on a run is a slow one; what new threads begin with.
  let ticks = Atomic<UInt64>(.max)

  init() {
    entries = .allocate(capacity: Self.capacity)
    entries.initialize(
      repeating: Entry(task: 0, began: 0, duration: 0, thread: 0), count: Self.capacity)
  }

  deinit { entries.deallocate() }

  /// Notes a run that has ended, on the thread that ran it.
  ///
  /// - Parameter record: the address of the run's record, which is its own still where it is of no task; or 0.
  @inline(never)
  static func note(
    task: UInt64, began: UInt64, duration: UInt64, record: UInt, thread: UnsafeMutablePointer<ThreadState>
  ) {
    // The runs of tasks inside of a job that is none, such as an actor's turn, are runs of their own.
    let inner = task == 0 ? RecordPointer(bitPattern: record)?.pointee.busy.value ?? 0 : 0
    let own = duration > inner ? duration - inner : 0
    guard own >= thread.pointee.slowAfter.load(ordering: .relaxed) else { return }
    thread.pointee.world.pointee.slowRuns.add(
      Entry(
        task: task, began: began, duration: own, thread: thread.pointee.threadID.load(ordering: .relaxed)))
  }

  /// The oldest goes if there is no room.
  func add(_ entry: Entry) {
    lock.lock()
    defer { lock.unlock() }
    if count == Self.capacity {
      first = (first + 1) % Self.capacity
      count -= 1
      lost += 1
    }
    entries[(first + count) % Self.capacity] = entry
    count += 1
  }

  /// Takes the oldest entry out, and tells how many were lost since the last one was taken.
  func take() -> (entry: Entry?, lost: UInt64) {
    lock.lock()
    defer { lock.unlock() }
    defer { lost = 0 }
    guard count > 0 else { return (nil, lost) }
    let entry = entries[first]
    first = (first + 1) % Self.capacity
    count -= 1
    return (entry, lost)
  }
}
