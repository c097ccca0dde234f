// `tree`: live tasks under those that they belong to. It knows lines, not how relations are found or drawn.
import TaskRegistry

extension Command {
  /// Shows live tasks by parent and creator.
  static let tree = Command(
    verb: "tree", group: .tasks,
    operands: Operands(name: "ID", minimum: 0, maximum: 1),
    summary: "live tasks under their parents, or under the tasks that created them",
    options: [
      CommandOption(
        name: "--limit", short: "-n", value: "N", excludes: ["--all"],
        summary: "at most N lines (default \(TreeListing.defaultLimit))"),
      CommandOption(
        name: "--all", excludes: ["--limit"], summary: "every task down to level 32, nothing folded"),
      .json,
    ],
    cost: "some 2 µs and 80 bytes a live task; stops no task",
    examples: ["tree", "tree 12", "tree --all --json"]
  ) { arguments, context throws(CommandError) in
    let isJSON = arguments.has("--json")
    var listing = TreeListing(
      root: try arguments.ids().first,
      limit: try arguments.count("--limit") ?? (arguments.has("--all") ? .max : TreeListing.defaultLimit),
      isFolded: !arguments.has("--all") && !isJSON,
      style: context.audience.isInteractive ? .boxes : .ascii)
    var kinship: Questions.Kinship?
    return .reply(
      Reply { output in
        let asked = kinship ?? context.questions.kinship()
        kinship = asked
        return listing.next(&output, asking: asked, isJSON: isJSON)
      })
  }
}

/// A tree on its way to one reader.
struct TreeListing {
  /// Lines a person can look through.
  static let defaultLimit = 50
  /// Lines of a piece, so that text or JSON is some 50 KiB.
  private static let pieceLines = 150
  /// Tasks looked at between two looks at whether the reader is still there: some 20 ms.
  private static let standingsPiece = 16_384
  /// Of these, tasks read at once.
  private static let readPiece = 256
  private static let placeLimit = 48

  private let root: TaskID?
  private let limit: Int
  private let isFolded: Bool
  private let style: TreeStyle

  private var tree: Tree?
  /// What each task does, where alike ones are to be folded.
  private var standings: [Int32] = []
  /// The tasks of which that is still to be found out.
  private var unseen: ArraySlice<Int> = []
  private var walk: TreeWalk?
  private var rootPosition: Int?
  private var places = PlaceTexts(limit: Self.placeLimit)
  private var lines = 0
  private var shown = 0
  private var folded = 0

  init(root: TaskID?, limit: Int, isFolded: Bool, style: TreeStyle) {
    self.root = root
    self.limit = limit
    self.isFolded = isFolded
    self.style = style
  }

  /// The next piece.
  mutating func next(
    _ output: inout [UInt8], asking kinship: Questions.Kinship, isJSON: Bool
  ) -> Reply.Step {
    guard let tree else {
      if let root {
        rootPosition = Tree.position(of: root.rawValue, before: kinship.links.count, in: kinship.links)
        guard rootPosition != nil else { return Reply.noLiveTask(root).next(&output) }
      }
      let tree = Tree(kinship.links)
      if isFolded {
        standings = Array(repeating: 0, count: kinship.links.count)
        unseen = tree.members(from: rootPosition)[...]
      }
      self.tree = tree
      return .more
    }
    guard walk != nil else {
      look(asking: kinship)
      if unseen.isEmpty { begin(tree, depthLimit: isJSON ? .max : Tree.depthLimit) }
      return .more
    }
    let steps = nextSteps()
    let tasks = kinship.describe(
      steps.compactMap { if case .task(let position) = $0.line { position } else { nil } })
    if isJSON {
      appendJSON(steps, tasks, tree, kinship, to: &output)
    } else {
      appendText(steps, tasks, tree, kinship, to: &output)
    }
    guard steps.isEmpty || lines == limit else { return .more }
    if !isJSON { appendSummary(of: tree, to: &output) }
    return .finished
  }

  /// Finds out what some more tasks do.
  private mutating func look(asking kinship: Questions.Kinship) {
    var rest = Self.standingsPiece
    while rest > 0, !unseen.isEmpty {
      let piece = unseen.prefix(Self.readPiece)
      for (position, standing) in zip(piece, kinship.standings(piece)) {
        standings[position] = Int32(truncatingIfNeeded: standing)
      }
      unseen = unseen.dropFirst(piece.count)
      rest -= piece.count
    }
  }

