// What happens at each event, on the program's own threads, in the middle of the runtime. No allocation per run, no
// formatting, no lock that is held for longer than a record's copy, and nothing here may enqueue a task.

import CTaskRuntime
import Synchronization

// Each function has one caller, the closure that C calls: inlined, it costs one call and not two.
enum Observer {
  /// Each so many enqueues and runs of a thread, the monitor's own time is taken.
  private static let sampleMask: UInt64 = 255

  static func install() {
    ctr_set_thread_exit { ThreadState.exit($0) }
    ctr_set_observer(
      ctr_observer(
        enqueued: { Observer.enqueued($0, frame: $1) },
        task_began: { Observer.taskBegan($0) },
        stand_in_began: { Observer.standInBegan($0, $1) },
        run_ended: { Observer.runEnded($0) },
        stand_in_done: { Observer.standInDone($0) },
        completed: { Completion.completed(error: $0) },
        // So that the thread that serves the main actor is known: it may never enqueue anything for the pool.
        probe_ran: { ThreadState.current()?.pointee.isExecutors.store(true, ordering: .relaxed) }
      ))
  }

  // MARK: - Enqueue

  @inline(__always)
  private static func enqueued(
    _ job: UnsafeMutableRawPointer, frame: UnsafeRawPointer
  ) -> UnsafeMutableRawPointer {
    guard let thread = ThreadState.current() else { return job }
    let kind = TaskLayout.half(job, TaskLayout.flags) & TaskLayout.Flags.kindMask
    guard kind == TaskLayout.Flags.taskKind else {
      if kind == TaskLayout.Flags.actorTurnKind, ActorQueue.isTrusted.load(ordering: .relaxed) {
        ActorQueue.turnEnqueued(job, frame: frame, thread: thread)
      }
      return standIn(for: job, thread: thread)
    }
    let now = ctr_ticks()
    let id = TaskLayout.id(of: job)
    guard let record = Spawning.record(of: job, id: id, frame: frame, thread: thread, now: now) else {
      return job
    }
    expectRun(of: job, record, now: now)
    // A task that enqueues itself gives up the thread now, and one that has ended did so to wake who waits for it: that
    // one look at the clock is its run's end too.
    let running = thread.pointee.run.task.load(ordering: .relaxed)
    if running == id || (running != 0 && thread.pointee.run.record.load(ordering: .relaxed) == 0) {
      thread.pointee.endOfRun = now
    }
    thread.pointee.enqueues.add(1)
    if thread.pointee.enqueues.value & sampleMask == 0 {
      thread.pointee.enqueueCost.add(ctr_ticks() &- now)
      thread.pointee.enqueueSamples.add(1)
    }
    return job
  }

  /// Has the next run of a task that has been enqueued, and is not running yet, come through the run thunk.
  @inline(__always)
  static func expectRun(of task: UnsafeMutableRawPointer, _ record: RecordPointer, now: UInt64) {
    record.pointee.ready.store(now, ordering: .relaxed)
    let resume = TaskLayout.word(task, TaskLayout.resumeTask)
    let thunk = UInt(bitPattern: ctr_run_thunk)
    // A hook beneath ours may enqueue the job once more: the function to go on with is known already then.
    if resume != thunk {
      record.pointee.resume.store(resume, ordering: .relaxed)
      // SAFETY: between its enqueue and its run nobody but the runtime's call into it uses the resume word; the thunk
      // goes on into the function that stood there. The record stays until the task ends, because the task is patched.
      task.storeBytes(of: thunk, toByteOffset: TaskLayout.resumeTask, as: UInt.self)
    }
  }

  /// A stand-in for a job that is no task (an actor's turn, say), with a record that is never entered in the table.
  private static func standIn(
    for job: UnsafeMutableRawPointer, thread: UnsafeMutablePointer<ThreadState>
  ) -> UnsafeMutableRawPointer {
    let world = thread.pointee.world
    guard let block = world.pointee.standIns.take(&thread.pointee.standInCache) else { return job }
    guard let free = world.pointee.table.pool.take(&thread.pointee.recordCache) else {
      world.pointee.standIns.put(block, &thread.pointee.standInCache)
      return job
    }
    // SAFETY: blocks of the two pools, this thread's own until the stand-in is enqueued. The record's id is 0, because
    // it is free.
    let record = free.assumingMemoryBound(to: TaskRecord.self)
    let standIn = block.assumingMemoryBound(to: ctr_stand_in.self)
    record.pointee.task.store(UInt(bitPattern: job), ordering: .relaxed)
    record.pointee.ready.store(ctr_ticks(), ordering: .relaxed)
    record.pointee.busy.begin()
    standIn.pointee.record = free
    ctr_fill_stand_in(standIn, job)
    return block
  }

  // MARK: - Run

  @inline(__always)
  private static func taskBegan(_ outer: UnsafeMutablePointer<ctr_run>) -> UnsafeMutableRawPointer {
    let now = ctr_ticks()
    // SAFETY: the runtime called the run thunk, so there is a current task, and it was enqueued by `enqueued` with a
    // record, which is in the table of the one world until the task ends, and holds the function to go on with.
    let task = unsafe CurrentTask.read().unsafelyUnwrapped
    let id = TaskLayout.id(of: task)
    let thread = ThreadState.current()
    let world = unsafe (thread?.pointee.world ?? World.current).unsafelyUnwrapped
    let record = unsafe (world.pointee.table.find(id) ?? world.pointee.table.findExactly(id))
      .unsafelyUnwrapped
    let resume = record.pointee.resume.load(ordering: .relaxed)
    if let thread {
      let isFirst = record.pointee.runs.load(ordering: .relaxed) == 0
      thread.pointee.lastAwait.note(task, id: id, resume: resume, isFirst: isFirst)
      begin(record, id: id, thread: thread, now: now, outer: outer)
    } else {
      outer.pointee = nothing
    }
    return unsafe UnsafeMutableRawPointer(bitPattern: resume).unsafelyUnwrapped
  }

