// A task's end, booked by the completion thunk on the thread where it ends, before anyone who waits for it is resumed.

import CTaskRuntime
import Synchronization

enum Completion {
  /// The type word of a boxed `CancellationError`; set by the self-check before observation begins.
  static let cancellationErrorType = Atomic<UInt>(0)
  /// The type word of a box that holds another box.
  static let anyErrorType = Atomic<UInt>(0)

  @inline(__always)
  static func completed(error: UnsafeRawPointer?) {
    guard let task = CurrentTask.read(), let thread = ThreadState.current() else { return }
    let id = TaskLayout.id(of: task)
    let world = thread.pointee.world
    let runsHere = thread.pointee.run.task.load(ordering: .relaxed) == id
    var record = RecordPointer(bitPattern: runsHere ? thread.pointee.run.record.load(ordering: .relaxed) : 0)
    if record == nil { record = world.pointee.table.findExactly(id) }
    guard let record else { return }
    if runsHere { thread.pointee.run.record.store(0, ordering: .releasing) }
    end(record, id: id, outcome: outcome(of: error), thread: thread)
  }

  /// Takes the record of a task out and counts its outcome, unless somebody else has done so.
  @inline(__always)
  static func end(
    _ record: RecordPointer, id: UInt64, outcome: TaskOutcome, thread: UnsafeMutablePointer<ThreadState>
  ) {
    let world = thread.pointee.world
    guard world.pointee.table.remove(record, id: id) else { return }
    if record.pointee.facts.contains(.endingWanted) {
      world.pointee.endings.book(id: id, ended: ctr_ticks(), outcome: outcome)
    }
    switch outcome {
    case .returned: thread.pointee.returned.add(1)
    case .threw: thread.pointee.threw.add(1)
    case .cancelled: thread.pointee.cancelled.add(1)
    }
    world.pointee.table.pool.put(UnsafeMutableRawPointer(record), &thread.pointee.recordCache)
  }

  private static func outcome(of error: UnsafeRawPointer?) -> TaskOutcome {
    guard var error else { return .returned }
    // SAFETY: the runtime passes a boxed error that is alive during the call; its type word was checked at the start.
    // Generic code that rethrows boxes an error that is a box already: what was thrown is the innermost.
    for _ in 0..<TaskLayout.errorDepth {
      let type = TaskLayout.word(error, TaskLayout.errorType)
      if type == cancellationErrorType.load(ordering: .relaxed) { return .cancelled }
      guard type == anyErrorType.load(ordering: .relaxed),
        let inner = UnsafeRawPointer(bitPattern: TaskLayout.word(error, TaskLayout.errorValue))
      else { return .threw }
      error = inner
    }
    return .threw
  }

  /// Adds a finished run to a record whose lock is held.
  @inline(__always)
  static func book(_ duration: UInt64, to record: RecordPointer) {
    record.pointee.busy.store(record.pointee.busy.load(ordering: .relaxed) &+ duration, ordering: .relaxed)
    if duration > record.pointee.longest.load(ordering: .relaxed) {
      record.pointee.longest.store(duration, ordering: .relaxed)
    }
  }
}
