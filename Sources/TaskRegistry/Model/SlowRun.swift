/// A stay on a thread that lasted longer than the threshold.
///
/// What could not be known is `nil`. Times are nanoseconds.
public struct SlowRun: Sendable, Equatable {
  /// The task that ran; `nil` where it was a job that is none.
  public var task: TaskID?
  /// Its name.
  public var name: String?
  /// Where it was spawned.
  public var spawnedAt: CodeLocation?
  /// The kernel's id of the thread.
  public var threadID: Int32
  /// How long ago the run began.
  public var ageNanoseconds: UInt64
  /// How long it lasted, exactly; of one that goes on, until now.
  public var durationNanoseconds: UInt64
  /// Whether it goes on.
  public var isGoingOn: Bool
  /// The function the program had called and that had not returned when the stack was read: `sleep`, `read`.
  public var blockedIn: String?
  /// The stack at that time, innermost first.
  ///
  /// Empty where the thread was never seen blocked in this run, as during a computation.
  public var frames: [StackFrame]

  package init(
    task: TaskID?, name: String?, spawnedAt: CodeLocation?, threadID: Int32, ageNanoseconds: UInt64,
    durationNanoseconds: UInt64, isGoingOn: Bool, blockedIn: String?, frames: [StackFrame]
  ) {
    self.task = task
    self.name = name
    self.spawnedAt = spawnedAt
    self.threadID = threadID
    self.ageNanoseconds = ageNanoseconds
    self.durationNanoseconds = durationNanoseconds
    self.isGoingOn = isGoingOn
    self.blockedIn = blockedIn
    self.frames = frames
  }
}

/// The slow runs that are known.
public struct SlowRunReport: Sendable, Equatable {
  /// From how many nanoseconds on a run is a slow one.
  public var thresholdNanoseconds: UInt64
  /// Those still going on first, then the newest first.
  public var runs: [SlowRun]
  /// How many more have ended since the start and are no longer kept.
  public var overwritten: UInt64

  package init(thresholdNanoseconds: UInt64, runs: [SlowRun], overwritten: UInt64) {
    self.thresholdNanoseconds = thresholdNanoseconds
    self.runs = runs
    self.overwritten = overwritten
  }
}
