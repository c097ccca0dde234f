// Books the end of a task in the thread's ring: words that are in hand, a short name, the first bytes of an error. It runs
// none of the program's code and retains nothing, so what the task leaves is released as without the monitor.

import CTaskRuntime
import Synchronization

/// An end that is written down but for its time, of the task that the thread's `ending` names.
struct PendingEnd {
  /// Nil where there is none.
  var slot: FinishedRing.Words?
  /// Ticks of its runs before the last.
  var busy: UInt64 = 0
}

enum EndBooking {
  /// What is known of an end beside the record.
  struct End {
    var id: UInt64
    var outcome: TaskOutcome
    /// The boxed error, alive during the call; nil where there is none or it cannot be read.
    var error: UnsafeRawPointer?
    /// Whether the run that this thread has noted is the task's own, and so its last.
    var endsWithRun = false
    /// What the record does not say of itself any more.
    var facts: RecordFlags = []
    /// The task, where it runs right here and its memory can be read.
    var task: UnsafeRawPointer?
  }

  /// Books the end of a task whose record has been taken out of the table and is the caller's own.
  ///
  /// Where its run ends with it, the time is left to ``finish(_:at:run:)``: the clock is looked at then anyway.
  @inline(__always)
  static func book(_ end: End, _ record: RecordPointer, thread: UnsafeMutablePointer<ThreadState>) {
    let limit = thread.pointee.world.pointee.finishedLimit.load(ordering: .relaxed)
    let cancelRequested = record.pointee.cancelRequested.load(ordering: .relaxed)
    let slot: FinishedRing.Words?
    if cancelRequested != 0 {
      // Its report must not depend on what else fails.
      slot = thread.pointee.askedEnds.begin(capacity: limit)
    } else if end.outcome != .returned {
      slot = thread.pointee.failedEnds.begin(capacity: FinishedHistory.keptShare(of: limit))
    } else {
      slot = thread.pointee.returnedEnds.begin(capacity: FinishedHistory.returnedShare(of: limit))
    }
    guard let slot else {
      thread.pointee.booked.add(1)
      thread.pointee.ending.store(0, ordering: .releasing)
      return
    }
    write(end, record, cancelRequested, to: slot, thread: thread)
    thread.pointee.pendingEnd = PendingEnd(
      slot: slot, busy: record.pointee.busy.value)
    if !end.endsWithRun { finish(thread, at: ctr_ticks(), run: 0) }
  }

  /// The end that waits for its time is complete.
  @inline(__always)
  static func finish(_ thread: UnsafeMutablePointer<ThreadState>, at now: UInt64, run: UInt64) {
    guard let slot = thread.pointee.pendingEnd.slot else { return }
    slot[FinishedSlot.ended].store(now, ordering: .releasing)
    slot[FinishedSlot.busy].store(thread.pointee.pendingEnd.busy &+ run, ordering: .releasing)
    FinishedRing.end(slot)
    thread.pointee.pendingEnd.slot = nil
    thread.pointee.booked.add(1)
    thread.pointee.ending.store(0, ordering: .releasing)
  }

  @inline(__always)
  private static func write(
    _ end: End, _ record: RecordPointer, _ cancelRequested: UInt64, to slot: FinishedRing.Words,
    thread: UnsafeMutablePointer<ThreadState>
  ) {
    // Releasing: who sees one of these words sees the odd stamp too.
    @inline(__always) func set(_ index: Int, _ word: UInt64) { slot[index].store(word, ordering: .releasing) }
    set(FinishedSlot.id, end.id)
    set(FinishedSlot.spawned, record.pointee.spawned.load(ordering: .relaxed))
    set(FinishedSlot.runs, record.pointee.runs.load(ordering: .relaxed))
    set(FinishedSlot.parent, record.pointee.parent.load(ordering: .relaxed))
    set(FinishedSlot.creator, record.pointee.creator.load(ordering: .relaxed))
    set(FinishedSlot.cancelRequested, cancelRequested)
    set(
      FinishedSlot.siteAndCanceller,
      UInt64(record.pointee.site.load(ordering: .relaxed))
        | UInt64(record.pointee.canceller.load(ordering: .relaxed)) << 32)
    let recordFacts = record.pointee.facts.union(end.facts)
    var facts = FinishedFacts(record: recordFacts, outcome: end.outcome)
    var group: UInt64 = 0
    if let task = end.task {
      // SAFETY: the thread's current task, which ends when the caller returns.
      facts.wasCancelled = TaskLayout.half(task, TaskLayout.status) & TaskLayout.Status.cancelled != 0
      if recordFacts.contains(.groupChild) { group = UInt64(TaskLayout.word(task, TaskLayout.group)) }
      if thread.pointee.lastAwait.task == end.id, end.endsWithRun {
        facts.frameCount = thread.pointee.lastAwait.count
        for index in 0..<facts.frameCount {
          set(FinishedSlot.frames + index, UInt64(thread.pointee.lastAwait[index]))
        }
      }
    }
    set(FinishedSlot.group, group)
    var errorType: UInt64 = 0
    if let error = end.error { errorType = note(error, to: slot, &facts) }
    set(FinishedSlot.errorType, errorType)
    // SAFETY: the string lives as long as the task or the scope of `track`, neither of which is over yet.
    if let name = UnsafePointer<UInt8>(bitPattern: record.pointee.name.load(ordering: .relaxed)) {
      facts.nameCount = note(name, to: slot)
    }
    set(FinishedSlot.facts, facts.word)
  }

  private static func note(_ name: UnsafePointer<UInt8>, to slot: FinishedRing.Words) -> Int {
    var count = 0
    var word: UInt64 = 0
    while count < FinishedSlot.nameWords * 8, name[count] != 0 {
      word |= UInt64(name[count]) << (8 * UInt64(count & 7))
      count += 1
      if count & 7 == 0 {
        slot[FinishedSlot.name + count / 8 - 1].store(word, ordering: .releasing)
        word = 0
      }
    }
    if count & 7 != 0 { slot[FinishedSlot.name + count / 8].store(word, ordering: .releasing) }
    return count
  }

  /// Notes the type of an error, and of a struct or enum the first bytes of its value.
  @inline(never)
  private static func note(
    _ error: UnsafeRawPointer, to slot: FinishedRing.Words, _ facts: inout FinishedFacts
  ) -> UInt64 {
    let type = TaskLayout.word(error, TaskLayout.errorType)
    // SAFETY: the type of a live box, whose metadata is never freed, and a value that lies whole in the box.
    guard let metadata = UnsafeRawPointer(bitPattern: type),
      let value = TypeLayout.value(ofType: metadata, in: error, behind: TaskLayout.errorValue)
    else { return UInt64(type) }
    let count = min(value.count, FinishedSlot.payloadWords * 8)
    for start in stride(from: 0, to: count, by: 8) {
      var word: UInt64 = 0
      for index in start..<min(start + 8, count) {
        word |= UInt64(value[index]) << (8 * UInt64(index - start))
      }
      slot[FinishedSlot.payload + start / 8].store(word, ordering: .releasing)
    }
    facts.payloadCount = count
    return UInt64(type)
  }
}
