// Whether the tasks of one spawn site become more and more, and hardly ever end.

struct LeakCheck: Check {
  let name = CheckName.leak

  /// Stretches of time that are compared, of some seconds each: a burst, or a service that fills up at its start, does
  /// not grow in all of them.
  static let windows = 6
  /// Fewer tasks more are no leak yet: ten in each stretch.
  static let leastGrowth: UInt64 = 60
  /// And in hundred of those that are live: a large service breathes.
  static let leastShare: UInt64 = 10
  /// Of hundred tasks spawned meanwhile so many may have ended: those of a site that is merely busy end.
  static let mostEnded: UInt64 = 10
  /// The latest growth is at least this part of the mean: what levels off is filling up.
  static let levellingOff: UInt64 = 4

  func result(_ facts: Facts) -> CheckResult {
    guard facts.growth.taken > Self.windows else {
      return CheckResult(
        name,
        pending: .init(
          .looks(taken: facts.growth.taken, needed: Self.windows + 1), nanoseconds: facts.growth.next))
    }
    let leaks = facts.growth.sites.compactMap { site in Self.growth(of: site).map { (site, $0) } }
      .sorted { $0.1.grownBy > $1.1.grownBy }
    return CheckResult(
      name,
      findings: leaks.prefix(Checks.findingLimit).map { site, growth in
        CheckFinding(
          .leak(growth),
          subjects: site.oldest.prefix(Checks.subjectLimit).map { .init($0, nanoseconds: $0.ageNanoseconds) },
          count: Int(clamping: growth.live))
      })
  }

  /// Whether live tasks became more at each look.
  static func hasGrown(_ looks: [Facts.Growth.Look]) -> Bool {
    zip(looks, looks.dropFirst()).allSatisfy { $0.live < $1.live }
  }

  private static func growth(of site: Facts.Growth.Site) -> CheckGrowth? {
    let looks = site.looks.suffix(windows + 1)
    guard looks.count == windows + 1, let first = looks.first, let last = looks.last, hasGrown(Array(looks)),
      last.spawned >= first.spawned
    else { return nil }
    let grown = last.live - first.live
    let spawned = last.spawned - first.spawned
    // The counts are not of one instant.
    let ended = spawned - min(spawned, grown)
    let latest = last.live - looks[looks.endIndex - 2].live
    guard grown >= leastGrowth, grown * 100 >= last.live * leastShare, ended * 100 <= spawned * mostEnded,
      latest * levellingOff * UInt64(windows) >= grown
    else { return nil }
    return CheckGrowth(
      spawnedAt: site.location, spanNanoseconds: last.at - min(first.at, last.at), live: last.live,
      grownBy: grown, spawned: spawned, ended: ended)
  }
}
