// A task's first enqueue: its record, its parent and creator, its spawn site, and the completion thunk.

import CTaskRuntime
import Synchronization

enum Spawning {
  /// Return addresses between the hook and the first that may be the program's: inside the runtime's enqueueing and its
  /// creation of a task.
  private static let skippedFrames: UInt32 = 2

  /// The record of a task that is being enqueued: found, or made now.
  ///
  /// Nil if it cannot be recorded. Without a frame, this thread is not known to be the one that creates a fresh task.
  @inline(__always)
  static func record(
    of task: UnsafeMutableRawPointer, id: UInt64, frame: UnsafeRawPointer?,
    thread: UnsafeMutablePointer<ThreadState>, now: UInt64
  ) -> RecordPointer? {
    if let record = thread.pointee.world.pointee.table.find(id) {
      if record.pointee.flags.load(ordering: .relaxed) & RecordFlags.patched.rawValue == 0 {
        return patchLate(record, task: task, thread: thread) ? record : nil
      }
      return record
    }
    return firstSight(of: task, id: id, frame: frame, thread: thread, now: now)
  }

  @inline(never)
  private static func firstSight(
    of task: UnsafeMutableRawPointer, id: UInt64, frame: UnsafeRawPointer?,
    thread: UnsafeMutablePointer<ThreadState>, now: UInt64
  ) -> RecordPointer? {
    let world = thread.pointee.world
    guard let root = TaskLayout.root(of: task),
      let thunk = ctr_thunk_for(
        UnsafeRawPointer(bitPattern: TaskLayout.word(root.context, TaskLayout.Context.resume)))
    else {
      thread.pointee.unpatched.add(1)
      return nil
    }
    let flags = TaskLayout.half(task, TaskLayout.flags)
    var parentID: UInt64 = 0
    if flags & TaskLayout.Flags.child != 0,
      let parent = UnsafeMutableRawPointer(bitPattern: TaskLayout.word(task, TaskLayout.parent))
    {
      // The parent waits for its children, so it is alive.
      parentID = TaskLayout.id(of: parent)
      glimpse(parent, id: parentID, thread: thread, now: now)
    }
    guard let record = take(thread) else { return nil }
    var creatorID: UInt64 = 0
    var site: UInt32 = 0
    // Otherwise it was alive before we began, or started on its creator's thread, or is met after it was created.
    if root.isFresh, let frame {
      // A fresh task is enqueued from inside its creation, on its creator's thread.
      if let creator = CurrentTask.read() {
        creatorID = TaskLayout.id(of: creator)
        if creatorID != parentID { glimpse(creator, id: creatorID, thread: thread, now: now) }
      }
      site = spawnSite(frame, thread: thread)
    }
    fill(record, task: task, now: now, facts: kinds(flags).union(.patched))
    record.pointee.parent.store(parentID, ordering: .relaxed)
    record.pointee.creator.store(creatorID, ordering: .relaxed)
    record.pointee.site.store(site, ordering: .relaxed)
    record.pointee.name.store(TaskLayout.name(of: task), ordering: .relaxed)
    // SAFETY: nobody runs a task that is being enqueued, and its outermost context's continuation is one of the
    // runtime's completion functions, which the thunk goes on into.
    root.context.storeBytes(
      of: UInt(bitPattern: thunk), toByteOffset: TaskLayout.Context.resume, as: UInt.self)
    let entered = enterOnce(record, id: id, thread: thread)
    guard entered != record else { return entered }
    // A reader met the task in an actor's list just before, or somebody has it for a parent.
    let isThere: Void? = world.pointee.table.withRecord(entered, of: id) { entered in
      if creatorID != 0 { entered.pointee.creator.store(creatorID, ordering: .relaxed) }
      if site != 0 { entered.pointee.site.store(site, ordering: .relaxed) }
      markPatched(entered, task: task)
    }
    // Swept away since: as in `patchLate`.
    return isThere == nil ? nil : entered
  }

  /// Inside `withRecord`; a name that `track` gave stays.
  private static func markPatched(_ record: RecordPointer, task: UnsafeRawPointer) {
    if record.pointee.name.load(ordering: .relaxed) == 0 {
      record.pointee.name.store(TaskLayout.name(of: task), ordering: .relaxed)
    }
    record.pointee.facts.insert(.patched)
  }

