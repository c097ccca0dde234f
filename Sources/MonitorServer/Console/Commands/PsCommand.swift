// `ps`: which tasks are live, what they do and where. It knows columns and filters, not how a row's facts are found.
import TaskRegistry

extension Command {
  /// Lists live tasks.
  static let ps = Command(
    verb: "ps", aliases: ["p"], group: .tasks,
    summary: "what is running: live tasks, their state, time and place",
    options: [
      .state, .taskName,
      CommandOption(
        name: "--at", value: "GLOB",
        summary: "only tasks whose AT matches: File.swift:42, the function, or both with a blank between"),
      CommandOption(
        name: "--sort", value: "id|age|busy|runs|lag", choices: TaskOrder.allCases.map(\.rawValue),
        summary:
          "order: id ascending, others most first; lag adds a column (default: running ones first, then by id)"
      ),
      CommandOption(
        name: "--limit", short: "-n", value: "N", excludes: ["--all"],
        summary: "at most N rows (default \(PsListing.defaultLimit))"),
      CommandOption(name: "--all", excludes: ["--limit"], summary: "every row"),
      .json,
    ],
    cost: "some 50 ns a live task, and 2 µs a row looked at; stops no task",
    examples: ["ps --sort busy -n 10", "ps --name 'fetch*' --state suspended", "ps --all --json"]
  ) { arguments, context throws(CommandError) in
    var listing = PsListing(
      state: arguments.values["--state"].flatMap(TaskState.init),
      name: arguments.glob("--name"), place: arguments.glob("--at"),
      order: arguments.values["--sort"].flatMap(TaskOrder.init),
      limit: try arguments.count("--limit") ?? (arguments.has("--all") ? .max : PsListing.defaultLimit),
      begin: context.questions.listing)
    if arguments.has("--json") { return .reply(Reply { output in listing.nextJSON(&output) }) }
    return .reply(Reply { output in listing.nextText(&output) })
  }
}

/// A listing on its way to one reader.
struct PsListing {
  /// Rows a person can look through; a script asks for all.
  static let defaultLimit = 50
  /// Rows of a piece: some 50 KiB, as text or as JSON.
  private static let textRows = 400
  private static let jsonRows = 150
  /// A longer name is cut in its middle; so is a longer function.
  private static let nameLimit = 24
  private static let placeLimit = 48

  private let state: TaskState?
  private let name: Glob?
  private let place: Glob?
  private let order: TaskOrder?
  private let limit: Int
  private let begin: (TaskOrder?) -> Questions.Listing

  private var listing: Questions.Listing?
  private var table: Table
  private var places = PlaceTexts(limit: Self.placeLimit)
  private var json = JSONLines()
  private var shown = 0

  init(
    state: TaskState?, name: Glob?, place: Glob?, order: TaskOrder?, limit: Int,
    begin: @escaping (TaskOrder?) -> Questions.Listing
  ) {
    self.state = state
    self.name = name
    self.place = place
    self.order = order
    self.limit = limit
    self.begin = begin
    var columns: [Table.Column] = [
      .init(title: "ID", isRightAligned: true, minimum: 5),
      .init(title: "STATE", minimum: 17),
      .init(title: "NAME", minimum: 8),
      .init(title: "AGE", isRightAligned: true, minimum: 6),
      .init(title: "BUSY", isRightAligned: true, minimum: 7),
      .init(title: "RUNS", isRightAligned: true),
    ]
    // What one sorts by, one wants to see.
    if order == .lag { columns.append(.init(title: "LAG", isRightAligned: true, minimum: 7)) }
    columns.append(.init(title: "AT"))
    table = Table(columns)
  }

  /// The next piece of the table.
  mutating func nextText(_ output: inout [UInt8]) -> Reply.Step {
    let (rows, isLast, counts) = nextRows(Self.textRows)
    // A span lends its rows, where an array would copy each with all its strings.
    let span = rows.span
    for index in span.indices { add(span[index]) }
    table.flush(into: &output)
    guard isLast else { return .more }
    appendSummary(counts, to: &output)
    return .finished
  }

