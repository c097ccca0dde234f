// Whether tasks that are ready do not come to run, at one look after the other.

struct TaskStarvedCheck: Check {
  let name = CheckName.taskStarved

  /// From so long ready on a task counts: a hundred times what an executor that keeps up needs.
  static let threshold: UInt64 = 100_000_000
  /// For so long there have to be such tasks: a burst of work makes a queue, and is over by then.
  static let lasting: UInt64 = 1_000_000_000

  func result(_ facts: Facts) -> CheckResult {
    guard let lasting = facts.ready.lasting else { return CheckResult(name) }
    guard lasting >= Self.lasting else {
      return CheckResult(name, pending: .init(.mayPass, nanoseconds: Self.lasting - lasting))
    }
    return CheckResult(
      name,
      findings: [
        CheckFinding(
          .taskStarved(threshold: Self.threshold, lasting: lasting),
          subjects: facts.ready.longest.prefix(Checks.subjectLimit).map {
            .init($0, nanoseconds: $0.lagNanoseconds)
          },
          count: facts.ready.count)
      ])
  }
}
