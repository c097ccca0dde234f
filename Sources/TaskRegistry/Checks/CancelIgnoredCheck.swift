// Whether tasks go on long after they were cancelled.

struct CancelIgnoredCheck: Check {
  let name = CheckName.cancelIgnored

  /// Cleaning up takes a while; what needs longer than this has not noticed, or does not want to.
  static let threshold: UInt64 = 5_000_000_000

  func result(_ facts: Facts) -> CheckResult {
    let marks = facts.cancelled.marks
    let recent = marks.filter { $0.known < Self.threshold }
    let pending = recent.map(\.known).max().map {
      CheckPending(.mayPass, nanoseconds: Self.threshold - $0)
    }
    let late = marks.filter { $0.known >= Self.threshold }
    // A task ends after its children: where a child goes on, that is whom to look at.
    let parents = Set(late.compactMap { facts.tasks[$0.task]?.parent?.rawValue })
    let blamed = late.filter { !parents.contains($0.task) }.sorted {
      ($0.known, $1.task) > ($1.known, $0.task)
    }
    let subjects = blamed.prefix(Checks.subjectLimit).compactMap { mark in
      facts.tasks[mark.task].map { CheckFinding.Subject($0, nanoseconds: mark.known) }
    }
    guard !subjects.isEmpty else { return CheckResult(name, pending: pending) }
    return CheckResult(
      name,
      findings: [
        CheckFinding(.cancelIgnored(threshold: Self.threshold), subjects: subjects, count: blamed.count)
      ],
      pending: pending)
  }
}
