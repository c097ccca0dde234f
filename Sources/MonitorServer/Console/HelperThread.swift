// A thread of its own for work that may never come back; it knows nothing of the work.
import Glibc

/// Threads that nobody waits for.
enum HelperThread {
  /// Runs `body` on a new thread; returns whether there is one.
  ///
  /// The thread is born with all signals blocked: a signal sent to the program must never be handled on a thread that
  /// the program does not know of.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

    // SAFETY: the box is retained once here and released once: by the new thread, or below if there is none.
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        // SAFETY: the argument is the box passed to `pthread_create`, whose reference this thread took over.
        Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    guard failure == 0 else {
      box.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
