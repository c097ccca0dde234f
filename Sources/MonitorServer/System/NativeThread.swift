// A thread of the monitor's own, so that it answers when every thread of Swift's pool is blocked; it must not know its work.
import Glibc

/// A POSIX thread that takes no signals.
struct NativeThread: Sendable {
  private let handle: pthread_t

  /// Starts a thread that runs `body` and ends with it.
  ///
  /// All signals are blocked in it: the host's handlers run on the host's threads as they did before.
  ///
  /// - Parameter name: what `ps -L`, `top -H` and debuggers show; the kernel keeps 15 bytes.
  static func start(name: String, _ body: sending @escaping () -> Void) throws(SystemError) -> NativeThread {
    let start = Unmanaged.passRetained(Start(name: name, body: body))
    var all = sigset_t()
    var previous = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &previous)
    defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
    var handle = pthread_t()
    // SAFETY: the retained object is given to the new thread alone, which takes it back once; if there is no thread,
    // it is released here.
    let code = pthread_create(&handle, nil, enter, start.toOpaque())
    guard code == 0 else {
      start.release()
      throw SystemError(operation: "pthread_create", code: code)
    }
    return NativeThread(handle: handle)
  }

  /// Waits for the thread to end; once at most, and not after `detach`.
  func join() { pthread_join(handle, nil) }

  /// Lets the thread clean up after itself.
  func detach() { pthread_detach(handle) }

  private final class Start {
    let name: String
    let body: () -> Void
    init(name: String, body: @escaping () -> Void) {
      self.name = name
      self.body = body
    }
  }

  /// Names the calling thread through `/proc`, as Swift sees no `pthread_setname_np`; without `/proc` it has no name.
  private static func nameCurrentThread(_ name: String) {
    guard let file = try? Syscall.open("/proc/thread-self/comm", O_WRONLY) else { return }
    Array(name.utf8.prefix(15)).withUnsafeBytes { _ = try? Syscall.write(file, $0) }
  }

  private static let enter: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    argument in
    guard let argument else { return nil }
    // SAFETY: `start` passed exactly this, retained for us.
    let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    nameCurrentThread(start.name)
    start.body()
    return nil
  }
}
