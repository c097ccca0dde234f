// The lines of a tree from top to bottom, one at a time, and what is drawn in front of each; it knows no task's facts.

/// A way through a tree that keeps no more than the lines it stands between.
struct TreeWalk {
  /// A line, and where it stands.
  struct Step: Equatable {
    var line: Tree.Line
    var depth: Int
    /// For each level above, the root's left out: whether more comes there; empty where it is too deep to be drawn.
    var goesOn: [Bool] = []
    /// Whether it is the last of its siblings.
    var isLast = false
  }

  private struct Level {
    var lines: [Tree.Line]
    var next = 0
  }

  private let tree: Tree
  private let folding: Tree.Folding
  /// Levels drawn; deeper ones are counted.
  private let depthLimit: Int
  private var levels: [Level]

  /// - Parameter root: where it begins; at all roots where it is nil.
  init(_ tree: Tree, from root: Int?, folding: Tree.Folding = .init(), depthLimit: Int = Tree.depthLimit) {
    self.tree = tree
    self.folding = folding
    self.depthLimit = depthLimit
    levels = [Level(lines: root.map { [.task($0)] } ?? tree.lines(of: tree.roots, folding: folding))]
  }

  /// The next line.
  mutating func next() -> Step? {
    while let level = levels.last, level.next == level.lines.count { levels.removeLast() }
    guard let level = levels.last else { return nil }
    let depth = levels.count - 1
    let step = Step(
      line: level.lines[level.next], depth: depth,
      goesOn: depth > Tree.depthLimit
        ? [] : levels.dropFirst().dropLast().map { $0.next < $0.lines.count },
      isLast: level.next == level.lines.count - 1)
    levels[depth].next += 1
    if case .task(let position) = step.line, tree.sizes[position] > 1 {
      if depth + 1 < depthLimit {
        levels.append(Level(lines: tree.lines(of: tree.children(of: position), folding: folding)))
      } else {
        levels.append(Level(lines: [.deeper(tasks: tree.sizes[position] - 1, below: position)]))
      }
    }
    return step
  }
}

/// With what a tree is drawn.
enum TreeStyle {
  /// Lines of a terminal.
  case boxes
  /// Characters that any program can read.
  case ascii
}

extension TextBuffer {
  /// Appends what stands in front of a line: how it hangs on the lines above, with a mark where it was only created there.
  mutating func append(branchOf step: TreeWalk.Step, isCreated: Bool, style: TreeStyle) {
    guard step.depth > 0 else { return }
    for goesOn in step.goesOn {
      switch (style, goesOn) {
      case (.boxes, true): append("│  ")
      case (.ascii, true): append("|  ")
      case (_, false): append("   ")
      }
    }
    switch (style, step.isLast, isCreated) {
    case (.boxes, false, false): append("├─ ")
    case (.boxes, true, false): append("└─ ")
    case (.boxes, false, true): append("├┄ ")
    case (.boxes, true, true): append("└┄ ")
    case (.ascii, false, false): append("|- ")
    case (.ascii, true, false): append("`- ")
    case (.ascii, false, true): append("|~ ")
    case (.ascii, true, true): append("`~ ")
    }
  }
}
