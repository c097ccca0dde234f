// A server from its start to its stop; it must not know what it serves, nor that there is one a process.
import TaskRegistry

/// Sockets, one loop thread and some workers that answer whoever connects.
///
/// Any number of them may run at once. Its methods may be called from any thread.
final class Server: Sendable {
  /// The bound TCP port.
  let port: UInt16
  private let mailbox: Mailbox
  private let workers: WorkerPool
  private let thread: Guarded<NativeThread?>

  /// Listens and serves when it returns.
  init(_ configuration: Monitor.Configuration, asking respondent: any Respondent) throws(MonitorError) {
    if let fault = configuration.fault { throw MonitorError(.invalidConfiguration, fault) }
    let limits = Limits(configuration)
    let tcp = try Listener.tcp(host: configuration.host, port: configuration.port)
    var listeners = [tcp]
    if let path = configuration.socketPath { listeners.append(try Listener.unix(path: path)) }
    port = tcp.port
    // One thread a connection is the most that can be of use: each has one command at a time.
    workers = WorkerPool(maximumThreads: max(limits.connections, WorkerPool.usualThreads))
    do {
      mailbox = try Mailbox()
      let runner = ReplyRunner(respondent: respondent, workers: workers, mailbox: mailbox)
      let loop = EventLoop(try Acceptor(listeners), limits, runner)
      thread = Guarded(try NativeThread.start(name: "monitor-loop") { loop.run() })
    } catch {
      throw .system(error)
    }
  }

  /// Closes every socket and ends the threads; idempotent.
  ///
  /// When it returns the port is free. Workers that a command has blocked for longer than a second are left behind:
  /// each ends as soon as its command returns, and can no longer reach anybody.
  func stop() {
    thread.withLock { thread in
      guard let running = thread else { return }
      thread = nil
      mailbox.stop()
      running.join()
      _ = workers.stop(by: Clock.now().later(by: Limits.stopPatience))
    }
  }
}
