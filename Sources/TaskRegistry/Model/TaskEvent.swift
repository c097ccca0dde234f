// Something that happened to a task, as a value.

/// A spawn, an end, or a slow run.
package struct TaskEvent: Sendable, Equatable {
  /// What can happen, as listings, JSON and documentation print it.
  package enum Kind: String, Sendable, CaseIterable {
    /// A task was first seen.
    case spawned
    /// A task has ended.
    case ended
    /// A run has become a slow one, or a slow run has ended.
    case slow
  }

  /// The event, with what is known of it.
  package enum What: Sendable, Equatable {
    case spawned(Spawn)
    case ended(FinishedTask)
    case slow(SlowRun)
  }

  /// A task that was first seen.
  package struct Spawn: Sendable, Equatable {
    package var id: TaskID
    package var name: String?
    package var kind: TaskKind
    package var parent: TaskID?
    package var creator: TaskID?
    package var spawnedAt: CodeLocation?

    package init(
      id: TaskID, name: String?, kind: TaskKind, parent: TaskID?, creator: TaskID?, spawnedAt: CodeLocation?
    ) {
      self.id = id
      self.name = name
      self.kind = kind
      self.parent = parent
      self.creator = creator
      self.spawnedAt = spawnedAt
    }
  }

  /// How long ago it was, in nanoseconds.
  package var ago: UInt64
  package var what: What

  package init(ago: UInt64, what: What) {
    self.ago = ago
    self.what = what
  }

  /// What happened.
  package var kind: Kind {
    switch what {
    case .spawned: .spawned
    case .ended: .ended
    case .slow: .slow
    }
  }

  /// The name of its task.
  package var name: String? {
    switch what {
    case .spawned(let spawn): spawn.name
    case .ended(let task): task.name
    case .slow(let run): run.name
    }
  }
}

/// What happened between two looks.
package struct EventNews: Sendable, Equatable {
  /// Those that were seen, the first one first.
  package var events: [TaskEvent]
  /// How many more there were: they came and went between two looks, or were too many to be looked at.
  package var unseen: UInt64

  package init(events: [TaskEvent] = [], unseen: UInt64 = 0) {
    self.events = events
    self.unseen = unseen
  }
}
