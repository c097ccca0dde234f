// A value behind a lock that threads can also wait on: what everything off the hot path is shared through. It must not
// be used where a task's run waits for it.
import Glibc

/// A value that threads share, change under a lock, and wait for.
///
/// A POSIX mutex with one condition, on which `change` wakes everybody. Swift's `Mutex` cannot be waited on, is slow when
/// contended on Linux, and ThreadSanitizer does not see that it locks.
package final class Guarded<State: ~Copyable>: @unchecked Sendable {
  // SAFETY: `state` is touched only with `mutex` held; mutex and condition live at fixed addresses until deinit, which
  // nobody else can be running in, since whoever waits holds a reference.
  private var state: State
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init(_ state: consuming sending State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // The wall clock may be set while we wait; this one is never.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Reads the value, or changes it in a way that nobody waits for.
  package func withLock<Result, Failure>(
    _ body: (inout sending State) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Changes the value, and wakes everybody who waits for a change.
  package func change<Result>(_ body: (inout sending State) -> sending Result) -> sending Result {
    withLock { state in
      defer { pthread_cond_broadcast(condition) }
      return body(&state)
    }
  }

  /// Waits until `take` gives a value; `nil` if it has given none by `deadline`.
  ///
  /// `take` runs under the lock, first at once, then after every change, and once more at the deadline.
  package func wait<Result>(
    until deadline: UInt64?, _ take: (inout sending State) -> sending Result?
  ) -> sending Result? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = take(&state) { return result }
      guard let deadline else {
        pthread_cond_wait(condition, mutex)
        continue
      }
      var time = timespec(
        tv_sec: Int(clamping: deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
      if pthread_cond_timedwait(condition, mutex, &time) == ETIMEDOUT { return take(&state) }
    }
  }
}
