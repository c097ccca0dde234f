// The monitor as a program meets it: one start, one stop; it must not know how clients are served.
import TaskRegistry

/// The monitor of this process: observes its tasks and answers on a TCP port.
///
/// It works on threads of its own, which are started by ``start(_:)`` and ended by ``stop()``, so it answers also when
/// every thread of Swift's pool is blocked. It goes on when the value is dropped; only `stop` ends it.
public final class Monitor: Sendable {
  /// The one that runs; observation is the whole process's, so there is one at most.
  private static let running = Guarded<Server?>(nil)

  private let server: Server
  let console: Console

  private init(_ server: Server, _ console: Console) {
    self.server = server
    self.console = console
  }

  /// The bound TCP port: the configured one, or the one that was found for port 0.
  public var port: UInt16 { server.port }

  /// Starts observing and listening.
  ///
  /// Returns when clients can connect; takes some milliseconds the first time, when the runtime is checked. May be called
  /// from any thread or task.
  ///
  /// - Throws: a ``MonitorError`` that says what was in the way and what to do; nothing was changed then.
  public static func start(_ configuration: Configuration = .init()) throws(MonitorError) -> Monitor {
    try running.withLock { running throws(MonitorError) in
      if let other = running {
        throw MonitorError(
          .alreadyRunning,
          "the monitor of this process is running already, on port \(other.port); use that one, or stop it first"
        )
      }
      let calls = ProgramCalls(timeLimit: configuration.commandTimeLimit.clampedNanoseconds)
      let console = Console(registry: .shared, additions: ProgramAdditions(calls: calls))
      let server = try Server(configuration, asking: console)
      Registry.shared.slowRunThreshold = configuration.slowRunThreshold
      Registry.shared.tellSlowRuns(configuration.onSlowRun)
      Registry.shared.finishedLimit = configuration.maximumFinishedTasks
      Registry.shared.startObserving()
      running = server
      return Monitor(server, console)
    }
  }

  /// Closes the sockets and stops observing; idempotent.
  ///
  /// Returns when the sockets are closed and the threads have ended. A command that blocks, such as a cancellation
  /// handler that does not return, is waited for at most a second; its thread ends by itself when it returns. May be
  /// called from any thread or task, and the monitor may be started again afterwards.
  public func stop() {
    Self.running.withLock { running in
      guard running === server else { return }
      Registry.shared.stopObserving()
      Registry.shared.tellSlowRuns(nil)
      server.stop()
      running = nil
    }
    // Outside of the lock, as what handlers hold is freed, and that may be the program's code.
    console.questions.additions.close()
  }
}