  @inline(__always)
  private static func spawnSite(_ frame: UnsafeRawPointer, thread: UnsafeMutablePointer<ThreadState>)
    -> UInt32
  {
    let site = withUnsafeTemporaryAllocation(of: UInt.self, capacity: SpawnSites.depth) { stack -> UInt32 in
      guard let start = stack.baseAddress else { return 0 }
      let count = ctr_walk_frames(
        frame, thread.pointee.stackLow, thread.pointee.stackHigh, skippedFrames, UInt32(SpawnSites.depth),
        start)
      for index in Int(count)..<SpawnSites.depth { start[index] = 0 }
      return thread.pointee.world.pointee.sites.site(of: start)
    }
    let count = thread.pointee.sites + Int(site)
    count.pointee.store(count.pointee.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    return site
  }

  /// Records a task that is known only because it has a child or created a task.
  ///
  /// It runs, or waits for the caller, so it is alive now; but its end will not be seen unless it is enqueued later.
  @inline(__always)
  private static func glimpse(
    _ task: UnsafeMutableRawPointer, id: UInt64, thread: UnsafeMutablePointer<ThreadState>, now: UInt64
  ) {
    // What this thread runs and has a record for is in the table: as a rule, the creator.
    if thread.pointee.run.task.load(ordering: .relaxed) == id,
      thread.pointee.run.record.load(ordering: .relaxed) != 0
    {
      return
    }
    if thread.pointee.world.pointee.table.find(id) == nil {
      enterGlimpsed(task, id: id, thread: thread, now: now)
    }
  }

  @inline(never)
  private static func enterGlimpsed(
    _ task: UnsafeMutableRawPointer, id: UInt64, thread: UnsafeMutablePointer<ThreadState>, now: UInt64
  ) {
    guard thread.pointee.world.pointee.glimpsed.hasRoom else {
      thread.pointee.unrecorded.add(1)
      return
    }
    guard enterUnseen(task, id: id, thread: thread, now: now) != nil else { return }
    // Last: what is noted and not found in the table is taken for ended.
    thread.pointee.world.pointee.glimpsed.note(id)
  }

  /// The record of a task that is alive but was not seen being created: the one it has, or a new one.
  static func enterUnseen(
    _ task: UnsafeMutableRawPointer, id: UInt64, thread: UnsafeMutablePointer<ThreadState>, now: UInt64
  ) -> RecordPointer? {
    if let present = thread.pointee.world.pointee.table.findExactly(id) { return present }
    guard let record = take(thread) else { return nil }
    fill(record, task: task, now: now, facts: kinds(TaskLayout.half(task, TaskLayout.flags)))
    // A parent waits for its children, so it is alive too.
    if TaskLayout.half(task, TaskLayout.flags) & TaskLayout.Flags.child != 0,
      let parent = UnsafeRawPointer(bitPattern: TaskLayout.word(task, TaskLayout.parent))
    {
      record.pointee.parent.store(TaskLayout.id(of: parent), ordering: .relaxed)
    }
    return enterOnce(record, id: id, thread: thread)
  }

  /// Enters a filled record unless the task has one by now, which is then answered.
  static func enterOnce(
    _ record: RecordPointer, id: UInt64, thread: UnsafeMutablePointer<ThreadState>
  ) -> RecordPointer {
    let present = thread.pointee.world.pointee.table.enter(record, id: id)
    if present == record {
      thread.pointee.spawned.add(1)
    } else {
      thread.pointee.world.pointee.table.pool.put(
        UnsafeMutableRawPointer(record), &thread.pointee.recordCache)
    }
    return present
  }

  /// What the flags of a task say of how it came to be.
  static func kinds(_ flags: UInt32) -> RecordFlags {
    var facts: RecordFlags = []
    if flags & TaskLayout.Flags.groupChild != 0 { facts.insert(.groupChild) }
    if flags & TaskLayout.Flags.asyncLet != 0 { facts.insert(.asyncLet) }
    return facts
  }

  /// Patches a task that was glimpsed or tracked before, now that nobody runs it.
  @inline(never)
  private static func patchLate(
    _ record: RecordPointer, task: UnsafeMutableRawPointer, thread: UnsafeMutablePointer<ThreadState>
  ) -> Bool {
    guard let root = TaskLayout.root(of: task),
      let thunk = ctr_thunk_for(
        UnsafeRawPointer(bitPattern: TaskLayout.word(root.context, TaskLayout.Context.resume)))
    else { return false }
    let isThere: Void? = thread.pointee.world.pointee.table.withRecord(record, of: TaskLayout.id(of: task)) {
      markPatched($0, task: task)
    }
    // Swept away meanwhile: a record that is no longer the task's must not be written to. The next enqueue makes a new one.
    guard isThere != nil else { return false }
    // SAFETY: as at the first enqueue.
    root.context.storeBytes(
      of: UInt(bitPattern: thunk), toByteOffset: TaskLayout.Context.resume, as: UInt.self)
    return true
  }

  /// A free record, or nil and a count of one more that could not be recorded.
  @inline(__always)
  static func take(_ thread: UnsafeMutablePointer<ThreadState>) -> RecordPointer? {
    guard let block = thread.pointee.world.pointee.table.pool.take(&thread.pointee.recordCache) else {
      thread.pointee.unrecorded.add(1)
      return nil
    }
    // SAFETY: a block of the pool of records; its words are plain integers, whatever was left in them.
    return block.assumingMemoryBound(to: TaskRecord.self)
  }

  /// Sets every word of a record but its id, which is set when it is entered.
  static func fill(_ record: RecordPointer, task: UnsafeMutableRawPointer?, now: UInt64, facts: RecordFlags) {
    record.pointee.flags.store(facts.rawValue, ordering: .relaxed)
    record.pointee.task.store(UInt(bitPattern: task), ordering: .relaxed)
    record.pointee.spawned.store(now, ordering: .relaxed)
    record.pointee.parent.store(0, ordering: .relaxed)
    record.pointee.creator.store(0, ordering: .relaxed)
    record.pointee.name.store(0, ordering: .relaxed)
    record.pointee.site.store(0, ordering: .relaxed)
    record.pointee.resume.store(0, ordering: .relaxed)
    record.pointee.pins.store(0, ordering: .relaxed)
    record.pointee.ready.store(0, ordering: .relaxed)
    record.pointee.busy.begin()
    record.pointee.longest.begin()
    record.pointee.runs.store(0, ordering: .relaxed)
    record.pointee.cancelRequested.store(0, ordering: .relaxed)
    record.pointee.canceller.store(0, ordering: .relaxed)
  }
}