  /// What a thread runs for which there is no memory to note it: the run goes unseen.
  private static var nothing: ctr_run { ctr_run(record: nil, task_id: 0, began: 0) }

  @inline(__always)
  private static func standInBegan(
    _ standIn: UnsafeMutablePointer<ctr_stand_in>, _ outer: UnsafeMutablePointer<ctr_run>
  ) -> UnsafeMutableRawPointer {
    let now = ctr_ticks()
    // SAFETY: set when the stand-in was made, to a record that is this job's until `runEnded`.
    let record = unsafe standIn.pointee.record.unsafelyUnwrapped.assumingMemoryBound(to: TaskRecord.self)
    let job = record.pointee.task.load(ordering: .relaxed)
    let real = unsafe UnsafeMutableRawPointer(bitPattern: job).unsafelyUnwrapped
    if let thread = ThreadState.current() {
      begin(record, id: 0, thread: thread, now: now, outer: outer)
      if ActorQueue.isTrusted.load(ordering: .relaxed),
        TaskLayout.half(real, TaskLayout.flags) & TaskLayout.Flags.kindMask == TaskLayout.Flags.actorTurnKind
      {
        ActorQueue.turnBegins(real, thread: thread)
      }
    } else {
      outer.pointee = nothing
    }
    return real
  }

  @inline(__always)
  private static func begin(
    _ record: RecordPointer, id: UInt64, thread: UnsafeMutablePointer<ThreadState>, now: UInt64,
    outer: UnsafeMutablePointer<ctr_run>
  ) {
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
    // Inside an actor's turn the delay was the actor's; that of the turn itself is the pool's.
    if !isInsideTurn(outer) { thread.pointee.lag.add(lag) }
    if id != 0 { thread.pointee.runs.add(1) }
    thread.pointee.endOfRun = 0
    thread.pointee.run.set(record: UInt(bitPattern: record), task: id, began: now)
    if thread.pointee.runs.value & sampleMask == 0 {
      thread.pointee.runCost.add(ctr_ticks() &- now)
      thread.pointee.runSamples.add(1)
    }
  }

  @inline(__always)
  private static func runEnded(_ outer: UnsafePointer<ctr_run>) {
    guard let thread = ThreadState.current() else { return }
    let known = thread.pointee.endOfRun
    let now = known != 0 ? known : ctr_ticks()
    let began = thread.pointee.run.began.load(ordering: .relaxed)
    let duration = began != 0 && now > began ? now &- began : 0
    let task = thread.pointee.run.task.load(ordering: .relaxed)
    let running = thread.pointee.run.record.load(ordering: .relaxed)
    thread.pointee.endOfRun = 0
    thread.pointee.run.set(
      record: UInt(bitPattern: outer.pointee.record), task: outer.pointee.task_id, began: outer.pointee.began)
    thread.pointee.busy.add(duration)
    let isInsideTurn = isInsideTurn(outer)
    if isInsideTurn {
      // SAFETY: the record of a stand-in whose run goes on around this one, on this thread. The time is the task's, and
      // so is taken off the turn's, which has counted it by now.
      let turn = unsafe outer.pointee.record.unsafelyUnwrapped.assumingMemoryBound(to: TaskRecord.self)
      turn.pointee.busy.add(duration)
    }
    if duration >= thread.pointee.slowAfter.load(ordering: .relaxed) {
      SlowRunLog.note(task: task, began: began, duration: duration, record: running, thread: thread)
    }
    // The task ended in this run.
    if thread.pointee.pendingEnd.slot != nil, thread.pointee.ending.load(ordering: .relaxed) == task {
      EndBooking.finish(thread, at: now, run: duration)
    }
    if let record = RecordPointer(bitPattern: running) {
      // SAFETY: records are never unmapped. The task may have been resumed elsewhere since it gave up this thread, and
      // may even have ended: the record's id tells whether it is still its own.
      if task == 0 {
        thread.pointee.busy.add(0 &- record.pointee.busy.value)
        thread.pointee.world.pointee.table.pool.put(
          UnsafeMutableRawPointer(record), &thread.pointee.recordCache)
      } else {
        Completion.book(duration, to: record, of: task)
      }
    }
    if thread.pointee.runs.value & sampleMask == 0, known == 0 {
      thread.pointee.runCost.add(ctr_ticks() &- now)
    }
    if isInsideTurn, ActorQueue.isTrusted.load(ordering: .relaxed) { ActorQueue.runEnded(thread: thread) }
  }

  /// Whether what ran until now on this thread is a job that is no task: an actor's turn.
  @inline(__always)
  private static func isInsideTurn(_ outer: UnsafePointer<ctr_run>) -> Bool {
    outer.pointee.record != nil && outer.pointee.task_id == 0
  }

  @inline(__always)
  private static func standInDone(_ standIn: UnsafeMutablePointer<ctr_stand_in>) {
    guard let thread = ThreadState.current() else { return }
    thread.pointee.world.pointee.standIns.put(UnsafeMutableRawPointer(standIn), &thread.pointee.standInCache)
  }
}
