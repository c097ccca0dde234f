// One call handed to BlockingThreads: settles exactly once, by its result or by cancellation, whichever is first.

import Synchronization

/// Something a blocking thread can do.
protocol BlockingJob: AnyObject, Sendable {
  /// Does it; called on a blocking thread.
  func perform()
  /// Tells that it will not be done.
  func fail(_ error: any Error)
}

/// What blocking work may ask about the call it serves.
protocol BlockingCall: Sendable {
  /// Nobody waits for the result any more; long work should stop.
  var isCancelled: Bool { get }
}

/// The state that the waiting task, its cancellation and the thread share.
final class BlockingCallState<Value: Sendable>: BlockingJob, BlockingCall {
  private struct State {
    var continuation: CheckedContinuation<Value, any Error>?
    var isCancelled = false
  }

  private let work: @Sendable (any BlockingCall) throws -> Value
  private let state = Mutex(State())

  init(_ work: @escaping @Sendable (any BlockingCall) throws -> Value) { self.work = work }

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Makes the task wait; `false` if it has been cancelled already and was told so.
  func begin(_ continuation: CheckedContinuation<Value, any Error>) -> Bool {
    let accepted = state.withLock { state in
      guard !state.isCancelled else { return false }
      state.continuation = continuation
      return true
    }
    if !accepted { continuation.resume(throwing: CancellationError()) }
    return accepted
  }

  func cancel() {
    state.withLock { $0.isCancelled = true }
    settle(.failure(CancellationError()))
  }

  func perform() {
    guard !isCancelled else { return }
    settle(Result { try work(self) })
  }

  func fail(_ error: any Error) { settle(.failure(error)) }

  private func settle(_ result: Result<Value, any Error>) {
    // Whoever takes the continuation resumes it; everybody later finds none.
    let continuation = state.withLock { state in
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume(with: result)
  }
}
