/// What came of asking for a task's cancellation.
public enum CancelResult: Sendable, Equatable {
  /// Cancellation was asked for now.
  case requested
  /// It had been asked for before; nothing was done.
  case alreadyCancelled
  /// An `async let` child cannot be cancelled on its own; cancel the parent instead.
  case needsParent(TaskID?)
  /// No live task has this id: it has ended, or never was.
  case notFound
  /// The task is known only through its children, so it cannot be reached safely.
  case unreachable
}
