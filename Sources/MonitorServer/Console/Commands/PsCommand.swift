// `ps`: which tasks are live, what they do and where. It knows columns and filters, not how a row's facts are found.
import TaskRegistry

extension Command {
  /// Lists live tasks.
  static let ps = Command(
    verb: "ps", aliases: ["p"], group: .running,
    summary: "live tasks: state, times and place",
    options: TaskFilter.options + [
      CommandOption(
        name: "--sort", value: "id|age|busy|runs|lag", choices: TaskOrder.allCases.map(\.rawValue),
        summary:
          "order: id ascending, others most first; lag adds a column (default: running ones first, then by id)"
      ),
      .limit, .all, .json,
    ],
    cost: "some 50 ns a live task, and 2 µs a row looked at; stops no task",
    examples: [
      CommandExample(
        "ps --sort busy -n 2",
        """
           ID  STATE              NAME         AGE     BUSY  RUNS  AT
           40  running            report    1m 30s   1m 28s     2  [Main.swift:9]
           12  suspended (group)  orders    3m 12s  41.2 ms   118  OrderService.swift:31 serve()
        showing 2 of 4 tasks (running 1, ready 0, suspended 3)
        """),
      CommandExample(
        "ps --name 'order*' --older 30s",
        """
           ID  STATE                     NAME         AGE     BUSY  RUNS  AT
           12  suspended (group)         orders    3m 12s  41.2 ms   118  OrderService.swift:31 serve()
           31  suspended (continuation)  order 17  48.0 s  1.20 ms     4  Payment.swift:58 charge(_:)
        showing 2 of 4 tasks (running 1, ready 0, suspended 3); 2 match
        """),
    ]
  ) { arguments, context throws(CommandError) in
    var listing = PsListing(
      filter: try TaskFilter(arguments),
      order: arguments.values["--sort"].flatMap(TaskOrder.init), limit: try arguments.rowLimit(),
      audience: context.audience, begin: context.questions.listing)
    if arguments.has("--json") { return .reply(Reply { output in listing.nextJSON(&output) }) }
    return .reply(Reply { output in listing.nextText(&output) })
  }
}

/// A listing on its way to one reader.
struct PsListing {
  /// Rows of a piece: some 50 KiB, as text or as JSON.
  private static let usualTextRows = 400
  private static let jsonRows = 150
  /// How many tasks are looked at for no more than the number of those that match, behind the last row: some 200 ms.
  static let usualMostCounted = 100_000
  /// In plain lines a longer name is cut in its middle; so is a longer function.
  private static let usualNameLimit = 24
  private static let placeLimit = 48

  private let filter: TaskFilter
  private let order: TaskOrder?
  private let limit: Int
  private let nameLimit: Int
  private let textRows: Int
  private let mostCounted: Int
  private let begin: (TaskOrder?) -> Questions.Listing

  private var listing: Questions.Listing?
  private var table: Table
  private var places: PlaceTexts
  private var json = JSONLines()
  private var shown = 0
  /// Tasks that the filter admits, as far as they were looked at.
  private var matching = 0
  private var countedBehind = 0

  init(
    filter: TaskFilter, order: TaskOrder?, limit: Int, audience: Audience,
    mostCounted: Int = PsListing.usualMostCounted,
    begin: @escaping (TaskOrder?) -> Questions.Listing
  ) {
    self.filter = filter
    self.order = order
    self.limit = limit
    self.mostCounted = mostCounted
    self.begin = begin
    nameLimit = audience.limit(Self.usualNameLimit)
    textRows = audience.pieceRows(Self.usualTextRows)
    places = PlaceTexts(limit: audience.limit(Self.placeLimit))
    var columns: [Table.Column] = [
      .init(title: "ID", isRightAligned: true, minimum: 5),
      .init(title: "STATE", minimum: 17, narrowest: 17, manner: .afterFirstWord),
      .init(title: "NAME", minimum: 8, narrowest: 7),
      .init(title: "AGE", isRightAligned: true, minimum: 6, isSecondary: true),
      .init(title: "BUSY", isRightAligned: true, minimum: 7, isSecondary: true),
      .init(title: "RUNS", isRightAligned: true, isSecondary: true),
    ]
    // What one sorts by, one wants to see.
    if order == .lag { columns.append(.init(title: "LAG", isRightAligned: true, minimum: 7)) }
    columns.append(.init(title: "AT", narrowest: 21, manner: .afterFirstWord))
    table = Table(columns, for: audience)
  }

