// Tells once a second how far the service has come.

struct ProgressTeller: Sendable {
  let progress: Progress
  let log: Log

  /// Runs until the task is cancelled.
  func run() async {
    let clock = ContinuousClock()
    var then = clock.now
    var earlier = progress.now
    while (try? await Task.sleep(for: .seconds(1))) != nil {
      let now = clock.now
      let counts = progress.now
      log.line(counts.line(since: earlier, after: now - then))
      (then, earlier) = (now, counts)
    }
  }
}