  private mutating func begin(_ tree: Tree, depthLimit: Int) {
    var tree = tree
    if isFolded { tree.fold(by: standings) }
    self.tree = tree
    walk = TreeWalk(tree, from: rootPosition, depthLimit: depthLimit)
  }

  private mutating func nextSteps() -> [TreeWalk.Step] {
    var steps: [TreeWalk.Step] = []
    while steps.count < Self.pieceLines, lines < limit, let step = walk?.next() {
      steps.append(step)
      lines += 1
    }
    return steps
  }

  private mutating func appendJSON(
    _ steps: [TreeWalk.Step], _ tasks: [TaskInfo?], _ tree: Tree, _ kinship: Questions.Kinship,
    to output: inout [UInt8]
  ) {
    var json = JSONLines()
    for (step, task) in zip(steps, tasks) {
      guard case .task(let position) = step.line, let task else { continue }
      let under = step.depth == 0 ? nil : kinship.links[Int(tree.parents[position])].id
      json.row { json in
        json.fields(of: task)
        json.field("depth", UInt64(step.depth))
        json.field("under", under)
      }
    }
    output.append(contentsOf: json.bytes)
  }

  private mutating func appendText(
    _ steps: [TreeWalk.Step], _ tasks: [TaskInfo?], _ tree: Tree, _ kinship: Questions.Kinship,
    to output: inout [UInt8]
  ) {
    var text = TextBuffer()
    var described = tasks[...]
    for step in steps {
      switch step.line {
      case .task(let position):
        text.append(branchOf: step, isCreated: tree.isCreated[position], style: style)
        if let task = described.popFirst() ?? nil {
          append(task, to: &text)
        } else {
          text.append(kinship.links[position].id)
          text.append(" has ended")
        }
        shown += 1
      case .folded(let siblings, let tasks, let position):
        text.append(branchOf: step, isCreated: tree.isCreated[position], style: style)
        append(fold: siblings, of: tasks, like: kinship.group(Int(standings[position])), to: &text)
        folded += tasks
      case .deeper(let tasks, let position):
        text.append(branchOf: step, isCreated: false, style: style)
        appendEllipsis(to: &text)
        text.append(tasks)
        text.append(" below: tree ")
        text.append(kinship.links[position].id)
        folded += tasks
      }
      text.endLine()
    }
    output.append(contentsOf: text.bytes)
  }

  private mutating func append(_ task: TaskInfo, to text: inout TextBuffer) {
    text.append(task.id.rawValue)
    text.append(quoted: task.name)
    text.append(" ")
    text.append(stateOf: task)
    guard task.waitingAt != nil || task.spawnedAt != nil else { return }
    text.append(task.waitingAt == nil ? " " : " at ")
    places.append(placeOf: task, to: &text)
  }

  /// `… 9990 more like this: suspended (sleep) at Foo.swift:12 f()`.
  private func append(fold siblings: Int, of tasks: Int, like group: WaitGroup, to text: inout TextBuffer) {
    appendEllipsis(to: &text)
    text.append(siblings)
    text.append(" more like this")
    if tasks > siblings {
      text.append(", with ")
      text.append(tasks - siblings)
      text.append(" below")
    }
    guard group.state != nil else { return }
    text.append(": ")
    text.append(state: group.state, waitKind: group.waitKind)
    guard group.waitingAt != nil || group.spawnedAt != nil else { return }
    text.append(group.waitingAt == nil ? " " : " at ")
    text.append(awaitPoint: group.waitingAt, orSpawnSite: group.spawnedAt, limit: Self.placeLimit)
  }

  private func appendEllipsis(to text: inout TextBuffer) { text.append(style == .boxes ? "… " : "... ") }

  private func appendSummary(of tree: Tree, to output: inout [UInt8]) {
    var text = TextBuffer()
    text.append("showing ")
    text.append(shown)
    text.append(" of ")
    text.append(rootPosition.map { tree.sizes[$0] } ?? tree.sizes.count)
    text.append(" tasks")
    if folded > 0 {
      text.append(" (")
      text.append(folded)
      text.append(" folded)")
    }
    text.endLine()
    output.append(contentsOf: text.bytes)
  }
}
