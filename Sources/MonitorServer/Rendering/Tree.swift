// Who stands under whom, and which lines that makes; it knows ids and what is alike, no task's facts and no layout.
import TaskRegistry

/// Tasks under those that they are children of or were created by.
///
/// A task's id is greater than those of its parent and its creator, which were there before it. What a torn read makes of
/// them is taken for unknown where that is not so; hence there are no cycles, and every task stands in one place.
struct Tree {
  /// One line.
  enum Line: Equatable {
    /// A task.
    case task(Int)
    /// So many more siblings like the task at a position; `tasks` is them with all below them.
    case folded(siblings: Int, tasks: Int, like: Int)
    /// So many tasks below the task at a position, which are too deep to be drawn.
    case deeper(tasks: Int, below: Int)
  }

  /// How siblings that are alike are shown.
  struct Folding: Equatable {
    /// So many are all shown.
    var most = 5
    /// Of more than that, so many; the rest is counted.
    var shown = 3
  }

  /// Levels that are drawn; a chain of a thousand would be indented out of sight.
  static let depthLimit = 32

  static let none: Int32 = -1

  /// By position: the one it stands under, or `none`.
  private(set) var parents: [Int32]
  /// Whether it is under its creator without being a child.
  private(set) var isCreated: [Bool]
  /// How many tasks there are from here down, the task itself included.
  private(set) var sizes: [Int]
  private var firstChildren: [Int32]
  private var nextSiblings: [Int32]
  private(set) var roots: [Int] = []
  /// What is the same for tasks that do the same and have the same below them; none where nothing is to be folded.
  private var likeness: [UInt64] = []

  /// - Parameter links: in ascending order of id.
  init(_ links: [TaskLink]) {
    parents = Array(repeating: Self.none, count: links.count)
    isCreated = Array(repeating: false, count: links.count)
    sizes = Array(repeating: 1, count: links.count)
    firstChildren = parents
    nextSiblings = parents
    for position in links.indices {
      let link = links[position]
      var parent = Self.position(of: link.parent, before: position, in: links)
      if parent == nil {
        parent = Self.position(of: link.creator, before: position, in: links)
        isCreated[position] = parent != nil
      }
      if let parent { parents[position] = Int32(truncatingIfNeeded: parent) } else { roots.append(position) }
    }
    // From the last one on: children come after their parents, and are put before their siblings.
    for position in links.indices.reversed() where parents[position] != Self.none {
      let parent = Int(parents[position])
      sizes[parent] += sizes[position]
      nextSiblings[position] = firstChildren[parent]
      firstChildren[parent] = Int32(truncatingIfNeeded: position)
    }
  }

  /// The position of an id among those before `end`.
  static func position(of id: UInt64, before end: Int, in links: [TaskLink]) -> Int? {
    guard id != 0 else { return nil }
    var low = 0
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if links[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < end && links[low].id == id ? low : nil
  }

  /// Takes tasks for alike that have the same number here and the same below them, in whatever order.
  mutating func fold(by numbers: [Int32]) {
    likeness = numbers.map { Self.mix(UInt64(bitPattern: Int64($0))) }
    for position in likeness.indices.reversed() where parents[position] != Self.none {
      // Complete by now: all that is below has been added.
      likeness[Int(parents[position])] &+= Self.mix(likeness[position] &+ (isCreated[position] ? 1 : 0))
    }
  }

  /// A task with all below it, or all tasks, in ascending order of id.
  func members(from root: Int?) -> [Int] {
    guard let root else { return Array(parents.indices) }
    var isMember = Array(repeating: false, count: parents.count)
    isMember[root] = true
    for position in root..<parents.count where parents[position] != Self.none {
      if isMember[Int(parents[position])] { isMember[position] = true }
    }
    return isMember.indices.filter { isMember[$0] }
  }

  /// What stands under a task, or at the root, in ascending order of id.
  func children(of position: Int?) -> [Int] {
    guard let position else { return roots }
    var children: [Int] = []
    var next = firstChildren[position]
    while next != Self.none {
      children.append(Int(next))
      next = nextSiblings[Int(next)]
    }
    return children
  }

  /// The lines for these siblings, without what is below them; a fold stands where its first task would.
  func lines(of siblings: [Int], folding: Folding) -> [Line] {
    guard !likeness.isEmpty, siblings.count > folding.most else { return siblings.map { .task($0) } }
    var counts: [UInt64: (siblings: Int, tasks: Int, shown: Int)] = [:]
    for sibling in siblings {
      counts[likeness[sibling], default: (0, 0, 0)].siblings += 1
      counts[likeness[sibling]]?.tasks += sizes[sibling]
    }
    var lines: [Line] = []
    for sibling in siblings {
      guard var count = counts[likeness[sibling]], count.siblings > folding.most else {
        lines.append(.task(sibling))
        continue
      }
      guard count.shown <= folding.shown else { continue }
      if count.shown < folding.shown {
        lines.append(.task(sibling))
        count.tasks -= sizes[sibling]
      } else {
        lines.append(.folded(siblings: count.siblings - folding.shown, tasks: count.tasks, like: sibling))
      }
      count.shown += 1
      counts[likeness[sibling]] = count
    }
    return lines
  }

  /// Spreads a number over 64 bits, so that sums of different ones differ.
  private static func mix(_ number: UInt64) -> UInt64 {
    var mixed = number &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
