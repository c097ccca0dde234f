// Limits how many tasks are inside a piece of work at once, suspending the others instead of blocking threads.

import Synchronization

/// A counting semaphore for tasks: first come, first served, and a cancelled waiter leaves no trace.
///
/// It does not raise the priority of those it waits for, so use it to bound work, not to guard data.
final class AsyncSemaphore: Sendable {
  private struct Waiter {
    let ticket: UInt64
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var permits: Int
    var lastTicket: UInt64 = 0
    // In order of arrival. Linear removal is fine for the handful that wait here.
    var waiters: [Waiter] = []
  }

  private let state: Mutex<State>

  /// - Parameter permits: how many may be inside at once; less than one is taken as one.
  init(permits: Int) {
    state = Mutex(State(permits: max(1, permits)))
  }

  /// How many tasks are waiting now.
  var waiting: Int { state.withLock { $0.waiters.count } }

  /// Takes a permit, suspending until there is one.
  ///
  /// - Throws: `CancellationError` if the task is cancelled; it then holds no permit.
  nonisolated(nonsending) func wait() async throws {
    try Task.checkCancellation()
    let ticket = state.withLock { state in
      state.lastTicket += 1
      return state.lastTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        arrive(Waiter(ticket: ticket, continuation: continuation))
      }
    } onCancel: {
      leave(ticket)
    }
  }

  /// Gives a permit back: to the task that has waited longest, if any.
  func signal() {
    let next: Waiter? = state.withLock { state in
      if state.waiters.isEmpty {
        state.permits += 1
        return nil
      }
      // The permit passes from hand to hand, so a newcomer cannot overtake.
      return state.waiters.removeFirst()
    }
    next?.continuation.resume()
  }

  private func arrive(_ waiter: Waiter) {
    enum Admission {
      case admitted
      case refused
      case queued
    }
    let admission: Admission = state.withLock { state in
      // A cancelled task's handler may have run already and found nobody to remove. The flag is set before
      // handlers run and the handler takes this lock, so it is seen here; otherwise the handler comes later
      // and finds the waiter in the queue.
      if Task.isCancelled { return .refused }
      if state.permits > 0 {
        state.permits -= 1
        return .admitted
      }
      state.waiters.append(waiter)
      return .queued
    }
    switch admission {
    case .admitted: waiter.continuation.resume()
    case .refused: waiter.continuation.resume(throwing: CancellationError())
    case .queued: break
    }
  }

  private func leave(_ ticket: UInt64) {
    let waiter: Waiter? = state.withLock { state in
      guard let index = state.waiters.firstIndex(where: { $0.ticket == ticket }) else { return nil }
      return state.waiters.remove(at: index)
    }
    waiter?.continuation.resume(throwing: CancellationError())
  }
}