  /// The next piece of objects.
  mutating func nextJSON(_ output: inout [UInt8]) -> Reply.Step {
    let (rows, isLast, _) = nextRows(Self.jsonRows)
    let span = rows.span
    for index in span.indices { json.row { $0.fields(of: span[index]) } }
    output.append(contentsOf: json.bytes)
    json.removeAll()
    return isLast ? .finished : .more
  }

  private mutating func nextRows(_ most: Int) -> (rows: [TaskInfo], isLast: Bool, counts: StateCounts) {
    let listing = listing ?? begin(order)
    self.listing = listing
    guard shown < limit else { return ([], true, listing.counts) }
    let isFiltered = state != nil || name != nil || place != nil
    // Without a filter every task described is shown, so none is described in vain.
    var rows = listing.next(isFiltered ? most : min(most, limit - shown))
    guard !rows.isEmpty else { return ([], true, listing.counts) }
    if isFiltered { rows.removeAll { !isWanted($0) } }
    if rows.count > limit - shown { rows.removeLast(rows.count - (limit - shown)) }
    shown += rows.count
    return (rows, shown == limit, listing.counts)
  }

  private func isWanted(_ task: TaskInfo) -> Bool {
    if let state, task.state != state { return false }
    if let name {
      guard let taskName = task.name, name.matches(taskName) else { return false }
    }
    if let place {
      guard place.matches(placeOf: task.waitingAt ?? task.spawnedAt) else { return false }
    }
    return true
  }

  private mutating func add(_ task: borrowing TaskInfo) {
    table.cell(task.id.rawValue)
    table.cell { $0.append(stateOf: task) }
    table.cell(safe: task.name, limit: Self.nameLimit)
    table.cell(nanoseconds: task.ageNanoseconds)
    let hasKnownRuns = task.hasKnownRuns
    table.cell(nanoseconds: hasKnownRuns ? task.busyNanoseconds : nil)
    table.cell { text in
      if hasKnownRuns { text.append(task.runs) } else { text.append("-") }
    }
    if order == .lag { table.cell(nanoseconds: task.lagNanoseconds) }
    table.cell { places.append(placeOf: task, to: &$0) }
  }

  private func appendSummary(_ counts: StateCounts, to output: inout [UInt8]) {
    var text = TextBuffer()
    text.append("showing ")
    text.append(shown)
    text.append(" of ")
    text.append(counts.total)
    text.append(" tasks (running ")
    text.append(counts.running)
    text.append(", ready ")
    text.append(counts.ready)
    text.append(", suspended ")
    text.append(counts.suspended)
    if counts.unknown > 0 {
      text.append(", unknown ")
      text.append(counts.unknown)
    }
    text.append(")")
    text.endLine()
    output.append(contentsOf: text.bytes)
  }
}

extension JSONLines {
  /// The members of a live task.
  mutating func fields(of task: TaskInfo) {
    field("id", task.id.rawValue)
    field("name", task.name)
    field("state", task.state?.rawValue)
    field("wait_kind", task.waitKind?.rawValue)
    field("waiting_on", task.waitingOn)
    field("cancelled", task.isCancelled)
    field("priority", task.priority.map(UInt64.init))
    field("kind", task.kind.rawValue)
    field("parent", task.parent?.rawValue)
    field("creator", task.creator?.rawValue)
    field("age_ns", task.ageNanoseconds)
    let hasKnownRuns = task.hasKnownRuns
    field("busy_ns", hasKnownRuns ? task.busyNanoseconds : nil)
    field("lag_ns", task.lagNanoseconds)
    field("longest_run_ns", hasKnownRuns ? task.longestRunNanoseconds : nil)
    field("runs", hasKnownRuns ? task.runs : nil)
    field("waiting_at", place: task.waitingAt)
    field("spawned_at", place: task.spawnedAt)
  }
}
