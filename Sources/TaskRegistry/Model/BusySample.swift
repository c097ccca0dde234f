// Which tasks were busy in an interval, as values.

/// What tasks that are followed are ordered by.
package enum BusyOrder: String, Sendable, CaseIterable {
  /// Most time on threads in the interval first.
  case busy
  /// Most runs in the interval first.
  case runs
  /// Longest lag first.
  case lag
  /// Oldest first.
  case age
}

/// Which tasks somebody wants to see.
package struct BusyWish {
  package var order: BusyOrder
  /// At most so many.
  package var limit: Int
  /// Only those in one state.
  package var state: TaskState?
  /// Only those for which it is true; each one that is asked about has to be described first.
  package var isWanted: ((TaskInfo) -> Bool)?

  package init(
    order: BusyOrder, limit: Int, state: TaskState? = nil, isWanted: ((TaskInfo) -> Bool)? = nil
  ) {
    self.order = order
    self.limit = limit
    self.state = state
    self.isWanted = isWanted
  }
}

/// All live tasks between two looks; times are nanoseconds.
package struct BusySample: Sendable, Equatable {
  /// One task, as it is now.
  package struct Row: Sendable, Equatable {
    package var task: TaskInfo
    /// Time on threads in the interval, at most the interval; nil at the first look, or where runs are not seen.
    package var busyNanoseconds: UInt64?
    /// Runs begun in the interval; nil as `busyNanoseconds`.
    package var runs: UInt64?

    package init(task: TaskInfo, busyNanoseconds: UInt64?, runs: UInt64?) {
      self.task = task
      self.busyNanoseconds = busyNanoseconds
      self.runs = runs
    }
  }

  /// Between the two looks; nil at the first one.
  package var elapsedNanoseconds: UInt64?
  /// Live tasks by state, whatever was wished.
  package var counts = StateCounts()
  /// Tasks first seen, and ended, in the interval.
  package var spawned: UInt64 = 0
  package var ended: UInt64 = 0
  /// Delays from ready to running of the pool's runs in the interval.
  package var lag = LagReport.Distribution()
  /// The longest of them in each of the latest seconds; see ``LagReport/Executor/history``.
  package var lagHistory: [UInt64?] = []
  /// Threads that run tasks, and those of them that run something now.
  package var threads = 0
  package var busyThreads = 0
  /// What was wished, in its order.
  package var rows: [Row] = []
  /// Whether tasks were left out unasked because too many were unwanted.
  package var isCut = false

  package init() {}
}
