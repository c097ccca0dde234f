// A thread of the monitor's own, so that it answers when every thread of Swift's pool is blocked; it must not know its work.

import CTaskRuntime

/// A POSIX thread that takes no signals.
package struct NativeThread: Sendable {
  private let handle: UInt

  /// Starts a thread that runs `body` and ends with it.
  ///
  /// All signals are blocked in it: the host's handlers run on the host's threads as they did before.
  ///
  /// - Parameter name: what `ps -L`, `top -H` and debuggers show; the kernel keeps 15 bytes.
  package static func start(
    name: String, _ body: sending @escaping () -> Void
  ) throws(SystemError) -> NativeThread {
    let start = Unmanaged.passRetained(Start(body: body))
    var handle: UInt = 0
    // SAFETY: the retained object is given to the new thread alone, which takes it back once; if there is no thread,
    // it is released here.
    let code = ctr_start_thread(name, enter, start.toOpaque(), &handle)
    guard code == 0 else {
      start.release()
      throw SystemError(operation: "pthread_create", code: code)
    }
    return NativeThread(handle: handle)
  }

  /// Waits for the thread to end; once at most, and not after `detach`.
  package func join() { ctr_join_thread(handle) }

  /// Lets the thread clean up after itself.
  package func detach() { ctr_detach_thread(handle) }

  private final class Start {
    let body: () -> Void
    init(body: @escaping () -> Void) { self.body = body }
  }

  private static let enter: @convention(c) (UnsafeMutableRawPointer?) -> Void = { argument in
    guard let argument else { return }
    // SAFETY: `start` passed exactly this, retained for us.
    Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
  }
}
