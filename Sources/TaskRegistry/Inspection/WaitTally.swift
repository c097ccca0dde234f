// Counts tasks by what they do and where, in bounded memory however many tasks and places there are. Pure.

struct WaitTally {
  /// Tasks that are alike.
  struct Group: Equatable {
    /// Nil for what came when every group was taken.
    var standing: Standing?
    var count: UInt64 = 0
    /// The task that was spawned first, and when.
    var oldest: UInt64 = 0
    var spawned: UInt64 = .max
  }

  /// Groups at most, each some 150 bytes: of a program's await points people read a screen or two.
  static let groupLimit = 4_096
  /// Of these, groups that are told apart by what they wait for.
  ///
  /// A program has few await points, but tasks to wait for may be as many as there are tasks.
  static let targetLimit = 2_048

  /// The first one is for what comes when all others are taken.
  private(set) var groups = [Group(standing: nil)]
  private var numbers: [Standing: Int] = [:]
  private var targets = 0
  private let groupLimit: Int
  private let targetLimit: Int

  init(groupLimit: Int = groupLimit, targetLimit: Int = targetLimit) {
    self.groupLimit = groupLimit
    self.targetLimit = targetLimit
  }

  /// Counts a task, and answers the number of its group, which stays the same.
  mutating func count(_ standing: Standing, task: UInt64, spawned: UInt64) -> Int {
    let number = number(of: standing)
    groups[number].count += 1
    if spawned < groups[number].spawned || spawned == groups[number].spawned && task < groups[number].oldest {
      groups[number].spawned = spawned
      groups[number].oldest = task
    }
    return number
  }

  private mutating func number(of standing: Standing) -> Int {
    if let known = numbers[standing] { return known }
    if standing.waitingOn != nil {
      guard targets < targetLimit, groups.count <= groupLimit else { return number(of: standing.forVarious) }
      targets += 1
    }
    guard groups.count <= groupLimit else { return 0 }
    let number = groups.count
    groups.append(Group(standing: standing))
    numbers[standing] = number
    return number
  }
}
