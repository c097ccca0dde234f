// Repeats the scan at an interval and tells what each one found.

struct Rescanner: Sendable {
  let scanner: Scanner
  let interval: Duration
  let log: Log

  /// Runs until the task is cancelled.
  func run() async {
    var number = 0
    var completed = 0
    var toldFailures = CollectedErrors()
    do {
      while true {
        number += 1
        let report = try await scanner.scan(number)
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
