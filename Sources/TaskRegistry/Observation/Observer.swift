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
    standIn.pointee.record = nil
    standIn.pointee.task_id = 0
    standIn.pointee.enqueued = now
    if TaskLayout.half(job, TaskLayout.flags) & TaskLayout.Flags.kindMask == TaskLayout.Flags.taskKind {
      let id = TaskLayout.id(of: job)
      if let record = Spawning.record(of: job, id: id, frame: frame, thread: thread, now: now) {
        record.pointee.ready.store(now, ordering: .relaxed)
        standIn.pointee.record = UnsafeMutableRawPointer(record)
        standIn.pointee.task_id = id
      }
    }
    thread.pointee.enqueues.add(1)
    if thread.pointee.enqueues.value & sampleMask == 0 {
      thread.pointee.enqueueCost.add(ctr_ticks() &- now)
      thread.pointee.enqueueSamples.add(1)
    }
    return standIn
  }

  private static func runBegan(
    _ standIn: UnsafeMutablePointer<ctr_stand_in>, outer: UnsafeMutablePointer<ctr_run>
  ) {
    let now = ctr_ticks()
    guard let thread = ThreadState.current() else {
      outer.pointee = ctr_run(record: nil, task_id: 0, began: 0)
      return
    }
    let slot = thread.pointee.run.record.load(ordering: .relaxed)
    outer.pointee = ctr_run(
      record: UnsafeMutableRawPointer(bitPattern: slot),
      task_id: thread.pointee.run.task.load(ordering: .relaxed),
      began: thread.pointee.run.began.load(ordering: .relaxed)
    )
    // Counters of two processors can differ by a few ticks.
    let lag = now > standIn.pointee.enqueued ? now - standIn.pointee.enqueued : 0
    thread.pointee.lag.add(lag)
    thread.pointee.runs.add(1)
    if let raw = standIn.pointee.record {
      // SAFETY: records are never unmapped, and this one is still the task's: it cannot end before it runs.
      let record = raw.assumingMemoryBound(to: TaskRecord.self)
      record.pointee.ready.store(0, ordering: .relaxed)
      record.pointee.lag.store(lag, ordering: .relaxed)
      record.pointee.runs.store(record.pointee.runs.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
    thread.pointee.run.set(
      record: UInt(bitPattern: standIn.pointee.record), task: standIn.pointee.task_id, began: max(now, 1))
    if thread.pointee.runs.value & sampleMask == 0 {
      thread.pointee.runCost.add(ctr_ticks() &- now)
      thread.pointee.runSamples.add(1)
    }
  }

  private static func runEnded(
    _ standIn: UnsafeMutablePointer<ctr_stand_in>, outer: UnsafePointer<ctr_run>
  ) {
    guard let thread = ThreadState.current() else { return }
    let now = ctr_ticks()
    let began = thread.pointee.run.began.load(ordering: .relaxed)
    let duration = began != 0 && now > began ? now - began : 0
    let record = thread.pointee.run.record.load(ordering: .relaxed)
    thread.pointee.run.set(
      record: UInt(bitPattern: outer.pointee.record), task: outer.pointee.task_id, began: outer.pointee.began)
    thread.pointee.busy.add(duration)
    // SAFETY: records are never unmapped. The task may have been resumed elsewhere since it gave up this thread, and
    // may even have ended: the id, under the lock, tells whether the record is still its own.
    if let record = RecordPointer(bitPattern: record) {
      record.pointee.lock.lock()
      if record.pointee.id.load(ordering: .relaxed) == standIn.pointee.task_id {
        Completion.book(duration, to: record)
      }
      record.pointee.lock.unlock()
    }
    thread.pointee.world.pointee.standIns.put(UnsafeMutableRawPointer(standIn), &thread.pointee.standInCache)
    if thread.pointee.runs.value & sampleMask == 0 { thread.pointee.runCost.add(ctr_ticks() &- now) }
  }
}
