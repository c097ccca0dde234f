// Whether a task has been on its thread for long without suspending: blocked in a call, or computing.

struct NeverSuspendedCheck: Check {
  let name = CheckName.neverSuspended

  /// Runs are milliseconds as a rule; one of a second keeps a thread from thousands of others.
  static let threshold: UInt64 = 1_000_000_000

  func result(_ facts: Facts) -> CheckResult {
    let long = facts.runs.filter { $0.nanoseconds >= Self.threshold }
    guard !long.isEmpty else { return CheckResult(name) }
    let subjects = long.sorted { $0.nanoseconds > $1.nanoseconds }.prefix(Checks.subjectLimit).map {
      CheckFinding.Subject($0.task, nanoseconds: $0.nanoseconds, threadID: $0.threadID)
    }
    return CheckResult(
      name,
      findings: [
        CheckFinding(
          .neverSuspended(threshold: Self.threshold), subjects: Array(subjects), count: long.count)
      ])
  }
}
