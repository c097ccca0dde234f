// Puts a limit on every call to the outside world, so that one hung disk cannot hang the service.

/// The operation had not finished within its limit.
struct TimeoutError: Error, Equatable, CustomStringConvertible {
  let limit: Duration

  var description: String { "timed out after \(limit)" }
}

private enum TimedEvent<Value: Sendable>: Sendable {
  case finished(Value)
  case expired
  case timerCancelled
}

/// Runs an operation, and cancels it once `limit` has passed.
///
/// It returns only after the operation has ended, as structured concurrency asks; the limit is therefore as good as
/// the operation's reaction to cancellation. If the calling task is cancelled the operation is too, and its own
/// result or error is what comes back.
///
/// - Parameter name: names the operation's task.
/// - Throws: what the operation throws, or `TimeoutError` if the limit passed first, whatever the operation did
///   after that.
func withTimeout<Value: Sendable>(
  _ limit: Duration,
  name: String,
  operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: TimedEvent<Value>.self) { group in
    group.addTask(name: name) { .finished(try await operation()) }
    group.addTask(name: "timeout of \(name)") {
      do {
        try await Task.sleep(for: limit)
        return .expired
      } catch {
        // Cancelled from outside: the operation decides what becomes of it.
        return .timerCancelled
      }
    }
    // Whoever loses is told; the group waits for it on the way out.
    defer { group.cancelAll() }
    while let event = try await group.next() {
      switch event {
      case .finished(let value): return value
      case .expired: throw TimeoutError(limit: limit)
      case .timerCancelled: continue
      }
    }
    // Not reached: the operation either finishes or throws. An error rather than a trap, all the same.
    throw CancellationError()
  }
}
