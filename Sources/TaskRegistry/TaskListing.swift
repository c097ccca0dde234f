// A listing of all live tasks: begun at once, described piece by piece.

import CTaskRuntime

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

  mutating func count(_ state: TaskState?) {
    switch state {
    case .running: running += 1
    case .ready: ready += 1
    case .suspended: suspended += 1
    case nil: unknown += 1
    }
  }
}

/// A listing of all live tasks that is begun at once and described piece by piece.
///
/// Beginning it reads every record's header and keeps 24 bytes a task, so that a million rows can be streamed without
/// being held. Tasks that end before their piece is described are left out of it.
package struct TaskListing {
  /// Live tasks by state when the listing was begun.
  package let counts: StateCounts

  private let registry: Registry
  private var keys: TaskHeap
  /// Kept, with the memory it reads into, from piece to piece.
  private var inspector: Inspector?

  /// - Parameter order: nil for tasks that run first, then the others, each by ascending id: so that even a short listing
  ///   names who holds the threads.
  package init(of registry: Registry, order: TaskOrder?) {
    self.registry = registry
    World.current?.pointee.glimpseRunning()
    let scan = registry.withInspection { TaskScan(World.current, order: order) }
    counts = scan.counts
    keys = TaskHeap(scan.keys)
    inspector = World.current.map { Inspector($0) }
  }

  /// Describes at most the next `maximum` tasks; empty when there are no more.
  ///
  /// May symbolicate addresses seen for the first time, which takes milliseconds.
  package mutating func next(_ maximum: Int) -> [TaskInfo] {
    while true {
      let piece = keys.take(maximum)
      guard !piece.isEmpty else { return [] }
      let described = registry.describe(piece, with: &inspector)
      // A piece whose tasks have all ended is not the end of the listing.
      if !described.isEmpty { return described }
    }
  }
}
