// The service: keeps an index of a directory fresh until it is told to stop, then says what it knows.

/// Supervises the long-lived tasks.
struct IndexService: Sendable {
  /// A call to the outside world that takes longer is given up: no healthy disk needs as much for one file.
  static let timeout = Duration.seconds(5)

  let index = WordIndex()
  let progress = Progress()
  let threads: BlockingThreads
  let rescanner: Rescanner
  let incidents = RunningIncidents()
  private let log: Log

  init(root: FilePath, workers: Int, interval: Duration, log: Log) {
    // One thread for each worker, and one for the walker.
    threads = BlockingThreads(name: "file", limit: workers + 1)
    let scanner = Scanner(
      root: root, workers: workers, timeout: Self.timeout, index: index, threads: threads, progress: progress)
    rescanner = Rescanner(scanner: scanner, interval: interval, log: log)
    self.log = log
  }

  /// Runs until the task is cancelled.
  func run(incident: (any Incident)?) async {
    if let incident { _ = incidents.begin(incident) }
    await withTaskCancellationHandler {
      await supervise()
    } onCancel: {
      // At once, and not when the children have ended: they may need the threads that they hold.
      incidents.end()
    }
    await report()
  }

  private func supervise() async {
    let teller = ProgressTeller(progress: progress, log: log)
    let rescanner = rescanner
    await withTaskGroup { group in
      group.addTask(name: "rescan") { await rescanner.run() }
      group.addTask(name: "progress") { await teller.run() }
      // Each goes on until it is cancelled. When one ends, for whatever reason, half a service is left: all end.
      await group.next()
      group.cancelAll()
    }
  }

  /// Says the last words, although the task has been cancelled: hence the shield.
  ///
  /// What they wait for is an actor and, no longer than the timeout, stderr.
  private func report() async {
    let (index, log) = (index, log)
    await shielded(name: "final report") {
      let totals = await index.totals
      log.line(
        "final report: \(totals.files.grouped) files, \(totals.words.grouped) words, "
          + "\(totals.distinctWords.grouped) distinct")
      let frequent = await index.mostFrequent(10).map { "\($0.word) \($0.count.grouped)" }
      if !frequent.isEmpty { log.line("most frequent: \(frequent.joined(separator: ", "))") }
      try? await withTimeout(Self.timeout, name: "flush log") { try await log.flush() }
    }
  }
}
