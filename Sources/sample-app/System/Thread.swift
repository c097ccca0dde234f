// Starts a thread of the system for work that must not sit on the concurrency pool.

import Glibc

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Starts a detached thread.
///
/// - Parameter name: shown by `ps -T` and debuggers; Linux keeps the first 15 bytes.
func startThread(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
  let named = ThreadBody {
    nameThisThread(name)
    body()
  }
  // SAFETY: the reference retained here is consumed exactly once: by the thread, or below if there is none.
  let retained = Unmanaged.passRetained(named)
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { argument in
      // SAFETY: the argument is the reference retained above, handed to this one thread.
      if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
      return nil
    }, retained.toOpaque())
  guard code == 0 else {
    retained.release()
    throw SystemError(operation: "pthread_create", code: code)
  }
  pthread_detach(thread)
}

/// Names the calling thread, for people only; so a failure does not matter.
///
/// Swift sees neither of the C functions that do this, but the kernel offers it as a file too.
private func nameThisThread(_ name: String) {
  let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  _ = write(descriptor, name, name.utf8.count)
  close(descriptor)
}
