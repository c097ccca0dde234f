/// How long work waits between being ready and running, for each executor.
public struct LagReport: Sendable {
  /// A distribution of delays; times are nanoseconds.
  public struct Distribution: Sendable, Equatable {
    /// Delays up to and including `upperNanoseconds` that are above the bucket before.
    public struct Bucket: Sendable, Equatable {
      /// Upper bound of the bucket, inclusive.
      public var upperNanoseconds: UInt64
      /// How many delays fell in it.
      public var count: UInt64

      package init(upperNanoseconds: UInt64, count: UInt64) {
        self.upperNanoseconds = upperNanoseconds
        self.count = count
      }
    }

    /// How many delays were seen.
    public var count: UInt64 = 0
    /// Median; a bucket's upper bound, so at most 1/8 too high; 0 if `count` is 0.
    public var p50Nanoseconds: UInt64 = 0
    /// 90th percentile, as `p50Nanoseconds`.
    public var p90Nanoseconds: UInt64 = 0
    /// 99th percentile, as `p50Nanoseconds`.
    public var p99Nanoseconds: UInt64 = 0
    /// The longest delay, exact.
    public var maxNanoseconds: UInt64 = 0
    /// The buckets that are not empty, shortest first.
    public var buckets: [Bucket] = []

    package init() {}
  }

  /// A small job sent to an executor every interval to see how long it takes to be run.
  public struct Probe: Sendable, Equatable {
    /// Time between probes in nanoseconds.
    public var intervalNanoseconds: UInt64
    /// Round trips that came back since the last reset.
    public var delays: Distribution
    /// Age of the probe that has not come back; `nil` if none is out.
    public var outstandingNanoseconds: UInt64?
    /// Whether the outstanding probe is older than ``overdueAfterNanoseconds``.
    public var isOverdue: Bool
    /// From what age on an outstanding probe counts as overdue, in nanoseconds.
    public var overdueAfterNanoseconds: UInt64

    package init(
      intervalNanoseconds: UInt64, delays: Distribution, outstandingNanoseconds: UInt64?, isOverdue: Bool,
      overdueAfterNanoseconds: UInt64
    ) {
      self.intervalNanoseconds = intervalNanoseconds
      self.delays = delays
      self.outstandingNanoseconds = outstandingNanoseconds
      self.isOverdue = isOverdue
      self.overdueAfterNanoseconds = overdueAfterNanoseconds
    }
  }

  /// One executor.
  public struct Executor: Sendable {
    /// `pool` or `main-actor`.
    public var name: String
    /// Ready-to-running delays of real runs; `nil` where runs cannot be seen (the main actor).
    public var runs: Distribution?
    /// The probe; `nil` if probing is off.
    public var probe: Probe?
    /// The longest delay of a run in each of the latest 60 seconds, oldest first.
    ///
    /// At most 1/8 too high; of an overdue probe its age, where that is longer. `nil` where nothing became ready; empty
    /// where seconds are not kept.
    public var history: [UInt64?] = []

    package init(name: String, runs: Distribution?, probe: Probe?) {
      self.name = name
      self.runs = runs
      self.probe = probe
    }
  }

  /// A task that holds a thread now.
  public struct Holder: Sendable, Equatable {
    /// The task's id; `nil` where a thread runs something that is not a known task.
    public var task: TaskID?
    /// Its name.
    public var name: String?
    /// The thread's kernel id.
    public var threadID: Int32
    /// Since when it has been on the thread, in nanoseconds ago; `nil` where its beginning was not seen, as on the main
    /// thread.
    public var runningNanoseconds: UInt64?
    /// Where it was spawned.
    public var spawnedAt: CodeLocation?

    package init(
      task: TaskID?, name: String?, threadID: Int32, runningNanoseconds: UInt64?, spawnedAt: CodeLocation?
    ) {
      self.task = task
      self.name = name
      self.threadID = threadID
      self.runningNanoseconds = runningNanoseconds
      self.spawnedAt = spawnedAt
    }
  }

  /// The executors, `pool` first.
  public var executors: [Executor]
  /// The tasks that hold threads now, longest first.
  public var holders: [Holder]

  package init(executors: [Executor], holders: [Holder]) {
    self.executors = executors
    self.holders = holders
  }
}
