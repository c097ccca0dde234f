// Tasks that run now on threads we know and that nobody has recorded: on the main actor, say. Found through the threads'
// current-task words, read from outside.

import CTaskRuntime

extension World {
  /// Records what runs now and is not recorded yet; for a reader's thread, before it lists.
  func glimpseRunning() {
    guard SelfCheck.isTrusted, let reader = ThreadState.current() else { return }
    forEachThread { thread in
      guard thread.pointee.isInUse.load(ordering: .acquiring),
        let task = CurrentTask.address(threadPointer: thread.pointee.threadPointer.load(ordering: .relaxed)),
        let (id, flags, parent) = TaskHeader.withCopy(
          of: task,
          { copy in
            (
              TaskLayout.id(of: copy), TaskLayout.half(copy, TaskLayout.flags),
              TaskLayout.word(copy, TaskLayout.parent)
            )
          }), table.findExactly(id) == nil, glimpsed.hasRoom, let record = Spawning.take(reader)
      else { return }
      Spawning.fill(
        record, task: UnsafeMutableRawPointer(bitPattern: task), now: ctr_ticks(),
        facts: Spawning.kinds(flags))
      if flags & TaskLayout.Flags.child != 0, let parent = TaskHeader.id(at: parent) {
        record.pointee.parent.store(parent, ordering: .relaxed)
      }
      // It may have ended since: the next look at it finds no task of that id there, and the sweep frees the record.
      _ = Spawning.enterOnce(record, id: id, thread: reader)
      glimpsed.note(id)
    }
  }
}
