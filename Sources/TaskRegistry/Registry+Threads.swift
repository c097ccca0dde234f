// Threads that run tasks, and runs that held one for long.

import CTaskRuntime

extension Registry {
  /// The threads that run tasks, or have run some, each with its stack: the ones that have run longest first.
  ///
  /// A blocked thread is read without disturbing it. A thread on a processor has no stack here unless it is
  /// interrupted with the signal SIGPROF, which makes a blocking call such as `sleep` return early if the thread
  /// enters it just then.
  ///
  /// - Parameter interrupting: whether threads on a processor are interrupted.
  /// - Complexity: some 100 µs a thread; milliseconds where its places have not been looked up before.
  public func threads(interrupting: Bool = false) -> [ThreadInfo] {
    World.current.map { ThreadReader($0, of: self).threads(interrupting: interrupting) } ?? []
  }

  /// One of ``threads(interrupting:)``; `nil` if the process has no thread of that id that ran tasks.
  ///
  /// - Parameters:
  ///   - id: the kernel's id of the thread.
  ///   - interrupting: whether it is interrupted if it is on a processor.
  public func thread(_ id: Int32, interrupting: Bool = false) -> ThreadInfo? {
    World.current.flatMap { ThreadReader($0, of: self).thread(id, interrupting: interrupting) }
  }

  /// From how long on a run is a slow one: 100 ms unless set, at least 1 ms.
  ///
  /// Holds from now on, for the whole process. May be read and set from any thread.
  public var slowRunThreshold: Duration {
    get { .nanoseconds(Int64(clamping: slowRunWatch.threshold)) }
    set {
      let (seconds, attoseconds) = newValue.components
      // As long as a century is as good as never.
      let whole = min(max(seconds, 0), 3_000_000_000) * 1_000_000_000
      slowRunWatch.setThreshold(UInt64(clamping: whole + attoseconds / 1_000_000_000))
    }
  }

  /// The runs that held a thread for longer than the threshold: those still going on first, then the newest first.
  ///
  /// The latest 256 that have ended are kept. Each has the stack that was read while it went on, where the thread was
  /// blocked at that time.
  ///
  /// - Complexity: some 10 µs.
  public func slowRuns() -> SlowRunReport { slowRunWatch.report() }

  /// Has `tell` called with each slow run on the monitor's own thread: when it is seen to go on, and when it has ended.
  package func tellSlowRuns(_ tell: (@Sendable (SlowRun) -> Void)?) { slowRunWatch.setTell(tell) }
}
