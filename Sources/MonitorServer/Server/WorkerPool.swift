// Threads for work that may block for as long as it likes; it must not know what the work is or whose.

import TaskRegistry

/// A few threads, started when there is work and ended when there is none.
///
/// Jobs are done in the order they came. The server gives in one job a connection at a time, so that order is fair.
/// Usually `usualThreads` do; when the oldest job has waited for longer than `patience`, they are all busy, perhaps
/// for ever, and one more is started, up to `maximumThreads`.
final class WorkerPool: Sendable {
  /// A monitor should take no more of its host's processors than this while it has work.
  static let usualThreads = 4
  /// What a person does not notice yet; shorter, and a burst would start threads that find nothing to do.
  static let patience: UInt64 = 5_000_000
  /// A thread is kept for so long without work: long enough for a `watch`, short enough to leave no trace in the host.
  static let keepAlive: UInt64 = 5_000_000_000

  private struct Job: Sendable {
    let arrival: UInt64
    let work: @Sendable () -> Void
  }

  private struct State: Sendable {
    var jobs: [Job] = []
    var threads = 0
    var busy = 0
    var isStopping = false
  }

  private let maximumThreads: Int
  private let state = Guarded(State())

  init(maximumThreads: Int) { self.maximumThreads = maximumThreads }

  /// Does `work` on some thread, soon.
  ///
  /// When the system has no thread to give, it waits for one that is busy, or for `growIfWaiting`.
  func submit(at now: UInt64, _ work: @escaping @Sendable () -> Void) {
    let limit = min(Self.usualThreads, maximumThreads)
    let isThreadWanted = state.change { state in
      guard !state.isStopping else { return false }
      state.jobs.append(Job(arrival: now, work: work))
      guard state.jobs.count > state.threads - state.busy && state.threads < limit else { return false }
      state.threads += 1
      return true
    }
    if isThreadWanted { startThread() }
  }

  /// Starts one more thread if work has waited for too long; returns when to ask again, `nil` if nothing waits.
  func growIfWaiting(at now: UInt64) -> UInt64? {
    let (isThreadWanted, next) = state.withLock { state -> (Bool, UInt64?) in
      guard let oldest = state.jobs.first, !state.isStopping else { return (false, nil) }
      let isWanted =
        now >= oldest.arrival.later(by: Self.patience) && state.busy >= state.threads
        && state.threads < maximumThreads
      if isWanted { state.threads += 1 }
      // With every thread there may be blocked, there is nothing to ask for before one comes back by itself.
      let isFull = state.threads >= maximumThreads
      return (isWanted, isFull ? nil : max(now, oldest.arrival).later(by: Self.patience))
    }
    if isThreadWanted { startThread() }
    return next
  }

  /// Ends the threads; `false` if some are still blocked in their work at `deadline`.
  ///
  /// Those end by themselves when their work returns; what was waiting is dropped.
  func stop(by deadline: UInt64) -> Bool {
    let dropped = state.change { state in
      state.isStopping = true
      let jobs = state.jobs
      state.jobs = []
      return jobs
    }
    withExtendedLifetime(dropped) {}
    return state.wait(until: deadline) { $0.threads == 0 ? true : nil } ?? false
  }

  private func startThread() {
    do {
      try NativeThread.start(name: "monitor-worker") { [self] in work() }.detach()
    } catch {
      state.change { $0.threads -= 1 }
    }
  }

  private func work() {
    while true {
      let job = state.wait(until: Clock.now().later(by: Self.keepAlive)) { state -> Job?? in
        if state.isStopping { return .some(nil) }
        guard !state.jobs.isEmpty else { return nil }
        state.busy += 1
        return state.jobs.removeFirst()
      }
      if case .some(.some(let job)) = job {
        job.work()
        state.withLock { $0.busy -= 1 }
        continue
      }
      // Looking again under the lock that counts us out: work that came since would be left to nobody.
      let isLeaving = state.change { state in
        guard state.jobs.isEmpty || state.isStopping else { return false }
        state.threads -= 1
        return true
      }
      if isLeaving { return }
    }
  }
}
