// `slow`: runs that held a thread for long, while nobody may have looked. It knows the layout, not how they are noticed.
import TaskRegistry

extension Command {
  /// Lists slow runs.
  static let slow = Command(
    verb: "slow", group: .pool,
    summary: "runs that held a thread for long",
    options: [
      CommandOption(
        name: "--threshold", value: "DURATION", kind: .duration,
        summary:
          "from now on, for every reader, a run is slow from this long on (at least 1ms; 100ms at the start)"),
      CommandOption.taskName.saying("only runs of tasks whose name matches; * is any text, ? one character"),
      .place,
      CommandOption(
        name: "--sort", value: "began|lasted", choices: SlowText.Order.allCases.map(\.rawValue),
        summary: "order: those that go on, then the newest (began, the default), or the longest first"),
      .limit, .all, .json,
    ],
    cost: "some 10 µs; stops no task",
    examples: [
      CommandExample(
        "slow",
        """
             BEGAN   LASTED  STATE    TASK  NAME      BLOCKED IN  AT
        1m 28s ago   1m 28s  goes on    40  report    sleep       Report.swift:17 sum()
        1m 35s ago   150 ms  ended      28  order 16  -           [OrderService.swift:31]
        showing 2 of 2 runs of 100 ms or more
        """),
      CommandExample(
        "slow --sort lasted -n 1",
        """
             BEGAN   LASTED  STATE    TASK  NAME    BLOCKED IN  AT
        1m 28s ago   1m 28s  goes on    40  report  sleep       Report.swift:17 sum()
        showing 1 of 2 runs of 100 ms or more
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let threshold = try arguments.nanoseconds("--threshold")
    if let threshold, threshold < SlowText.shortestThreshold {
      throw CommandError("--threshold is at least 1ms: shorter runs are too many to be kept")
    }
    let text = SlowText(
      filter: try TaskFilter(arguments),
      order: arguments.values["--sort"].flatMap(SlowText.Order.init) ?? .began,
      limit: try arguments.rowLimit(), audience: context.audience)
    let isJSON = arguments.has("--json")
    return .reply(
      Reply { output in
        if let threshold { context.questions.setSlowRunThreshold(threshold) }
        let report = context.questions.slowRuns()
        output.append(contentsOf: isJSON ? text.json(report) : text.text(report))
        return .finished
      })
  }
}

/// The layout of `slow`.
struct SlowText {
  /// Which runs come first.
  enum Order: String, CaseIterable {
    case began
    case lasted
  }

  static let shortestThreshold: UInt64 = 1_000_000
  private static let nameLimit = 24
  private static let callLimit = 32
  private static let placeLimit = 48

  /// Of its wishes those for a name and a place count.
  var filter: TaskFilter
  var order: Order
  var limit: Int
  var audience: Audience

  private func wanted(of report: SlowRunReport) -> [SlowRun] {
    let runs = report.runs.filter { run in
      if let name = filter.name {
        guard let text = run.name, name.matches(text) else { return false }
      }
      return filter.place?.matches(placeOf: run.frames.first?.location ?? run.spawnedAt) ?? true
    }
    return order == .began ? runs : runs.sorted { $0.durationNanoseconds > $1.durationNanoseconds }
  }

  /// As text.
  func text(_ report: SlowRunReport) -> [UInt8] {
    let runs = wanted(of: report)
    var table = Table(
      [
        .init(title: "BEGAN", isRightAligned: true, minimum: 10, isSecondary: true),
        .init(title: "LASTED", isRightAligned: true, minimum: 7), .init(title: "STATE"),
        .init(title: "TASK", isRightAligned: true), .init(title: "NAME", narrowest: 8),
        .init(title: "BLOCKED IN", narrowest: 10),
        .init(title: "AT", narrowest: 21, manner: .afterFirstWord),
      ], for: audience)
    for run in runs.prefix(limit) {
      table.cell { text in
        text.append(nanoseconds: run.ageNanoseconds)
        text.append(" ago")
      }
      table.cell(nanoseconds: run.durationNanoseconds)
      table.cell { text in
        if run.isGoingOn { text.append(.warning) { $0.append("goes on") } } else { text.append("ended") }
      }
      table.cell(run.task?.rawValue)
      table.cell(safe: run.name, limit: audience.limit(Self.nameLimit))
      table.cell(safe: run.blockedIn, limit: audience.limit(Self.callLimit))
      let placeLimit = audience.limit(Self.placeLimit)
      table.cell { $0.append(placeOf: run.frames, spawnedAt: run.spawnedAt, limit: placeLimit) }
    }
    var output: [UInt8] = []
    table.flush(into: &output)
    var text = TextBuffer()
    text.append("showing ")
    text.append(min(limit, runs.count))
    text.append(" of ")
    text.append(report.runs.count)
    text.append(" runs of ")
    text.append(nanoseconds: report.thresholdNanoseconds)
    text.append(" or more")
    if report.overwritten > 0 {
      text.append("; ")
      text.append(report.overwritten)
      text.append(" older ones are no longer kept")
    }
    if !filter.isEmpty { text.append(matching: runs.count) }
    text.endLine()
    output.append(contentsOf: text.bytes)
    return output
  }

  /// An object each.
  func json(_ report: SlowRunReport) -> [UInt8] {
    var json = JSONLines()
    for run in wanted(of: report).prefix(limit) {
      json.row { json in
        json.field("task", run.task?.rawValue)
        json.field("name", run.name)
        json.field("thread", UInt64(clamping: run.threadID))
        json.field("age_ns", run.ageNanoseconds)
        json.field("duration_ns", run.durationNanoseconds)
        json.field("running", .some(run.isGoingOn))
        json.field("blocked_in", run.blockedIn)
        json.field("at", place: run.frames.first?.location)
        json.field("spawned_at", place: run.spawnedAt)
        json.field("frames", each: run.frames) { $0.fields(of: $1) }
      }
    }
    return Array(json.bytes)
  }
}
