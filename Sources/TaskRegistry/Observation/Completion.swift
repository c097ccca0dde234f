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
    guard let task = CurrentTask.read() else { return }
    let id = TaskLayout.id(of: task)
    guard let thread = ThreadState.current() else { return forget(id) }
    let world = thread.pointee.world
    let runsHere = thread.pointee.run.task.load(ordering: .relaxed) == id
    var record = RecordPointer(bitPattern: runsHere ? thread.pointee.run.record.load(ordering: .relaxed) : 0)
    if record == nil { record = world.pointee.table.findExactly(id) }
    guard let record else { return }
    if runsHere { thread.pointee.run.record.store(0, ordering: .releasing) }
    let (outcome, thrown) = outcome(of: error)
    end(
      record,
      EndBooking.End(
        id: id, outcome: outcome, error: thrown, endsWithRun: runsHere, task: UnsafeRawPointer(task)),
      thread: thread)
  }

  /// Where there is no memory to book an end in, the record goes all the same: readers trust that the task of a patched
  /// record is alive.
  ///
  /// The record itself is lost, as there is no cache to put it into.
  @inline(never)
  private static func forget(_ id: UInt64) {
    guard let world = World.current, let record = world.pointee.table.findExactly(id) else { return }
    _ = world.pointee.table.remove(record, id: id)
  }

  /// Takes the record of a task out, counts its outcome and books its end, unless somebody else has done so.
  @inline(__always)
  static func end(_ record: RecordPointer, _ end: EndBooking.End, thread: UnsafeMutablePointer<ThreadState>) {
    let world = thread.pointee.world
    // One nested in the tail of another, which may take long.
    if thread.pointee.pendingEnd.slot != nil { EndBooking.finish(thread, at: ctr_ticks(), run: 0) }
    // Before the record is gone, so that whoever misses it knows that its end is about to be there.
    thread.pointee.ending.store(end.id, ordering: .relaxed)
    guard world.pointee.table.remove(record, id: end.id) else {
      thread.pointee.ending.store(0, ordering: .releasing)
      return
    }
    EndBooking.book(end, record, thread: thread)
    switch end.outcome {
    case .returned: thread.pointee.returned.add(1)
    case .threw: thread.pointee.threw.add(1)
    case .cancelled: thread.pointee.cancelled.add(1)
    }
    world.pointee.table.pool.put(UnsafeMutableRawPointer(record), &thread.pointee.recordCache)
  }

  /// How a task ended that hands over this boxed error, and the box of what was thrown.
  @inline(__always)
  static func outcome(of error: UnsafeRawPointer?) -> (TaskOutcome, thrown: UnsafeRawPointer?) {
    guard let error else { return (.returned, nil) }
    return thrown(error)
  }

  @inline(never)
  private static func thrown(_ error: UnsafeRawPointer) -> (TaskOutcome, thrown: UnsafeRawPointer?) {
    // Where the self-check has not recognised boxes, nothing is read of one.
    let cancellationError = cancellationErrorType.load(ordering: .relaxed)
    guard cancellationError != 0 else { return (.threw, nil) }
    var error = error
    // SAFETY: the runtime passes a boxed error that is alive during the call; its type word was checked at the start.
    // Generic code that rethrows boxes an error that is a box already: what was thrown is the innermost.
    for _ in 0..<TaskLayout.errorDepth {
      let type = TaskLayout.word(error, TaskLayout.errorType)
      if type == cancellationError { return (.cancelled, error) }
      guard type == anyErrorType.load(ordering: .relaxed),
        let inner = UnsafeRawPointer(bitPattern: TaskLayout.word(error, TaskLayout.errorValue))
      else { return (.threw, error) }
      error = inner
    }
    return (.threw, error)
  }

  /// Adds a finished run to the record that the task had when it ran, unless that is another's by now.
  @inline(__always)
  static func book(_ duration: UInt64, to record: RecordPointer, of task: UInt64) {
    @inline(__always) func isOwned() -> Bool { record.pointee.id.load(ordering: .acquiring) == task }
    record.pointee.busy.add(duration, if: isOwned)
    record.pointee.longest.raise(to: duration, if: isOwned)
  }
}
