// The lines of `tree`, piece by piece. It knows lines, not how relations are found or drawn.
import TaskRegistry

/// A tree on its way to one reader.
struct TreeListing {
  /// A tree with an id shows what is below it, so there is none for the parent.
  static let filters = TaskFilter.options.filter { $0.name != CommandOption.parent.name }

  /// Lines of a piece, so that text or JSON is some 50 KiB.
  private static let pieceLines = 150
  /// Tasks looked at between two looks at whether the reader is still there: some 20 ms.
  private static let standingsPiece = 16_384
  /// Of these, tasks read at once.
  private static let readPiece = 256
  private static let placeLimit = 48

  private let root: TaskID?
  private let filter: TaskFilter
  private let limit: Int
  private let isFolded: Bool
  private let audience: Audience
  private let style: TreeStyle

  private var choice: TreeChoice?
  private var tree: Tree?
  /// Where the tasks of the tree stand among all; nil where it is all.
  private var chosen: [Int]?
  /// How many there would be without a filter.
  private var total = 0
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

  init(root: TaskID?, filter: TaskFilter, limit: Int, isFolded: Bool, audience: Audience) {
    self.root = root
    self.filter = filter
    self.limit = limit
    self.isFolded = isFolded
    self.audience = audience
    style = audience.isInteractive ? .boxes : .ascii
  }

  /// The next piece.
  mutating func next(
    _ output: inout [UInt8], asking kinship: Questions.Kinship, isJSON: Bool
  ) -> Reply.Step {
    guard let tree else {
      if let root, rootPosition == nil {
        rootPosition = Tree.position(of: root.rawValue, before: kinship.links.count, in: kinship.links)
        guard rootPosition != nil else { return Reply.noLiveTask(root, for: audience).next(&output) }
      }
      plant(asking: kinship)
      return .more
    }
    guard walk != nil else {
      look(asking: kinship)
      if unseen.isEmpty { begin(tree, depthLimit: isJSON ? .max : Tree.depthLimit) }
      return .more
    }
    let steps = nextSteps()
    let tasks = kinship.describe(
      steps.compactMap { if case .task(let position) = $0.line { place(position) } else { nil } })
    if isJSON {
      appendJSON(steps, tasks, tree, kinship, to: &output)
    } else {
      appendText(steps, tasks, tree, kinship, to: &output)
    }
    guard steps.isEmpty || lines == limit else { return .more }
    if !isJSON { appendSummary(to: &output) }
    return .finished
  }

  /// Where a task of the tree stands among all.
  private func place(_ position: Int) -> Int { chosen.map { $0[position] } ?? position }

  /// Makes the tree; with a filter, once all tasks have been looked at.
  private mutating func plant(asking kinship: Questions.Kinship) {
    if choice == nil {
      let whole = Tree(kinship.links)
      total = rootPosition.map { whole.sizes[$0] } ?? whole.sizes.count
      guard !filter.isEmpty else { return grow(whole) }
      choice = TreeChoice(filter, in: whole, from: rootPosition)
    }
    guard choice?.look(describe: kinship.describe) == false, let positions = choice?.positions() else {
      return
    }
    let links = positions.map { kinship.links[$0] }
    chosen = positions
    // Where nothing below it fits, the root is left out too, and nothing is shown.
    rootPosition = root.flatMap { Tree.position(of: $0.rawValue, before: links.count, in: links) }
    grow(Tree(links))
  }

  private mutating func grow(_ tree: Tree) {
    if isFolded {
      standings = Array(repeating: 0, count: tree.parents.count)
      unseen = tree.members(from: rootPosition)[...]
    }
    self.tree = tree
  }

  /// Finds out what some more tasks do.
  private mutating func look(asking kinship: Questions.Kinship) {
    var rest = Self.standingsPiece
    while rest > 0, !unseen.isEmpty {
      let piece = unseen.prefix(Self.readPiece)
      for (position, standing) in zip(piece, kinship.standings(piece.map(place)[...])) {
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
      let under = step.depth == 0 ? nil : kinship.links[place(Int(tree.parents[position]))].id
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
    var text = TextBuffer(for: audience)
    var described = tasks[...]
    for step in steps {
      let start = text.count
      switch step.line {
      case .task(let position):
        text.append(branchOf: step, isCreated: tree.isCreated[position], style: style)
        if let task = described.popFirst() ?? nil {
          append(task, to: &text)
        } else {
          text.append(kinship.links[place(position)].id)
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
        text.append(kinship.links[place(position)].id)
        folded += tasks
      }
      if let terminal = audience.terminal { text.cut(from: start, to: terminal.columns) }
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

  private func appendSummary(to output: inout [UInt8]) {
    var text = TextBuffer()
    text.append("showing ")
    text.append(shown)
    text.append(" of ")
    text.append(total)
    text.append(" tasks")
    if folded > 0 {
      text.append(" (")
      text.append(folded)
      text.append(" folded)")
    }
    if let choice { text.append(matching: choice.matching) }
    text.endLine()
    output.append(contentsOf: text.bytes)
  }
}
