// Repeats the scan at an interval, or when it is asked to, and tells what each one found.

import Synchronization

/// Scans, one scan at a time.
final class Rescanner: Sendable {
  private let scanner: Scanner
  private let interval: Duration
  private let log: Log
  /// One scan at a time: what one has not seen, another may have.
  private let turn = AsyncSemaphore(permits: 1)
  private let latest = Atomic(0)

  init(scanner: Scanner, interval: Duration, log: Log) {
    self.scanner = scanner
    self.interval = interval
    self.log = log
  }

  /// Scans once, after those that wait already.
  ///
  /// - Returns: which scan it was, from 1 on, and what it found.
  /// - Throws: `CancellationError`.
  func scan() async throws -> (number: Int, report: Scanner.Report) {
    try await turn.wait()
    defer { turn.signal() }
    let number = latest.wrappingAdd(1, ordering: .relaxed).newValue
    return (number, try await scanner.scan(number))
  }

  /// Runs until the task is cancelled.
  func run() async {
    var completed = 0
    var toldFailures = CollectedErrors()
    do {
      while true {
        let (number, report) = try await scan()
        completed = number
        tell(report, number: number)
        // The same errors in every scan are told once.
        let failures = report.content.failures
        if failures.count > 0 && failures != toldFailures { log.line("scan \(number): \(failures)") }
        toldFailures = failures
        try await Task.sleep(for: interval)
      }
    } catch {
      // Cancelled: the only error there is.
      if completed == 0 { log.line("the first scan was not completed") }
    }
  }

  private func tell(_ report: Scanner.Report, number: Int) {
    let content = report.content
    // A scan that found nothing new is not worth a line.
    guard number == 1 || content.read > 0 || report.removed > 0 else { return }
    let skipped = content.skippedText.map { "; skipped: \($0)" } ?? ""
    log.line(
      "scan \(number): \(content.read.grouped) files read, \(content.unchanged.grouped) unchanged, "
        + "\(report.removed.grouped) removed\(skipped)")
  }
}
