/// What a listing is ordered by.
package enum TaskOrder: String, Sendable, CaseIterable {
  /// Ascending id.
  case id
  /// Oldest first.
  case age
  /// Most busy time first.
  case busy
  /// Most runs first.
  case runs
  /// Longest lag first.
  case lag
}

/// Live tasks by state at the moment a listing was begun.
package struct StateCounts: Sendable, Equatable {
  package var running = 0
  package var ready = 0
  package var suspended = 0
  /// Tasks whose state could not be read.
  package var unknown = 0
  package var total: Int { running + ready + suspended + unknown }
  package init() {}
}

/// A listing of all live tasks that is begun at once and described piece by piece.
///
/// Beginning it reads every record's header (some 50 ns a task) and keeps 24 bytes a task, so that a million rows can
/// be streamed without being held. Tasks that end before their piece is described are left out of it.
package struct TaskListing: Sendable {
  /// Live tasks by state when the listing was begun.
  package let counts: StateCounts

  package init(of registry: Registry, order: TaskOrder) {
    counts = StateCounts()
  }

  /// Describes at most the next `maximum` tasks; empty when there are no more.
  ///
  /// May symbolicate addresses seen for the first time, which takes milliseconds.
  package mutating func next(_ maximum: Int) -> [TaskInfo] { [] }
}
