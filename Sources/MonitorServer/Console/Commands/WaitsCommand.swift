// `waits`: what live tasks wait for, most first. It knows columns and filters, not how tasks are counted.
import TaskRegistry

extension Command {
  /// Counts live tasks by what they wait for and where.
  static let waits = Command(
    verb: "waits", group: .stuck,
    summary: "tasks counted by what they wait for",
    options: TaskFilter.options + [
      CommandOption(
        name: "--sort", value: "count|oldest", choices: WaitsListing.Order.allCases.map(\.rawValue),
        summary: "order: most tasks first (count, the default), or oldest task first"),
      .limit, .all, .json,
    ],
    cost: "some 1 µs a live task and a fixed amount of memory; stops no task",
    examples: [
      CommandExample(
        "waits",
        """
        COUNT  STATE                     ON    OLDEST    ID  AT
            2  suspended (continuation)  -     48.0 s    31  Payment.swift:58 charge(_:)
            1  suspended (group)         -     3m 12s    12  OrderService.swift:31 serve()
        showing 2 of 2 groups (3 tasks)
        """),
      CommandExample(
        "waits --at 'Payment*'",
        """
        COUNT  STATE                     ON    OLDEST    ID  AT
            2  suspended (continuation)  -     48.0 s    31  Payment.swift:58 charge(_:)
        showing 1 of 1 groups (2 tasks)
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let filter = try TaskFilter(arguments)
    var listing = WaitsListing(
      filter: filter, order: arguments.values["--sort"].flatMap(WaitsListing.Order.init) ?? .count,
      limit: try arguments.rowLimit(), audience: context.audience)
    let isJSON = arguments.has("--json")
    var survey: (() -> WaitReport?)?
    return .reply(
      Reply { output in
        if listing.hasReport { return listing.next(&output, isJSON: isJSON) }
        let look = survey ?? context.questions.waits(filter)
        survey = look
        // Counted piece by piece, so that a reader who leaves ends it.
        if let report = look() { listing.take(report) }
        return .more
      })
  }
}

/// A report on its way to one reader.
struct WaitsListing {
  /// Which groups come first.
  enum Order: String, CaseIterable {
    case count
    case oldest
  }

  /// Rows of a piece: some 50 KiB.
  private static let usualPieceRows = 200
  /// In plain lines longer names of types, and functions, are cut in their middle.
  private static let usualTargetLimit = 24
  private static let usualPlaceLimit = 48

  private let filter: TaskFilter
  private let order: Order
  private let limit: Int
  private let pieceRows: Int
  private let targetLimit: Int
  private let placeLimit: Int
  private var groups: [WaitGroup]?
  private var others: WaitGroup?
  private var shown = 0
  private var table: Table
  private var json = JSONLines()

  init(filter: TaskFilter, order: Order, limit: Int, audience: Audience) {
    self.filter = filter
    self.order = order
    self.limit = limit
    pieceRows = audience.pieceRows(Self.usualPieceRows)
    targetLimit = audience.limit(Self.usualTargetLimit)
    placeLimit = audience.limit(Self.usualPlaceLimit)
    table = Table(
      [
        .init(title: "COUNT", isRightAligned: true),
        .init(title: "STATE", minimum: 17, narrowest: 17, manner: .afterFirstWord),
        .init(title: "ON", minimum: 4, narrowest: 8),
        .init(title: "OLDEST", isRightAligned: true),
        .init(title: "ID", isRightAligned: true, minimum: 4, isSecondary: true),
        .init(title: "AT", narrowest: 21, manner: .afterFirstWord),
      ], for: audience)
  }

  /// Whether there is something to list.
  var hasReport: Bool { groups != nil }

  /// Lists this, as far as it is wanted.
  mutating func take(_ report: WaitReport) {
    var groups = report.groups.filter { group in
      (filter.state == nil || group.state == filter.state)
        && filter.place?.matches(placeOf: group.waitingAt ?? group.spawnedAt) ?? true
    }
    if order == .oldest { groups.sort { $0.oldestAgeNanoseconds > $1.oldestAgeNanoseconds } }
    self.groups = groups
    // Of the others it is not known where they are and what they do: a filter leaves them out.
    others = filter.state == nil && filter.place == nil ? report.others : nil
  }

  /// The next piece.
  mutating func next(_ output: inout [UInt8], isJSON: Bool) -> Reply.Step {
    let all = (groups ?? []) + (others.map { [$0] } ?? [])
    let end = min(all.count, limit, shown + pieceRows)
    for index in shown..<end {
      let isOthers = others != nil && index == all.count - 1
      if isJSON {
        json.row { $0.fields(of: all[index], isOthers: isOthers) }
      } else {
        add(all[index], isOthers)
      }
    }
    shown = end
    if isJSON {
      output.append(contentsOf: json.bytes)
      json.removeAll()
    } else {
      table.flush(into: &output)
    }
    guard shown == min(all.count, limit) else { return .more }
    if !isJSON { appendSummary(of: all, to: &output) }
    return .finished
  }

  private mutating func add(_ group: WaitGroup, _ isOthers: Bool) {
    table.cell(group.count)
    table.cell { $0.append(state: group.state, waitKind: group.waitKind) }
    table.cell { text in
      if let on = group.waitingOn {
        text.append(safe: on, limit: targetLimit)
      } else {
        text.append(group.waitsForVarious ? "various" : "-")
      }
    }
    table.cell(nanoseconds: group.oldestAgeNanoseconds)
    table.cell(group.oldest.rawValue)
    table.cell { text in
      if isOthers {
        text.append("other places")
      } else {
        text.append(awaitPoint: group.waitingAt, orSpawnSite: group.spawnedAt, limit: placeLimit)
      }
    }
  }

  private func appendSummary(of all: [WaitGroup], to output: inout [UInt8]) {
    var text = TextBuffer()
    text.append("showing ")
    text.append(shown)
    text.append(" of ")
    text.append(all.count)
    text.append(" groups (")
    text.append(all.reduce(0) { $0 + $1.count })
    text.append(" tasks)")
    text.endLine()
    output.append(contentsOf: text.bytes)
  }
}

extension JSONLines {
  /// The members of a group of tasks.
  mutating func fields(of group: WaitGroup, isOthers: Bool) {
    field("count", group.count)
    field("state", group.state?.rawValue)
    field("wait_kind", group.waitKind?.rawValue)
    field("waiting_on", group.waitingOn)
    field("waiting_on_various", group.waitsForVarious)
    field("waiting_at", place: group.waitingAt)
    field("spawned_at", place: group.spawnedAt)
    field("oldest_id", group.oldest.rawValue)
    field("oldest_age_ns", group.oldestAgeNanoseconds)
    field("other_places", isOthers)
  }
}
