// Runs blocking calls on threads of their own: a blocked thread of the concurrency pool is one the service lacks.

import Synchronization

/// At most `limit` threads for calls that block, first come, first served.
///
/// A thread starts when there is work and ends when there is none, so nothing has to be shut down.
final class BlockingThreads: Sendable {
  private struct State {
    var running = 0
    var queue: [any BlockingJob] = []
  }

  private let name: String
  private let limit: Int
  private let state = Mutex(State())

  init(name: String, limit: Int) {
    self.name = name
    self.limit = max(1, limit)
  }

  /// Jobs that wait for a thread now.
  var queued: Int { state.withLock { $0.queue.count } }

  /// Threads that have work now.
  var running: Int { state.withLock { $0.running } }

  /// Runs `work` on a blocking thread and suspends the task until it has returned.
  ///
  /// When the task is cancelled this throws at once: work still queued is not begun, work under way goes on on its
  /// thread, is told through its argument, and its result is dropped. Its thread counts against `limit` until it
  /// comes back.
  ///
  /// - Throws: what `work` throws, `CancellationError`, or `SystemError` if no thread can be started.
  func run<Value: Sendable>(
    _ work: @escaping @Sendable (BlockingCall) throws -> Value
  ) async throws -> Value {
    let call = BlockingCallState(work)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        if call.begin(continuation) { enqueue(call) }
      }
    } onCancel: {
      call.cancel()
      state.withLock { state in state.queue.removeAll { $0 === call } }
    }
  }

  /// Adds a job nobody waits for.
  func enqueue(_ job: any BlockingJob) {
    let mustStart = state.withLock { state in
      guard state.running < limit else {
        // A job cancelled before it came here is skipped by `perform`.
        state.queue.append(job)
        return false
      }
      state.running += 1
      return true
    }
    guard mustStart else { return }
    do {
      try startThread(name: name) { self.work(from: job) }
    } catch {
      job.fail(error)
      // Jobs may have queued behind the thread that did not start. With no thread left they would wait for ever.
      let stranded = state.withLock { state in
        state.running -= 1
        guard state.running == 0 else { return [any BlockingJob]() }
        defer { state.queue = [] }
        return state.queue
      }
      for other in stranded { other.fail(error) }
    }
  }

  private func work(from first: any BlockingJob) {
    var job: (any BlockingJob)? = first
    while let current = job {
      current.perform()
      // Taking the next job and giving up the thread are one step, so no job is queued behind a thread that ends.
      job = state.withLock { state in
        if state.queue.isEmpty {
          state.running -= 1
          return nil
        }
        return state.queue.removeFirst()
      }
    }
  }
}
