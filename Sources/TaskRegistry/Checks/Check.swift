// What a check is: facts in, a verdict out. It knows no thread, no clock and no memory of other tasks.

/// One question about the health of a program.
///
/// Rather silent than wrong: where the facts leave doubt, a check answers that it is to be asked again, or nothing.
protocol Check: Sendable {
  var name: CheckName { get }
  /// What follows from the facts, which are those of an observed program.
  func result(_ facts: Facts) -> CheckResult
}

enum Checks {
  /// In the order of ``CheckName``.
  static let all: [any Check] = [
    PoolSaturatedCheck(), TaskStarvedCheck(), NeverSuspendedCheck(), CancelIgnoredCheck(), LeakCheck(),
    StuckCheck(), DeadlockCheck(),
  ]

  /// Tasks that a finding names; people read the first few, and the count tells of the others.
  static let subjectLimit = 8
  /// Findings of one check; a program in which more is wrong has one cause for most of it.
  static let findingLimit = 8

  static func report(_ facts: Facts) -> CheckReport {
    CheckReport(
      results: all.map { check in
        if let off = facts.off { return CheckResult(check.name, pending: .init(.off(off), nanoseconds: nil)) }
        return check.result(facts)
      })
  }
}
