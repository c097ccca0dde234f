// Whether every thread of the pool is held while jobs that are ready wait: nothing else of the program goes on then.

struct PoolSaturatedCheck: Check {
  let name = CheckName.poolSaturated

  /// How long work has been ready without a thread, and each thread in one run.
  ///
  /// As for the lag probe: half a second is no scheduling noise.
  static let threshold = LagProbe.overdueAfterNanoseconds

  func result(_ facts: Facts) -> CheckResult {
    let held = facts.runs.filter { $0.nanoseconds >= Self.threshold }
    guard let waiting = longestWait(facts), held.count >= facts.processors else { return CheckResult(name) }
    // A thread that goes from job to job is not held: who waits for it waits in a queue that moves.
    let moves = facts.runs.contains {
      $0.nanoseconds < Self.threshold && $0.task.priority == waiting.priority
    }
    guard !moves else { return CheckResult(name) }
    let subjects = held.sorted { $0.nanoseconds > $1.nanoseconds }.prefix(Checks.subjectLimit).map {
      CheckFinding.Subject($0.task, nanoseconds: $0.nanoseconds, threadID: $0.threadID)
    }
    return CheckResult(
      name,
      findings: [
        CheckFinding(
          .poolSaturated(
            priority: waiting.priority, ready: facts.ready.count, waiting: waiting.nanoseconds),
          subjects: Array(subjects), count: held.count)
      ])
  }

  /// Of what waits for a thread and for nothing else.
  private func longestWait(_ facts: Facts) -> (priority: UInt8, nanoseconds: UInt64)? {
    var waits = facts.ready.longest.compactMap { task -> (priority: UInt8, nanoseconds: UInt64)? in
      guard task.state == .ready, task.waitKind == nil, let priority = task.priority,
        let lag = task.lagNanoseconds
      else { return nil }
      return (priority, lag)
    }
    if let probe = facts.probeWaiting { waits.append((facts.probePriority, probe)) }
    return waits.filter { $0.nanoseconds >= Self.threshold }.max { $0.nanoseconds < $1.nanoseconds }
  }
}
