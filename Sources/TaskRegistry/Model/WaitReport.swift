/// Live tasks that do the same at the same place, and wait for the same.
public struct WaitGroup: Sendable, Equatable {
  /// How many.
  public var count: UInt64
  /// What they do; `nil` where that could not be read, and for ``WaitReport/others``.
  public var state: TaskState?
  /// What they wait for, where ``state`` is suspended, or ready behind an actor.
  public var waitKind: WaitKind?
  /// Whom they all wait for: a task's id in decimal, or the type of an actor.
  public var waitingOn: String?
  /// Whether they wait for different ones, which are not told apart; ``waitingOn`` is `nil` then.
  public var waitsForVarious: Bool
  /// Their await point.
  public var waitingAt: CodeLocation?
  /// Where they were spawned; `nil` where they have an await point, which tells more.
  public var spawnedAt: CodeLocation?
  /// The one that was spawned first.
  public var oldest: TaskID
  /// The age of that one, in nanoseconds.
  public var oldestAgeNanoseconds: UInt64

  package init(
    count: UInt64, state: TaskState?, waitKind: WaitKind? = nil, waitingOn: String? = nil,
    waitsForVarious: Bool = false, waitingAt: CodeLocation? = nil, spawnedAt: CodeLocation? = nil,
    oldest: TaskID, oldestAgeNanoseconds: UInt64
  ) {
    self.count = count
    self.state = state
    self.waitKind = waitKind
    self.waitingOn = waitingOn
    self.waitsForVarious = waitsForVarious
    self.waitingAt = waitingAt
    self.spawnedAt = spawnedAt
    self.oldest = oldest
    self.oldestAgeNanoseconds = oldestAgeNanoseconds
  }
}

/// All live tasks by what they do, where, and whom they wait for.
public struct WaitReport: Sendable, Equatable {
  /// Most tasks first.
  public var groups: [WaitGroup]
  /// The tasks that came when there were as many groups as are kept; `nil` if there were none.
  public var others: WaitGroup?

  package init(groups: [WaitGroup], others: WaitGroup? = nil) {
    self.groups = groups
    self.others = others
  }
}
