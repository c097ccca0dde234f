// Which tasks of a tree are shown where a filter says so; it knows no layout.
import TaskRegistry

/// The tasks that a filter admits, and all that they stand under, so that each still has its place.
struct TreeChoice {
  /// Tasks looked at between two looks at whether the reader is still there: some 30 ms.
  private static let pieceTasks = 16_384
  /// Of these, tasks read at once.
  private static let readPiece = 256

  /// How many tasks the filter admits.
  private(set) var matching = 0
  private let filter: TaskFilter
  private let parents: [Int32]
  private var isKept: [Bool]
  private var unseen: ArraySlice<Int>

  /// A choice among the tasks of a tree, or of its part from a position down.
  init(_ filter: TaskFilter, in tree: Tree, from root: Int?) {
    self.filter = filter
    parents = tree.parents
    isKept = Array(repeating: false, count: tree.parents.count)
    unseen = tree.members(from: root)[...]
  }

  /// Looks at some more tasks; false when all have been looked at.
  mutating func look(describe: ([Int]) -> [TaskInfo?]) -> Bool {
    var rest = Self.pieceTasks
    while rest > 0, !unseen.isEmpty {
      let piece = Array(unseen.prefix(Self.readPiece))
      for (position, task) in zip(piece, describe(piece)) {
        guard let task, filter.admits(task) else { continue }
        isKept[position] = true
        matching += 1
      }
      unseen = unseen.dropFirst(piece.count)
      rest -= piece.count
    }
    return !unseen.isEmpty
  }

  /// The positions of what is shown, in ascending order.
  func positions() -> [Int] {
    var isKept = isKept
    // A task comes after the one that it stands under.
    for position in isKept.indices.reversed() where isKept[position] && parents[position] != Tree.none {
      isKept[Int(parents[position])] = true
    }
    return isKept.indices.filter { isKept[$0] }
  }
}
