// Turns SIGTERM and SIGINT into values a task can wait for; a second one ends the process at once.

import Glibc

enum ShutdownSignals {
  /// Takes over both signals; call it first thing in main, before other threads exist, for they inherit the mask.
  ///
  /// The signals are waited for on a thread of their own, so the second one ends the process even when every thread
  /// of the concurrency pool is stuck. A blocked signal needs no handler, so nothing here runs in the restricted
  /// context of one.
  static func start() throws(SystemError) -> AsyncStream<Int32> {
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGTERM)
    sigaddset(&mask, SIGINT)
    let code = pthread_sigmask(SIG_BLOCK, &mask, nil)
    guard code == 0 else { throw SystemError(operation: "pthread_sigmask", code: code) }

    let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
    try startThread(name: "signals") { [mask] in
      continuation.yield(next(in: mask))
      // 128 + signal is what a shell reports for a process that a signal has ended.
      _exit(128 + next(in: mask))
    }
    return signals
  }

  static func name(of signal: Int32) -> String {
    switch signal {
    case SIGTERM: "SIGTERM"
    case SIGINT: "SIGINT"
    default: "signal \(signal)"
    }
  }

  private static func next(in mask: sigset_t) -> Int32 {
    var mask = mask
    var signal: Int32 = 0
    while sigwait(&mask, &signal) != 0 {}
    return signal
  }
}
