// The words of the monitor, as listings, JSON and documentation print them. A raw value is the printed word.

/// What a live task is doing at the moment it is looked at.
public enum TaskState: String, Sendable, CaseIterable {
  /// On a thread now.
  case running
  /// Enqueued: it could go on and waits only for its executor (a pool thread, or an actor's turn).
  case ready
  /// Waits for something: see ``WaitKind``.
  case suspended
}

/// What a suspended or ready task waits for.
public enum WaitKind: String, Sendable, CaseIterable {
  /// `Task.sleep` in any of its forms.
  case sleep
  /// A checked or unsafe continuation that somebody has to resume.
  case continuation
  /// The value of another task.
  case task
  /// The next result, or the end, of a task group.
  case group
  /// Its turn on an actor.
  case actor
  /// Its turn on the main actor.
  case mainActor = "main-actor"
  /// The value of an `async let` child.
  case asyncLet = "async-let"
  /// Something the runtime does not name.
  case other
}

/// How a task came to be.
public enum TaskKind: String, Sendable, CaseIterable {
  /// Unstructured: `Task { }`, `Task.detached { }` and the main task.
  case task
  /// A child of a task group.
  case groupChild = "group-child"
  /// An `async let` child.
  case asyncLet = "async-let"
  /// Named by `track`, and not reached by automatic observation.
  case tracked
}

/// How a finished task ended.
public enum TaskOutcome: String, Sendable, CaseIterable {
  /// It returned a value.
  case returned
  /// It threw an error other than `CancellationError`.
  case threw
  /// It threw `CancellationError`.
  case cancelled
}
