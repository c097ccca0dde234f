// Tasks that nobody has recorded and that a look finds: what threads we know run now, on the main actor, say, and what
// has begun to wait for an actor whose turn they are in. All read from outside.

import CTaskRuntime

extension World {
  /// Jobs of an actor that are looked at.
  private static let queueLimit = 4096

  /// Records what runs or waits for an actor now and is not recorded yet; for a reader's thread, before it lists.
  func glimpseRunning() {
    // After a stop, what is recorded stays so; nothing new is.
    guard SelfCheck.isTrusted, Observation.isActive.load(ordering: .relaxed),
      let reader = ThreadState.current()
    else { return }
    let readsActors = ActorQueue.isTrusted.load(ordering: .relaxed)
    forEachThread { thread in
      guard thread.pointee.isInUse.load(ordering: .acquiring) else { return }
      let pointer = thread.pointee.threadPointer.load(ordering: .relaxed)
      if let task = CurrentTask.address(threadPointer: pointer) { _ = glimpse(task, reader: reader) }
      if readsActors, let actor = CurrentExecutor.actor(threadPointer: pointer) {
        glimpseWaiting(for: actor, reader: reader)
      }
    }
  }

  /// What was added to an actor's list since its thread last looked; that thread records it when its run ends.
  private func glimpseWaiting(for actor: UInt, reader: UnsafeMutablePointer<ThreadState>) {
    var next = SafeMemory.words(actor &+ UInt(TaskLayout.Actor.incoming))?.0 ?? 0
    for _ in 0..<Self.queueLimit {
      guard next != 0, let kind = SafeMemory.words(next &+ UInt(TaskLayout.flags))?.0 else { return }
      let job = next
      next = SafeMemory.words(job &+ UInt(TaskLayout.nextInActor))?.0 ?? 0
      guard UInt32(truncatingIfNeeded: kind) & TaskLayout.Flags.kindMask == TaskLayout.Flags.taskKind else {
        continue
      }
      // The list may have been taken meanwhile: what is no task ends the walk.
      guard glimpse(job, reader: reader) else { return }
    }
  }

  /// Records the task at an address unless it is known; false if there is none, or no room.
  private func glimpse(_ task: UInt, reader: UnsafeMutablePointer<ThreadState>) -> Bool {
    let words = TaskHeader.withCopy(of: task) { copy in
      (
        id: TaskLayout.id(of: copy), flags: TaskLayout.half(copy, TaskLayout.flags),
        parent: TaskLayout.word(copy, TaskLayout.parent)
      )
    }
    guard let words else { return false }
    if table.findExactly(words.id) != nil { return true }
    guard glimpsed.hasRoom, let record = Spawning.take(reader) else { return false }
    Spawning.fill(
      record, task: UnsafeMutableRawPointer(bitPattern: task), now: ctr_ticks(),
      facts: Spawning.kinds(words.flags))
    if words.flags & TaskLayout.Flags.child != 0, let parent = TaskHeader.id(at: words.parent) {
      record.pointee.parent.store(parent, ordering: .relaxed)
    }
    // It may have ended since: the next look at it finds no task of that id there, and the sweep frees the record.
    _ = Spawning.enterOnce(record, id: words.id, thread: reader)
    glimpsed.note(words.id)
    return true
  }
}
