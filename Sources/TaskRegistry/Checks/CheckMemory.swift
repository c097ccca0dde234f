// What is remembered from look to look, so that a check can tell what lasts from what passes. Pure; times are
// nanoseconds of a clock that never goes back.

struct CheckMemory {
  /// Time between two looks at all tasks for what grows or lives long.
  static let interval: UInt64 = 4_000_000_000

  private(set) var growth = SiteGrowth()
  private(set) var lifetimes = SiteLifetimes()
  private(set) var cancelled = Sightings()
  private(set) var resting = Sightings()
  /// Since when tasks were starved at each look; nil if none were at the latest.
  private(set) var starvedSince: UInt64?
  /// When the latest look was taken that counts for growth and lifetimes; when observation began before.
  private(set) var lookedAt: UInt64

  init(began: UInt64) { lookedAt = began }

  /// Any look, whoever takes it.
  mutating func note(cancelled: [UInt64], aged: [Sightings.Sighting], isStarved: Bool, at now: UInt64) {
    self.cancelled.note(cancelled.map { .init(task: $0, mark: 0) }, at: now)
    resting.note(aged, at: now)
    starvedSince = isStarved ? starvedSince ?? now : nil
  }

  /// A look that is one of the regular ones.
  mutating func note(
    live: [UInt32], spawned: [UInt64], lifetimes counts: SiteLifetimes.Counts, at now: UInt64
  ) {
    growth.add(.init(at: now, live: live, spawned: spawned))
    lifetimes.note(counts, gap: now - min(lookedAt, now))
    lookedAt = now
  }

  /// Tasks of a site that have ended, as of the latest look.
  func ended(of site: Int) -> UInt64 {
    guard let look = growth.looks.last, site < look.live.count, site < look.spawned.count else { return 0 }
    return look.spawned[site] - min(look.spawned[site], UInt64(look.live[site]))
  }

  /// How old a task of a site is from which it is watched; nil where there is nothing to compare it with.
  func watchedAge(of site: Int) -> UInt64? {
    guard site != 0, ended(of: site) >= StuckCheck.leastEnded, let bound = lifetimes.bound(of: site) else {
      return nil
    }
    return bound * StuckCheck.watchedFrom
  }
}
