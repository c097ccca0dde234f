// `waits`: what live tasks wait for, most first. It knows columns and filters, not how tasks are counted.
import TaskRegistry

extension Command {
  /// Counts live tasks by what they wait for and where.
  static let waits = Command(
    verb: "waits", group: .tasks,
    summary: "live tasks counted by state, whom they wait for and where, most first",
    options: [
      .state, .taskName,
      CommandOption(
        name: "--at", value: "GLOB",
        summary: "only groups whose AT matches: File.swift:42, the function, or both with a blank between"),
      CommandOption(
        name: "--limit", short: "-n", value: "N", excludes: ["--all"],
        summary: "at most N rows (default \(WaitsListing.defaultLimit))"),
      CommandOption(name: "--all", excludes: ["--limit"], summary: "every row"),
      .json,
    ],
    cost: "some 1 µs a live task and a fixed amount of memory; stops no task",
    examples: ["waits", "waits --state suspended -n 10", "waits --name 'fetch*' --json"]
  ) { arguments, context throws(CommandError) in
    var listing = WaitsListing(
      state: arguments.values["--state"].flatMap(TaskState.init), place: arguments.glob("--at"),
      limit: try arguments.count("--limit") ?? (arguments.has("--all") ? .max : WaitsListing.defaultLimit))
    let name = arguments.glob("--name")
    let isJSON = arguments.has("--json")
    var survey: (() -> WaitReport?)?
    return .reply(
      Reply { output in
        if listing.hasReport { return listing.next(&output, isJSON: isJSON) }
        let look = survey ?? context.questions.waits(name)
        survey = look
        // Counted piece by piece, so that a reader who leaves ends it.
        if let report = look() { listing.take(report) }
        return .more
      })
  }
}

/// A report on its way to one reader.
struct WaitsListing {
  /// Rows a person can look through.
  static let defaultLimit = 50
  /// Rows of a piece: some 50 KiB.
  private static let pieceRows = 200
  /// Longer names of types, and functions, are cut in their middle.
  private static let targetLimit = 24
  private static let placeLimit = 48

  private let state: TaskState?
  private let place: Glob?
  private let limit: Int
  private var groups: [WaitGroup]?
  private var others: WaitGroup?
  private var shown = 0
  private var table = Table([
    .init(title: "COUNT", isRightAligned: true),
    .init(title: "STATE", minimum: 17),
    .init(title: "ON", minimum: 4),
    .init(title: "OLDEST", isRightAligned: true),
    .init(title: "ID", isRightAligned: true, minimum: 4),
    .init(title: "AT"),
  ])
  private var json = JSONLines()

  init(state: TaskState?, place: Glob?, limit: Int) {
    self.state = state
    self.place = place
    self.limit = limit
  }

  /// Whether there is something to list.
  var hasReport: Bool { groups != nil }

  /// Lists this, as far as it is wanted.
  mutating func take(_ report: WaitReport) {
    groups = report.groups.filter { group in
      (state == nil || group.state == state)
        && place?.matches(placeOf: group.waitingAt ?? group.spawnedAt) ?? true
    }
    // Of the others it is not known where they are and what they do: a filter leaves them out.
    others = state == nil && place == nil ? report.others : nil
  }

  /// The next piece.
  mutating func next(_ output: inout [UInt8], isJSON: Bool) -> Reply.Step {
    let all = (groups ?? []) + (others.map { [$0] } ?? [])
    let end = min(all.count, limit, shown + Self.pieceRows)
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
        text.append(safe: on, limit: Self.targetLimit)
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
        text.append(awaitPoint: group.waitingAt, orSpawnSite: group.spawnedAt, limit: Self.placeLimit)
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
