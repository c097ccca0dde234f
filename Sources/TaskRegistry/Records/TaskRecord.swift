// What is kept of one live task: 128 bytes, two cache lines, of which runs touch only the first. Written by the threads
// the task runs on, copied by readers.

import Synchronization

/// Facts of a record that are bits.
struct RecordFlags: OptionSet {
  var rawValue: UInt32

  /// The completion thunk is in place, so the task cannot end without the record being freed first.
  static let patched = RecordFlags(rawValue: 1)
  /// Entered from `track`; freed when its scope is left.
  static let tracked = RecordFlags(rawValue: 2)
  /// An `async let` child: it can be neither retained nor cancelled on its own.
  static let asyncLet = RecordFlags(rawValue: 8)
  /// A child of a task group.
  static let groupChild = RecordFlags(rawValue: 16)
}

struct TaskRecord: ~Copyable {
  /// Index + 1 of the next record of the same bucket, or 0.
  let next: Atomic<UInt32>
  let flags: Atomic<UInt32>
  /// 0 in a free record, and in that of a job that is no task: what makes a pointer to a record safe to keep.
  let id: Atomic<UInt64>
  /// Address of the task, or of another job that is under way.
  let task: Atomic<UInt>
  /// Since when it has been enqueued; once it ran, the delay of its latest run, with `delayBit` set.
  let ready: Atomic<UInt64>
  /// Ticks of all finished runs, and of the longest of them.
  let busy: OwnedTicks
  let longest: OwnedTicks
  let runs: Atomic<UInt64>
  /// The resume function that the run thunk stands for while the task is enqueued.
  let resume: Atomic<UInt>

  // The second line: not touched by runs; read once more when the task ends.

  /// In a free record, this and `creator` are its links.
  let parent: Atomic<UInt64>
  let creator: Atomic<UInt64>
  /// Address of a C string that lives as long as the task, or 0.
  let name: Atomic<UInt>
  /// `ctr_ticks` of the first sight.
  let spawned: Atomic<UInt64>
  /// When the console asked for cancellation, or 0.
  let cancelRequested: Atomic<UInt64>
  let site: Atomic<UInt32>
  /// How many are cancelling the task by way of its tracked scope, which waits for them.
  let pins: Atomic<UInt32>
  /// The console session whose request cancelled it, or 0.
  let canceller: Atomic<UInt32>

  /// Whole cache lines, so that no two tasks share one.
  static let stride = 128
  /// Offset of the two links of a free record: not in words that a thread may still look at when the task has ended.
  static let linkOffset = 64

  static let delayBit: UInt64 = 1 << 63

  var facts: RecordFlags {
    get { RecordFlags(rawValue: flags.load(ordering: .relaxed)) }
    nonmutating set { flags.store(newValue.rawValue, ordering: .relaxed) }
  }
}

typealias RecordPointer = UnsafeMutablePointer<TaskRecord>
