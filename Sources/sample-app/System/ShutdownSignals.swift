// Lets SIGTERM and SIGINT ask for an orderly end; a second one ends the process at once.

import Glibc
import Synchronization

// The end of the pipe that the handler writes to; a global, for a handler reaches nothing else.
private let pipeEntrance = Atomic<Int32>(-1)

// Blocking the signals and waiting for them would be simpler. But on Linux an async main ends in a main thread that the
// dispatch library keeps waiting with every signal let through, whatever its mask was; so a handler is needed.
enum ShutdownSignals {
  /// Takes over both signals, for the rest of the process's life.
  ///
  /// - Parameter stop: called with the name of the first signal, on a thread of its own. So it can cancel tasks, and a
  ///   second signal can end the process, even when every thread of the concurrency pool is blocked.
  static func onFirst(_ stop: @escaping @Sendable (String) -> Void) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .last("pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (exit, entrance) = (ends[0], ends[1])
    pipeEntrance.store(entrance, ordering: .releasing)

    try startThread(name: "signals") {
      stop(next(from: exit) == SIGINT ? "SIGINT" : "SIGTERM")
      // 128 + signal is what a shell reports for a process that a signal has ended.
      _exit(128 + next(from: exit))
    }
    for signal in [SIGTERM, SIGINT] { try handle(signal) }
  }

  private static func handle(_ signal: Int32) throws(SystemError) {
    var action = sigaction()
    // Calls that the handler interrupts go on where the system can do that.
    action.sa_flags = SA_RESTART
    // SAFETY: the handler may interrupt any instruction, so it does only what is allowed there: it reads an atomic that
    // was initialised before, and calls write, and leaves errno as it was. The process ends at
    // the second byte, so the pipe never fills and the write does not block.
    action.__sigaction_handler.sa_handler = { signal in
      let saved = errno
      var number = UInt8(truncatingIfNeeded: signal)
      _ = write(pipeEntrance.load(ordering: .acquiring), &number, 1)
      errno = saved
    }
    guard sigaction(signal, &action, nil) == 0 else { throw .last("sigaction") }
  }

  private static func next(from pipe: Int32) -> Int32 {
    var number: UInt8 = 0
    while read(pipe, &number, 1) != 1 {}
    return Int32(number)
  }
}
