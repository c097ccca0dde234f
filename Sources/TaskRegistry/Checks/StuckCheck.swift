// Whether a continuation is waited for far longer than others of its kind took: somebody has forgotten to resume it.

struct StuckCheck: Check {
  let name = CheckName.stuck

  /// So many of its spawn site must have ended before a task can be told from them.
  static let leastEnded: UInt64 = 20
  /// So many times as old as the bound of their lifetimes, which most of them will not have come near to.
  static let farOlder: UInt64 = 3
  /// From so many times on it is watched, to know by then that it does not run.
  static let watchedFrom: UInt64 = 2
  /// So long it has not run: a task that goes on is slow, not stuck.
  static let leastRest: UInt64 = 2_000_000_000
  /// Looks at all tasks after which anything is known of lifetimes.
  static let leastLooks = 2

  func result(_ facts: Facts) -> CheckResult {
    let waiting = facts.aged.tasks.filter { aged in
      aged.task.state == .suspended && aged.task.waitKind == .continuation && !aged.isIdleStream
        && aged.ended >= Self.leastEnded
        && aged.task.ageNanoseconds
          >= aged.lifetime.multipliedReportingOverflow(by: Self.farOlder).partialValue
    }
    let resting = waiting.filter { $0.resting >= Self.leastRest }
    let findings = Dictionary(grouping: resting) { $0.task.spawnedAt }.values.map(Self.finding)
      .sorted { ($0.count, Self.age($0)) > ($1.count, Self.age($1)) }
    var pending: CheckPending?
    if facts.aged.taken < Self.leastLooks {
      pending = .init(.looks(taken: facts.aged.taken, needed: Self.leastLooks), nanoseconds: facts.aged.next)
    } else if resting.count < waiting.count {
      pending = .init(.mayPass, nanoseconds: Self.leastRest)
    }
    return CheckResult(name, findings: Array(findings.prefix(Checks.findingLimit)), pending: pending)
  }

  private static func finding(_ tasks: [Facts.Aged.Task]) -> CheckFinding {
    let oldest = tasks.sorted {
      ($0.task.ageNanoseconds, $1.task.id) > ($1.task.ageNanoseconds, $0.task.id)
    }
    return CheckFinding(
      .stuck(
        spawnedAt: oldest.first?.task.spawnedAt, ended: oldest.map(\.ended).max() ?? 0,
        lifetime: oldest.map(\.lifetime).max() ?? 0),
      subjects: oldest.prefix(Checks.subjectLimit).map {
        .init($0.task, nanoseconds: $0.task.ageNanoseconds)
      },
      count: oldest.count)
  }

  private static func age(_ finding: CheckFinding) -> UInt64 { finding.subjects.first?.nanoseconds ?? 0 }
}
