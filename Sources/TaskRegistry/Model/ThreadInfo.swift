/// One thread that runs tasks, as it was at the moment it was looked at.
///
/// A plain value: it is not kept up to date. What could not be known is `nil`.
public struct ThreadInfo: Sendable, Equatable {
  /// What a thread is doing.
  public enum Activity: String, Sendable, CaseIterable {
    /// On a processor, or ready for one.
    case onCPU = "on-cpu"
    /// Waits in a blocking call.
    case blocked
    /// Waits for work.
    case idle
  }

  /// The kernel's id of the thread.
  public var id: Int32
  /// Its name, as the kernel keeps it: at most 15 bytes.
  public var name: String?
  /// What it is doing.
  public var activity: Activity?
  /// The task it runs.
  public var task: TaskID?
  /// That task's name.
  public var taskName: String?
  /// The type of the actor that the thread is inside of; nobody else can be inside meanwhile.
  public var actor: String?
  /// Where that task was spawned.
  public var spawnedAt: CodeLocation?
  /// How long it has been running that, in nanoseconds; `nil` where it runs nothing, or the beginning was not seen.
  public var runningNanoseconds: UInt64?
  /// The system call it is blocked in; `nil` where it is not, or waits for memory.
  public var systemCall: String?
  /// The function that the program's innermost frame has called and that has not returned: `sleep`, `read`.
  public var blockedIn: String?
  /// Its stack, innermost first: the calls on the thread, then the callers that the task's async functions return to.
  ///
  /// Frames of the runtime and compiler-generated ones are left out.
  public var frames: [StackFrame] = []
  /// Why ``frames`` is empty, or ends early, in words; `nil` where it is whole.
  public var framesMissing: String?

  package init(id: Int32) { self.id = id }
}
