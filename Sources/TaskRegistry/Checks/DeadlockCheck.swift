// Whether tasks wait for each other in a circle: then none of them ever ends.

struct DeadlockCheck: Check {
  let name = CheckName.deadlock

  func result(_ facts: Facts) -> CheckResult {
    let circles = facts.waits.circles()
    return CheckResult(
      name,
      findings: circles.prefix(Checks.findingLimit).map { circle in
        let subjects = circle.members.prefix(Checks.subjectLimit).compactMap { member in
          facts.tasks[member.task].map { CheckFinding.Subject($0, waitsFor: member.waitsFor) }
        }
        return CheckFinding(.deadlock(heldUp: circle.heldUp), subjects: subjects, count: circle.members.count)
      },
      pending: facts.droppedWaits == 0
        ? nil
        : CheckPending(
          .tooMany(looked: WaitScan.limit, of: WaitScan.limit + facts.droppedWaits),
          nanoseconds: nil))
  }
}
