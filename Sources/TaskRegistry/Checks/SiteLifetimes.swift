// For each spawn site a bound of how long its tasks that have ended lived, from looks at those that live: a task that
// lives for longer than an age and the time between two looks is seen older than that age. So nothing has to be noted
// when a task ends. Pure.

struct SiteLifetimes {
  /// Ages at which tasks are counted, in nanoseconds.
  static let ages: [UInt64] = [1_000_000_000, 10_000_000_000, 100_000_000_000]

  /// What one look has counted, for each age by spawn site.
  struct Counts: Equatable {
    /// Live tasks that are older.
    var older: [[UInt32]]
    /// Live tasks that were older at the look before.
    var stillOlder: [[UInt32]]

    init(sites: Int) {
      older = Array(repeating: Array(repeating: 0, count: sites), count: SiteLifetimes.ages.count)
      stillOlder = older
    }
  }

  /// For each age and spawn site whether a task ended that had been seen older.
  private var isExceeded = [[Bool]](repeating: [], count: ages.count)
  private var older = [[UInt32]](repeating: [], count: ages.count)
  /// The longest time between two looks so far, in nanoseconds.
  private var longestGap: UInt64 = 0
  private(set) var looks = 0

  /// Takes a look's counts over.
  ///
  /// - Parameter gap: nanoseconds since the look before, or since observation began.
  mutating func note(_ counts: Counts, gap: UInt64) {
    looks += 1
    longestGap = max(longestGap, gap)
    for age in Self.ages.indices {
      let now = counts.older[age]
      while isExceeded[age].count < now.count { isExceeded[age].append(false) }
      for site in older[age].indices where site < counts.stillOlder[age].count {
        if counts.stillOlder[age][site] < older[age][site] { isExceeded[age][site] = true }
      }
      older[age] = now
    }
  }

  /// Nanoseconds that every task of the site that has ended lived less than; nil if some lived long.
  func bound(of site: Int) -> UInt64? {
    for age in Self.ages.indices where site < isExceeded[age].count && !isExceeded[age][site] {
      return Self.ages[age] + longestGap
    }
    return nil
  }
}
