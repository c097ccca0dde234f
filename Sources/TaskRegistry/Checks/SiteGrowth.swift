// How many tasks of each spawn site were live at the latest looks. Pure.

struct SiteGrowth {
  /// Looks kept.
  static let limit = LeakCheck.windows + 1

  struct Look {
    /// In nanoseconds.
    var at: UInt64
    /// By spawn site.
    var live: [UInt32]
    /// Since observation began, by spawn site.
    var spawned: [UInt64]
  }

  /// Oldest first: with 4,096 sites they take 340 KiB, with the hundred that programs have some KiB.
  private(set) var looks: [Look] = []

  mutating func add(_ look: Look) {
    if looks.count == Self.limit { looks.removeFirst() }
    looks.append(look)
  }

  /// Sites with more live tasks than at the first look kept, most growth first, at most `most`.
  ///
  /// Site 0 stands for tasks whose spawn was not seen, and so not counted.
  func grown(most: Int) -> [Int] {
    guard let first = looks.first, let last = looks.last else { return [] }
    let growth = last.live.indices.dropFirst().compactMap { site -> (site: Int, by: UInt32)? in
      let before = site < first.live.count ? first.live[site] : 0
      return last.live[site] > before ? (site, last.live[site] - before) : nil
    }
    return growth.sorted { ($0.by, $1.site) > ($1.by, $0.site) }.prefix(most).map(\.site)
  }

  /// What was seen of some sites that share a place, oldest first.
  func history(of sites: [Int]) -> [Facts.Growth.Look] {
    looks.map { look in
      var sum = Facts.Growth.Look(at: look.at, live: 0, spawned: 0)
      for site in sites {
        if site < look.live.count { sum.live += UInt64(look.live[site]) }
        if site < look.spawned.count { sum.spawned += look.spawned[site] }
      }
      return sum
    }
  }
}
