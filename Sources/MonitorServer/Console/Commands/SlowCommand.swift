// `slow`: runs that held a thread for long, while nobody may have looked. It knows the layout, not how they are noticed.
import TaskRegistry

extension Command {
  /// Lists slow runs.
  static let slow = Command(
    verb: "slow", group: .runtime,
    summary: "runs that held a thread for long: when, how long, and where they were",
    options: [
      CommandOption(
        name: "--threshold", value: "DURATION",
        summary:
          "from now on, for every reader, a run is slow from this long on (at least 1ms; 100ms at the start)"),
      CommandOption(
        name: "--limit", short: "-n", value: "N", summary: "at most N rows (default \(SlowText.defaultLimit))"
      ),
      .json,
    ],
    cost: "some 10 µs; stops no task",
    examples: ["slow", "slow --threshold 250ms", "slow --json"]
  ) { arguments, context throws(CommandError) in
    let threshold = try arguments.nanoseconds("--threshold")
    if let threshold, threshold < SlowText.shortestThreshold {
      throw CommandError("--threshold is at least 1ms: shorter runs are too many to be kept")
    }
    let limit = try arguments.count("--limit") ?? SlowText.defaultLimit
    let isJSON = arguments.has("--json")
    return .reply(
      Reply { output in
        if let threshold { context.questions.setSlowRunThreshold(threshold) }
        let report = context.questions.slowRuns()
        output.append(contentsOf: isJSON ? SlowText.json(report, limit) : SlowText.text(report, limit))
        return .finished
      })
  }
}

/// The layout of `slow`.
enum SlowText {
  /// Rows a person can look through.
  static let defaultLimit = 50
  static let shortestThreshold: UInt64 = 1_000_000
  private static let nameLimit = 24
  private static let callLimit = 32
  private static let placeLimit = 48

  /// As text: those that go on first, then the newest first.
  static func text(_ report: SlowRunReport, _ limit: Int) -> [UInt8] {
    var table = Table([
      .init(title: "BEGAN", isRightAligned: true, minimum: 10),
      .init(title: "LASTED", isRightAligned: true, minimum: 7), .init(title: "STATE"),
      .init(title: "TASK", isRightAligned: true), .init(title: "NAME"), .init(title: "BLOCKED IN"),
      .init(title: "AT"),
    ])
    for run in report.runs.prefix(limit) {
      table.cell { text in
        text.append(nanoseconds: run.ageNanoseconds)
        text.append(" ago")
      }
      table.cell(nanoseconds: run.durationNanoseconds)
      table.cell { $0.append(run.isGoingOn ? "goes on" : "ended") }
      table.cell { text in
        if let task = run.task { text.append(task.rawValue) } else { text.append("-") }
      }
      table.cell(safe: run.name, limit: nameLimit)
      table.cell(safe: run.blockedIn, limit: callLimit)
      table.cell { $0.append(placeOf: run.frames, spawnedAt: run.spawnedAt, limit: placeLimit) }
    }
    var output: [UInt8] = []
    table.flush(into: &output)
    var text = TextBuffer()
    text.append("showing ")
    text.append(min(limit, report.runs.count))
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
    text.endLine()
    output.append(contentsOf: text.bytes)
    return output
  }

  /// An object each.
  static func json(_ report: SlowRunReport, _ limit: Int) -> [UInt8] {
    var json = JSONLines()
    for run in report.runs.prefix(limit) {
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