  /// The next piece of the table.
  mutating func nextText(_ output: inout [UInt8]) -> Reply.Step {
    let listing = begun()
    var isAtEnd = false
    if shown < limit {
      let rows = nextRows(of: listing, textRows)
      isAtEnd = rows == nil
      // A span lends its rows, where an array would copy each with all its strings.
      if let span = rows?.span { for index in span.indices { add(span[index]) } }
    } else if !filter.isEmpty {
      isAtEnd = !countMore(of: listing)
    }
    table.flush(into: &output)
    let isEnough = shown == limit && (filter.isEmpty || countedBehind >= mostCounted)
    guard isAtEnd || isEnough else { return .more }
    appendSummary(listing.counts, hasSeenAll: isAtEnd, to: &output)
    return .finished
  }

  /// The next piece of objects.
  mutating func nextJSON(_ output: inout [UInt8]) -> Reply.Step {
    guard shown < limit, let rows = nextRows(of: begun(), Self.jsonRows) else { return .finished }
    let span = rows.span
    for index in span.indices { json.row { $0.fields(of: span[index]) } }
    output.append(contentsOf: json.bytes)
    json.removeAll()
    return shown == limit ? .finished : .more
  }

  private mutating func begun() -> Questions.Listing {
    let begun = listing ?? begin(order)
    listing = begun
    return begun
  }

  /// Some more rows, of which the filter may leave none; `nil` when every task has been looked at.
  private mutating func nextRows(of listing: Questions.Listing, _ most: Int) -> [TaskInfo]? {
    // Without a filter every task described is shown, so none is described in vain.
    var rows = listing.next(filter.isEmpty ? min(most, limit - shown) : most)
    guard !rows.isEmpty else { return nil }
    if !filter.isEmpty { rows.removeAll { !filter.admits($0) } }
    matching += rows.count
    if rows.count > limit - shown { rows.removeLast(rows.count - (limit - shown)) }
    shown += rows.count
    return rows
  }

  /// Counts on behind the last row; false when every task has been looked at.
  private mutating func countMore(of listing: Questions.Listing) -> Bool {
    let tasks = listing.next(textRows)
    countedBehind += tasks.count
    matching += tasks.count { filter.admits($0) }
    return !tasks.isEmpty
  }

  private mutating func add(_ task: borrowing TaskInfo) {
    table.cell(task.id.rawValue)
    table.cell { $0.append(stateOf: task) }
    table.cell(safe: task.name, limit: nameLimit)
    table.cell(nanoseconds: task.ageNanoseconds)
    let hasKnownRuns = task.hasKnownRuns
    table.cell(nanoseconds: hasKnownRuns ? task.busyNanoseconds : nil)
    table.cell(hasKnownRuns ? task.runs : nil)
    if order == .lag { table.cell(nanoseconds: task.lagNanoseconds) }
    table.cell { places.append(placeOf: task, to: &$0) }
  }

  private func appendSummary(_ counts: StateCounts, hasSeenAll: Bool, to output: inout [UInt8]) {
    var text = TextBuffer()
    text.append("showing ")
    text.append(shown)
    text.append(" of ")
    text.append(counts.total)
    text.append(" tasks (")
    text.append(states: counts)
    text.append(")")
    if !filter.isEmpty { text.append(matching: matching, orMore: !hasSeenAll) }
    text.endLine()
    output.append(contentsOf: text.bytes)
  }
}

extension TextBuffer {
  /// `; 12 match`: how many a filter admits, all shown or not.
  mutating func append(matching count: Int, orMore: Bool = false) {
    append("; ")
    append(count)
    if orMore { append(" or more") }
    append(count == 1 && !orMore ? " matches" : " match")
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
