// Which task a thread runs: a word of the runtime's at a place in thread-local storage that is the same for all threads
// of the process. Learnt by the self-check; reading it is a load where the runtime's own function is two calls.

import CTaskRuntime
import Synchronization

enum CurrentTask {
  /// Distance from the thread pointer in bytes; 0 while it is not known.
  private static let offset = Atomic<Int>(0)

  /// The task the calling thread runs.
  @inline(__always)
  static func read() -> UnsafeMutableRawPointer? {
    let offset = offset.load(ordering: .relaxed)
    guard offset != 0 else { return ctr_current_task() }
    // SAFETY: a word of the calling thread's own thread-local storage, which the self-check has identified.
    return UnsafeMutableRawPointer(
      bitPattern: UnsafePointer<UInt>(bitPattern: ctr_thread_pointer() &+ UInt(bitPattern: offset))?.pointee
        ?? 0)
  }

  /// The address of the task another thread runs, given its thread pointer; nil if there is none or it cannot be told.
  ///
  /// The task may end meanwhile.
  static func address(threadPointer: UInt) -> UInt? {
    let offset = offset.load(ordering: .relaxed)
    guard offset != 0, let (task, _) = SafeMemory.words(threadPointer &+ UInt(bitPattern: offset)) else {
      return nil
    }
    return task == 0 ? nil : task
  }

  /// The id of the task another thread runs.
  static func id(threadPointer: UInt) -> UInt64? {
    address(threadPointer: threadPointer).flatMap { TaskHeader.id(at: $0) }
  }

  /// The offsets at which the calling thread's storage holds its current task: called on one thread inside several
  /// tasks in turn, the word is at the one offset that all answers have in common.
  static func candidates() -> Set<Int> {
    let task = UInt(bitPattern: ctr_current_task())
    return task == 0 ? [] : ThreadStorage.offsets { $0 == task }
  }

  static func learn(_ candidates: Set<Int>) {
    if candidates.count == 1, let only = candidates.first { offset.store(only, ordering: .relaxed) }
  }
}
