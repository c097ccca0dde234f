// The service: keeps an index of a directory fresh until it is told to stop, then says what it knows.

/// Supervises the long-lived tasks.
///
/// It lives on the main actor, so that it can stop the service, and report, even when every thread of the concurrency
/// pool is blocked.
@MainActor
final class IndexService {
  /// How a child of the supervisor came to its end.
  private enum Ending: Sendable {
    case signal(Int32)
    case child(String)
  }

  /// A call to the outside world that takes longer is given up: no healthy disk needs as much for one file.
  nonisolated static let timeout = Duration.seconds(5)

  private let scanner: Scanner
  private let interval: Duration
  private let log: Log

  init(root: FilePath, workers: Int, interval: Duration, log: Log) {
    scanner = Scanner(
      root: root, workers: workers, timeout: Self.timeout, index: WordIndex(),
      // One thread for each worker, and one for the walker.
      threads: BlockingThreads(name: "file", limit: workers + 1), progress: Progress())
    self.interval = interval
    self.log = log
  }

  /// Runs until a signal comes or the task is cancelled.
  func run(until signals: AsyncStream<Int32>, incident: (any Incident)?) async {
    // An incident misbehaves on purpose, so it stands outside the group: the group would wait for it.
    let misbehaving = incident.map { incident in
      Task(name: "incident \(incident.name)") { await incident.run() }
    }
    let reason = await supervise(until: signals)
    misbehaving?.cancel()
    await report(reason)
  }

  private func supervise(until signals: AsyncStream<Int32>) async -> String {
    // On the main actor from first to last: they need no thread of the pool, which may have none to give.
    let progress: @MainActor @Sendable () async -> Ending = {
      await self.tellProgress()
      return .child("progress")
    }
    let firstSignal: @MainActor @Sendable () async -> Ending = {
      for await signal in signals { return .signal(signal) }
      return .child("signals")
    }
    return await withTaskGroup(of: Ending.self) { group in
      let rescanner = Rescanner(scanner: scanner, interval: interval, log: log)
      group.addTask(name: "rescan") {
        await rescanner.run()
        return .child("rescan")
      }
      group.addTask(name: "progress", operation: progress)
      group.addTask(name: "signals", operation: firstSignal)
      // Each child goes on until it is cancelled: when one ends, for whatever reason, all end.
      let first = await group.next()
      group.cancelAll()
      switch first {
      case _ where Task.isCancelled: return "cancelled"
      case .signal(let number): return "stopped by \(ShutdownSignals.name(of: number))"
      case .child(let name): return "stopped because the task \"\(name)\" ended"
      case nil: return "stopped"
      }
    }
  }

  private func tellProgress() async {
    let clock = ContinuousClock()
    var then = clock.now
    var earlier = scanner.progress.now
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      let now = clock.now
      let counts = scanner.progress.now
      log.line(counts.line(since: earlier, after: now - then))
      (then, earlier) = (now, counts)
    }
  }

  /// Says the last words, although the task may have been cancelled: hence the shield.
  ///
  /// What they wait for is an actor and, no longer than the timeout, stderr.
  private func report(_ reason: String) async {
    let (index, log) = (scanner.index, log)
    await shielded(name: "final report") {
      let totals = await index.totals
      log.line(
        "\(reason); index: \(totals.files.grouped) files, \(totals.words.grouped) words, "
          + "\(totals.distinctWords.grouped) distinct")
      let frequent = await index.mostFrequent(10).map { "\($0.word) \($0.count.grouped)" }
      if !frequent.isEmpty { log.line("most frequent: \(frequent.joined(separator: ", "))") }
      try? await withTimeout(Self.timeout, name: "flush log") { try await log.flush() }
    }
  }
}
