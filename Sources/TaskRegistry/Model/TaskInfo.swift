/// One live task, as it was at the moment it was looked at.
///
/// A plain value: it is not kept up to date. What could not be known is `nil`.
/// Times are nanoseconds.
public struct TaskInfo: Sendable, Equatable {
  /// The runtime's id of the task.
  public var id: TaskID
  /// The name given by `Task(name:)`, `addTask(name:)` or `track`; cut to 127 bytes of UTF-8.
  public var name: String?
  /// The runtime's own status at that moment.
  public var state: TaskState?
  /// What it waits for, where ``state`` is suspended, or ready behind an actor.
  public var waitKind: WaitKind?
  /// Whom it waits for: a task's id in decimal, or the type of an actor.
  public var waitingOn: String?
  /// Whether cancellation was asked for.
  public var isCancelled: Bool?
  /// The priority as the number `TaskPriority.rawValue` has.
  public var priority: UInt8?
  /// How it came to be.
  public var kind: TaskKind
  /// The task it is a structured child of.
  public var parent: TaskID?
  /// The task that created it, structured or not.
  public var creator: TaskID?
  /// Time since it was spawned; since it was first seen, where it was alive before observation began.
  public var ageNanoseconds: UInt64
  /// Sum of its runs, the current one included.
  public var busyNanoseconds: UInt64
  /// Delay from ready to running of its latest run; of a ready task, how long it has been ready.
  public var lagNanoseconds: UInt64?
  /// Its longest run, the current one included.
  public var longestRunNanoseconds: UInt64
  /// How often it was put on a thread.
  public var runs: UInt64
  /// The await point: the innermost frame of the program's own code it is suspended in.
  public var waitingAt: CodeLocation?
  /// The spawn site: the innermost frame of the program's own code it was spawned from.
  public var spawnedAt: CodeLocation?

  package init(id: TaskID, kind: TaskKind) {
    self.id = id
    self.kind = kind
    ageNanoseconds = 0
    busyNanoseconds = 0
    longestRunNanoseconds = 0
    runs = 0
  }
}
