/// A task that has ended, as it was then.
///
/// What could not be known is `nil`. Times are nanoseconds.
///
/// The latest ends are kept, 1,000 unless the monitor was started otherwise: one half for tasks that threw, were
/// cancelled or were asked to cancel, so that these stay however many others return.
public struct FinishedTask: Sendable, Equatable {
  /// The runtime's id of the task.
  public var id: TaskID
  /// Its name at its end; cut to 48 bytes of UTF-8.
  public var name: String?
  /// How it came to be.
  public var kind: TaskKind
  /// How it ended.
  public var outcome: TaskOutcome
  /// The error it threw: its type, and of its value as much as can be read without running code of the program.
  ///
  /// Of an enum the case, of a case or a struct the numbers, flags and strings in it; `-` where something cannot be
  /// known, such as a string that was on the heap. No `description` is ever called. At most 200 bytes.
  public var error: String?
  /// Time since it ended.
  public var endedNanosecondsAgo: UInt64
  /// From its spawn, or from when it was first seen, to its end.
  public var lifetimeNanoseconds: UInt64
  /// Sum of its runs; `nil` if none was seen.
  public var busyNanoseconds: UInt64?
  /// How often it was put on a thread; `nil` if that was not seen.
  public var runs: UInt64?
  /// Whether cancellation had been asked for, by anybody, when it ended.
  public var isCancelled: Bool?
  /// Who cancelled it, where that was a console: `console 3`, with the number of the session.
  public var cancelledBy: String?
  /// How long before its end a console or ``Registry/cancel(_:)`` first asked for its cancellation.
  public var cancelRequestedNanosecondsBefore: UInt64?
  /// The task it was a structured child of.
  public var parent: TaskID?
  /// The task that created it, structured or not.
  public var creator: TaskID?
  /// Tells children of one group from those of another group of the same parent at the same time.
  public var group: UInt?
  /// Where it was spawned.
  public var spawnedAt: CodeLocation?
  /// The await point behind which its last run went on.
  ///
  /// `nil` if it ended in its first run, or in a run that was not seen, as on the main actor.
  public var lastAt: CodeLocation?

  package init(id: TaskID, kind: TaskKind, outcome: TaskOutcome) {
    self.id = id
    self.kind = kind
    self.outcome = outcome
    endedNanosecondsAgo = 0
    lifetimeNanoseconds = 0
  }
}

/// What failed in the group of a task, as far as that was during the task's life.
///
/// That is where it is certain: two groups of one parent may have the same place one after the other, never at once.
public enum GroupFailure: Sendable, Equatable {
  /// It is no child of a group.
  case notInGroup
  /// The history does not reach back to its spawn.
  case unknown
  /// No child of its group threw an error while it lived, other than `CancellationError`.
  case none
  /// It threw, and no other child had done so while it lived.
  case itself
  /// This child of its group was the first to throw while it lived.
  case sibling(FinishedTask)
}

/// What `where-terminated` tells of one task: how it ended, where it was last, where it was spawned, and by whom.
public struct FinishedStack: Sendable {
  /// The task.
  public var task: FinishedTask
  /// Where its last run went on, innermost first; frames of the runtime and compiler-generated ones are left out, and
  /// those beyond 8 with them.
  public var lastFrames: [StackFrame]
  /// Why `lastFrames` is empty, in words; `nil` where it is not.
  public var lastFramesMissing: String?
  /// The spawn stack, innermost first.
  public var spawnFrames: [StackFrame]
  /// The creators up to the root, nearest first.
  public var creators: [TaskStack.Creator]
  /// What failed in its group.
  public var groupFailure: GroupFailure

  package init(
    task: FinishedTask, lastFrames: [StackFrame], lastFramesMissing: String?, spawnFrames: [StackFrame],
    creators: [TaskStack.Creator], groupFailure: GroupFailure
  ) {
    self.task = task
    self.lastFrames = lastFrames
    self.lastFramesMissing = lastFramesMissing
    self.spawnFrames = spawnFrames
    self.creators = creators
    self.groupFailure = groupFailure
  }
}
