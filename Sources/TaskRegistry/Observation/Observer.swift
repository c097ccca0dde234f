// What happens at each event, on the program's own threads, in the middle of the runtime. No allocation per run, no
// formatting, no lock that is held for longer than a record's copy, and nothing here may enqueue a task.

import CTaskRuntime
import Synchronization

enum Observer {
  /// Each so many enqueues and runs of a thread, the monitor's own time is taken.
  private static let sampleMask: UInt64 = 255

  static func install() {
    ctr_set_thread_exit { ThreadState.exit($0) }
    ctr_set_observer(
      ctr_observer(
        enqueued: { Observer.enqueued($0, frame: $1) },
        run_began: { Observer.runBegan($0, outer: $1) },
        run_ended: { Observer.runEnded($0, outer: $1) },
        completed: { Completion.completed(error: $0) }
      ))
  }

  private static func enqueued(
    _ job: UnsafeMutableRawPointer, frame: UnsafeRawPointer
  ) -> UnsafeMutablePointer<ctr_stand_in>? {
    guard let thread = ThreadState.current() else { return nil }
    let now = ctr_ticks()
    guard let block = thread.pointee.world.pointee.standIns.take(&thread.pointee.standInCache) else {
      return nil
    }
    // SAFETY: a block of the pool of stand-ins, which is this thread's own until it is enqueued.
    let standIn = block.assumingMemoryBound(to: ctr_stand_in.self)
    let isTask =
      TaskLayout.half(job, TaskLayout.flags) & TaskLayout.Flags.kindMask == TaskLayout.Flags.taskKind
    guard
      let record = isTask
        ? Spawning.record(of: job, id: TaskLayout.id(of: job), frame: frame, thread: thread, now: now)
        : anonymousRecord(of: job, thread: thread)
    else {
      thread.pointee.world.pointee.standIns.put(block, &thread.pointee.standInCache)
      return nil
    }
    record.pointee.ready.store(now, ordering: .relaxed)
    standIn.pointee.record = UnsafeMutableRawPointer(record)
    thread.pointee.enqueues.add(1)
    if thread.pointee.enqueues.value & sampleMask == 0 {
      thread.pointee.enqueueCost.add(ctr_ticks() &- now)
      thread.pointee.enqueueSamples.add(1)
    }
    return standIn
  }

  /// A record for a job that is no task (an actor's turn, say), for as long as it is under way: it is never entered in
  /// the table.
  @inline(__always)
  private static func anonymousRecord(
    of job: UnsafeMutableRawPointer, thread: UnsafeMutablePointer<ThreadState>
  ) -> RecordPointer? {
    guard let block = thread.pointee.world.pointee.table.pool.take(&thread.pointee.recordCache) else {
      return nil
    }
    // SAFETY: a block of the pool of records, in which the id is 0 because it is free.
    let record = block.assumingMemoryBound(to: TaskRecord.self)
    record.pointee.task.store(UInt(bitPattern: job), ordering: .relaxed)
    return record
  }

  private static func runBegan(
    _ standIn: UnsafeMutablePointer<ctr_stand_in>, outer: UnsafeMutablePointer<ctr_run>
  ) -> UnsafeMutableRawPointer {
    let now = ctr_ticks()
    // SAFETY: set when the stand-in was made. Records are never unmapped, and this one is still the job's: a task
    // cannot end before it runs.
    let record = unsafe standIn.pointee.record.unsafelyUnwrapped.assumingMemoryBound(to: TaskRecord.self)
    let job = unsafe UnsafeMutableRawPointer(bitPattern: record.pointee.task.load(ordering: .relaxed))
      .unsafelyUnwrapped
    guard let thread = ThreadState.current() else { return job }
    outer.pointee = ctr_run(
      record: UnsafeMutableRawPointer(bitPattern: thread.pointee.run.record.load(ordering: .relaxed)),
      task_id: thread.pointee.run.task.load(ordering: .relaxed),
      began: thread.pointee.run.began.load(ordering: .relaxed)
    )
    let enqueued = record.pointee.ready.load(ordering: .relaxed)
    // Counters of two processors can differ by a few ticks.
    let lag = now > enqueued ? now &- enqueued : 0
    record.pointee.ready.store(lag | TaskRecord.delayBit, ordering: .relaxed)
    record.pointee.runs.store(record.pointee.runs.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    thread.pointee.lag.add(lag)
    thread.pointee.runs.add(1)
    thread.pointee.run.set(
      record: UInt(bitPattern: record), task: record.pointee.id.load(ordering: .relaxed), began: now)
    if thread.pointee.runs.value & sampleMask == 0 {
      thread.pointee.runCost.add(ctr_ticks() &- now)
      thread.pointee.runSamples.add(1)
    }
    return job
  }

  private static func runEnded(
    _ standIn: UnsafeMutablePointer<ctr_stand_in>, outer: UnsafePointer<ctr_run>
  ) {
    guard let thread = ThreadState.current() else { return }
    let now = ctr_ticks()
    let began = thread.pointee.run.began.load(ordering: .relaxed)
    let duration = now > began ? now &- began : 0
    let task = thread.pointee.run.task.load(ordering: .relaxed)
    let running = thread.pointee.run.record.load(ordering: .relaxed)
    thread.pointee.run.set(
      record: UInt(bitPattern: outer.pointee.record), task: outer.pointee.task_id, began: outer.pointee.began)
    thread.pointee.busy.add(duration)
    if let record = RecordPointer(bitPattern: running) {
      // SAFETY: records are never unmapped. The task may have been resumed elsewhere since it gave up this thread, and
      // may even have ended: the table tells whether the record is still its own.
      if task == 0 {
        thread.pointee.world.pointee.table.pool.put(
          UnsafeMutableRawPointer(record), &thread.pointee.recordCache)
      } else {
        thread.pointee.world.pointee.table.withRecord(record, of: task) { Completion.book(duration, to: $0) }
      }
    }
    thread.pointee.world.pointee.standIns.put(UnsafeMutableRawPointer(standIn), &thread.pointee.standInCache)
    if thread.pointee.runs.value & sampleMask == 0 { thread.pointee.runCost.add(ctr_ticks() &- now) }
  }
}
