// `ps-terminated`: which tasks have ended, how and why. It knows columns and filters, not how a row's facts are found.
import TaskRegistry

extension Command {
  /// Lists finished tasks.
  static let psTerminated = Command(
    verb: "ps-terminated", aliases: ["pt"], group: .tasks,
    summary: "finished tasks, newest first: how they ended, their error, time and spawn site",
    options: [
      CommandOption(
        name: "--outcome", value: "O", choices: TaskOutcome.allCases.map(\.rawValue),
        summary: "only tasks that ended so: returned, threw or cancelled"),
      CommandOption(
        name: "--name", value: "GLOB",
        summary: "only tasks whose name matches; * is any text, ? one character"),
      CommandOption(
        name: "--limit", short: "-n", value: "N", excludes: ["--all"],
        summary: "at most N rows (default \(PsListing.defaultLimit))"),
      CommandOption(name: "--all", excludes: ["--limit"], summary: "every row"),
      .json,
    ],
    cost: "some 2 µs for each that is kept; stops no task",
    examples: ["ps-terminated --outcome threw", "pt --name 'fetch*' -n 10", "pt --all --json"]
  ) { arguments, context throws(CommandError) in
    var listing = FinishedTable(
      outcome: arguments.values["--outcome"].flatMap(TaskOutcome.init), name: arguments.glob("--name"),
      limit: try arguments.count("--limit") ?? (arguments.has("--all") ? .max : PsListing.defaultLimit),
      read: context.questions.finished)
    if arguments.has("--json") { return .reply(Reply { output in listing.nextJSON(&output) }) }
    return .reply(Reply { output in listing.nextText(&output) })
  }
}

/// A listing of finished tasks on its way to one reader.
struct FinishedTable {
  /// Rows of a piece: some 50 KiB, as text or as JSON.
  private static let textRows = 400
  private static let jsonRows = 150
  private static let nameLimit = 24
  private static let placeLimit = 40
  private static let errorLimit = 60

  private let outcome: TaskOutcome?
  private let name: Glob?
  private let limit: Int
  private let read: () -> Registry.FinishedListing

  /// What is left to show; nil before the first piece.
  private var rows: ArraySlice<FinishedTask>?
  private var shown = 0
  private var total = 0
  private var dropped: UInt64 = 0
  private var json = JSONLines()
  private var table = Table([
    .init(title: "ID", isRightAligned: true, minimum: 5),
    .init(title: "OUTCOME", minimum: 9),
    .init(title: "NAME", minimum: 8),
    .init(title: "ENDED", isRightAligned: true, minimum: 6),
    .init(title: "LIFETIME", isRightAligned: true),
    .init(title: "BUSY", isRightAligned: true, minimum: 7),
    .init(title: "RUNS", isRightAligned: true),
    .init(title: "SPAWNED AT", minimum: 16),
    .init(title: "ERROR"),
  ])

  init(outcome: TaskOutcome?, name: Glob?, limit: Int, read: @escaping () -> Registry.FinishedListing) {
    self.outcome = outcome
    self.name = name
    self.limit = limit
    self.read = read
  }

  /// The next piece of the table.
  mutating func nextText(_ output: inout [UInt8]) -> Reply.Step {
    for task in next(Self.textRows) { add(task) }
    table.flush(into: &output)
    guard rows?.isEmpty == true else { return .more }
    appendSummary(to: &output)
    return .finished
  }

  /// The next piece of objects.
  mutating func nextJSON(_ output: inout [UInt8]) -> Reply.Step {
    for task in next(Self.jsonRows) { json.row { $0.fields(of: task) } }
    output.append(contentsOf: json.bytes)
    json.removeAll()
    return rows?.isEmpty == true ? .finished : .more
  }

  private mutating func next(_ most: Int) -> ArraySlice<FinishedTask> {
    let left = rows ?? begin()
    let piece = left.prefix(most)
    rows = left.dropFirst(most)
    return piece
  }

  private mutating func begin() -> ArraySlice<FinishedTask> {
    let listing = read()
    total = listing.tasks.count
    dropped = listing.dropped
    let wanted = listing.tasks.filter(isWanted).prefix(limit)
    shown = wanted.count
    return wanted
  }

  private func isWanted(_ task: FinishedTask) -> Bool {
    if let outcome, task.outcome != outcome { return false }
    guard let name else { return true }
    return task.name.map(name.matches) ?? false
  }

  private mutating func add(_ task: FinishedTask) {
    table.cell(task.id.rawValue)
    table.cell { $0.append(safe: task.outcome.rawValue) }
    table.cell(safe: task.name, limit: Self.nameLimit)
    table.cell(nanoseconds: task.endedNanosecondsAgo)
    table.cell(nanoseconds: task.lifetimeNanoseconds)
    table.cell(nanoseconds: task.busyNanoseconds)
    table.cell { text in
      if let runs = task.runs { text.append(runs) } else { text.append("-") }
    }
    table.cell { text in
      if let place = task.spawnedAt {
        text.append(fileAndLineOf: place, limit: Self.placeLimit)
      } else {
        text.append("-")
      }
    }
    table.cell(safe: task.error, limit: Self.errorLimit)
  }

  private func appendSummary(to output: inout [UInt8]) {
    var text = TextBuffer()
    text.append("showing ")
    text.append(shown)
    text.append(" of ")
    text.append(total)
    text.append(" finished tasks (dropped ")
    text.append(dropped)
    text.append(")")
    text.endLine()
    output.append(contentsOf: text.bytes)
  }
}

extension JSONLines {
  /// The members of a finished task.
  mutating func fields(of task: FinishedTask) {
    field("id", task.id.rawValue)
    field("name", task.name)
    field("outcome", task.outcome.rawValue)
    field("error", task.error)
    field("ended_ago_ns", task.endedNanosecondsAgo)
    field("lifetime_ns", task.lifetimeNanoseconds)
    field("busy_ns", task.busyNanoseconds)
    field("runs", task.runs)
    field("cancelled", task.isCancelled)
    field("cancelled_by", task.cancelledBy)
    field("cancel_requested_before_ns", task.cancelRequestedNanosecondsBefore)
    field("kind", task.kind.rawValue)
    field("parent", task.parent?.rawValue)
    field("creator", task.creator?.rawValue)
    field("group", task.group.map { "0x" + String($0, radix: 16) })
    field("spawned_at", place: task.spawnedAt)
    field("last_at", place: task.lastAt)
  }
}
