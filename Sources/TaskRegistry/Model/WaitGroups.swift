// Puts groups of tasks together that people would not tell apart, and orders them. Pure.

extension WaitGroup {
  /// What must be equal for two groups to be one.
  private struct Key: Hashable {
    var state: TaskState?
    var kind: WaitKind?
    var on: String?
    var isVarious: Bool
    var waitingAt: CodeLocation?
    var spawnedAt: CodeLocation?
  }

  private var key: Key {
    Key(
      state: state, kind: waitKind, on: waitingOn, isVarious: waitsForVarious, waitingAt: waitingAt,
      spawnedAt: spawnedAt)
  }

  /// Groups with most tasks first, those of one place and state put together.
  ///
  /// Several addresses may be one place. Where more than `mostSingles` tasks at one place each wait for another,
  /// they become one group.
  static func merged(_ groups: [WaitGroup], mostSingles: Int) -> [WaitGroup] {
    let told = joined(groups)
    var singles: [Key: Int] = [:]
    for group in told where group.isSingle { singles[group.forVarious.key, default: 0] += 1 }
    let folded = told.map { group in
      group.isSingle && singles[group.forVarious.key, default: 0] > mostSingles ? group.forVarious : group
    }
    return joined(folded).sorted {
      ($0.count, $0.oldestAgeNanoseconds, $1.oldest) > ($1.count, $1.oldestAgeNanoseconds, $0.oldest)
    }
  }

  private static func joined(_ groups: [WaitGroup]) -> [WaitGroup] {
    var places: [Key: Int] = [:]
    var joined: [WaitGroup] = []
    for group in groups {
      if let place = places[group.key] {
        joined[place].add(group)
      } else {
        places[group.key] = joined.count
        joined.append(group)
      }
    }
    return joined
  }

  private mutating func add(_ other: WaitGroup) {
    count += other.count
    guard (other.oldestAgeNanoseconds, oldest) > (oldestAgeNanoseconds, other.oldest) else { return }
    oldest = other.oldest
    oldestAgeNanoseconds = other.oldestAgeNanoseconds
  }

  /// One task that waits for another: a task's id, not the type of an actor, which many would wait for.
  private var isSingle: Bool { count == 1 && waitingOn.flatMap { UInt64($0) } != nil }

  private var forVarious: WaitGroup {
    var group = self
    group.waitingOn = nil
    group.waitsForVarious = true
    return group
  }
}
