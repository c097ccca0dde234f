// `ps-terminated`: which tasks have ended, how and why. It knows columns and filters, not how a row's facts are found.
import TaskRegistry

extension Command {
  /// Lists finished tasks.
  static let psTerminated = Command(
    verb: "ps-terminated", aliases: ["pt"], group: .ended,
    summary: "tasks that ended: how, and the error",
    options: [
      CommandOption(
        name: "--outcome", value: "O", choices: TaskOutcome.allCases.map(\.rawValue),
        summary: "only tasks that ended so: returned, threw or cancelled"),
      .taskName,
      CommandOption.place.saying(
        "only where SPAWNED AT matches: File.swift:42, the function, or both with a blank between"),
      CommandOption.older.saying("only tasks that lived at least so long: 5m, 30s"),
      .parent,
      CommandOption.cancelled.saying("only tasks that had been asked to stop"),
      CommandOption(
        name: "--sort", value: "ended|lifetime|busy|runs",
        choices: FinishedTable.Order.allCases.map(\.rawValue),
        summary: "order: latest end first (ended, the default), others most first"),
      .limit, .all, .json,
    ],
    cost: "some 2 µs for each that is kept; stops no task",
    examples: [
      CommandExample(
        "ps-terminated --outcome threw",
        """
           ID  OUTCOME    NAME       ENDED  LIFETIME     BUSY  RUNS  SPAWNED AT             ERROR
           29  threw      order 15  2.00 s    310 ms  1.10 ms     3  OrderService.swift:31  PaymentError.declined(402)
        showing 1 of 2 finished tasks (dropped 0); 1 matches
        """),
      CommandExample(
        "pt --sort lifetime -n 1",
        """
           ID  OUTCOME    NAME       ENDED  LIFETIME     BUSY  RUNS  SPAWNED AT             ERROR
           28  returned   order 16  1m 34s    4.90 s  1.10 ms     3  OrderService.swift:31  -
        showing 1 of 2 finished tasks (dropped 0)
        """),
    ]
  ) { arguments, context throws(CommandError) in
    var listing = FinishedTable(
      outcome: arguments.values["--outcome"].flatMap(TaskOutcome.init), filter: try TaskFilter(arguments),
      order: arguments.values["--sort"].flatMap(FinishedTable.Order.init) ?? .ended,
      limit: try arguments.rowLimit(), audience: context.audience, read: context.questions.finished)
    if arguments.has("--json") { return .reply(Reply { output in listing.nextJSON(&output) }) }
    return .reply(Reply { output in listing.nextText(&output) })
  }
}

/// A listing of finished tasks on its way to one reader.
struct FinishedTable {
  /// Which tasks come first.
  enum Order: String, CaseIterable {
    case ended
    case lifetime
    case busy
    case runs

    /// Whether one comes before another; of those that are alike the one that ended later.
    func isBefore(_ left: FinishedTask, _ right: FinishedTask) -> Bool {
      (key(of: left), right.endedNanosecondsAgo) > (key(of: right), left.endedNanosecondsAgo)
    }

    private func key(of task: FinishedTask) -> UInt64 {
      switch self {
      case .ended: 0
      case .lifetime: task.lifetimeNanoseconds
      case .busy: task.busyNanoseconds ?? 0
      case .runs: task.runs ?? 0
      }
    }
  }

  /// Rows of a piece: some 50 KiB, as text or as JSON.
  private static let usualTextRows = 400
  private static let jsonRows = 150
  /// In plain lines longer texts are cut in their middle.
  private static let usualNameLimit = 24
  private static let usualPlaceLimit = 40
  private static let usualErrorLimit = 60

  private let outcome: TaskOutcome?
  private let filter: TaskFilter
  private let order: Order
  private let limit: Int
  private let textRows: Int
  private let nameLimit: Int
  private let placeLimit: Int
  private let errorLimit: Int
  private let read: () -> Registry.FinishedListing

  /// What is left to show; nil before the first piece.
  private var rows: ArraySlice<FinishedTask>?
  private var shown = 0
  private var matching = 0
  private var total = 0
  private var dropped: UInt64 = 0
  private var json = JSONLines()
  private var table: Table

  init(
    outcome: TaskOutcome?, filter: TaskFilter, order: Order, limit: Int, audience: Audience,
    read: @escaping () -> Registry.FinishedListing
  ) {
    self.outcome = outcome
    self.filter = filter
    self.order = order
    self.limit = limit
    self.read = read
    textRows = audience.pieceRows(Self.usualTextRows)
    nameLimit = audience.limit(Self.usualNameLimit)
    placeLimit = audience.limit(Self.usualPlaceLimit)
    errorLimit = audience.limit(Self.usualErrorLimit)
    table = Table(
      [
        .init(title: "ID", isRightAligned: true, minimum: 5),
        .init(title: "OUTCOME", minimum: 9),
        .init(title: "NAME", minimum: 8, narrowest: 8),
        .init(title: "ENDED", isRightAligned: true, minimum: 6),
        .init(title: "LIFETIME", isRightAligned: true, isSecondary: true),
        .init(title: "BUSY", isRightAligned: true, minimum: 7, isSecondary: true),
        .init(title: "RUNS", isRightAligned: true, isSecondary: true),
        .init(title: "SPAWNED AT", minimum: 16, narrowest: 12),
        .init(title: "ERROR", narrowest: 12),
      ], for: audience)
  }

  /// The next piece of the table.
  mutating func nextText(_ output: inout [UInt8]) -> Reply.Step {
    for task in next(textRows) { add(task) }
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
    var wanted = listing.tasks.filter(isWanted)
    // They come in the order of their ends already.
    if order != .ended { wanted.sort { order.isBefore($0, $1) } }
    matching = wanted.count
    shown = min(limit, matching)
    return wanted.prefix(limit)
  }

  private func isWanted(_ task: FinishedTask) -> Bool {
    (outcome == nil || task.outcome == outcome) && filter.admits(task)
  }

  private mutating func add(_ task: FinishedTask) {
    table.cell(task.id.rawValue)
    table.cell { $0.append(outcome: task.outcome) }
    table.cell(safe: task.name, limit: nameLimit)
    table.cell(nanoseconds: task.endedNanosecondsAgo)
    table.cell(nanoseconds: task.lifetimeNanoseconds)
    table.cell(nanoseconds: task.busyNanoseconds)
    table.cell(task.runs)
    table.cell { text in
      if let place = task.spawnedAt {
        text.append(fileAndLineOf: place, limit: placeLimit)
      } else {
        text.append("-")
      }
    }
    table.cell(safe: task.error, limit: errorLimit)
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
    if outcome != nil || !filter.isEmpty { text.append(matching: matching) }
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
