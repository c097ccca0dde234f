// `loop-lag`: how long work that is ready waits for its executor, and who holds the threads. It knows layout only.
import TaskRegistry

extension Command {
  /// Shows delays from ready to running.
  static let loopLag = Command(
    verb: "loop-lag", aliases: ["lag"], group: .pool,
    summary: "how long ready work waits to run",
    options: [
      CommandOption(name: "--reset", summary: "begin the distributions anew, after showing them"),
      CommandOption(name: "--json", summary: "one JSON object, no other text"),
    ],
    cost: "some µs; stops no task",
    examples: [
      CommandExample(
        "loop-lag",
        """
        OVERDUE: the probe of pool has not come back for 3.12 s (overdue after 100 ms): …
        EXECUTOR  SOURCE  COUNT      P50      P90      P99      MAX
        pool      runs     1204  59.0 µs   120 µs  8.57 ms  31.4 ms
        …
        tasks that hold threads now, longest first
        THREAD  TASK  NAME    RUNNING  SPAWNED AT
          4712    40  report   1m 28s  Main.swift:9 main()
        """),
      CommandExample(
        "lag --json",
        """
        {"executors":[{"name":"pool","runs":{"count":1204,"p50_ns":59000,"p90_ns":120000,…
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let isReset = arguments.has("--reset")
    let isJSON = arguments.has("--json")
    return .reply(
      Reply { output in
        let report = context.questions.loopLag(isReset)
        output.append(
          contentsOf: isJSON ? LoopLagText.json(report) : LoopLagText.text(report, for: context.audience))
        return .finished
      })
  }
}

/// The layout of `loop-lag`.
enum LoopLagText {
  private static let nameLimit = 32

  /// As text, what is wrong first.
  static func text(_ report: LagReport, for audience: Audience) -> [UInt8] {
    var output = alarms(in: report, for: audience)
    appendPercentiles(of: report, for: audience, to: &output)
    // For the eye only: whoever reads with a program asks at times of its own.
    if audience.isInteractive { appendHistory(of: report, for: audience, to: &output) }
    appendHistograms(of: report, for: audience, to: &output)
    appendHolders(of: report, for: audience, to: &output)
    return output
  }

  private static func alarms(in report: LagReport, for audience: Audience) -> [UInt8] {
    var text = TextBuffer(for: audience)
    for executor in report.executors {
      guard let probe = executor.probe, probe.isOverdue else { continue }
      text.append(.alarm) { $0.append("OVERDUE:") }
      text.append(" the probe of ")
      text.append(safe: executor.name)
      text.append(" has not come back for ")
      text.append(nanoseconds: probe.outstandingNanoseconds)
      text.append(" (overdue after ")
      text.append(nanoseconds: probe.overdueAfterNanoseconds)
      text.append("): what is ready there waits")
      text.endLine()
    }
    return Array(text.bytes)
  }

  private static func appendPercentiles(
    of report: LagReport, for audience: Audience, to output: inout [UInt8]
  ) {
    var table = Table(
      [
        .init(title: "EXECUTOR"), .init(title: "SOURCE"),
        .init(title: "COUNT", isRightAligned: true, isSecondary: true),
        .init(title: "P50", isRightAligned: true, minimum: 7),
        .init(title: "P90", isRightAligned: true, minimum: 7, isSecondary: true),
        .init(title: "P99", isRightAligned: true, minimum: 7),
        .init(title: "MAX", isRightAligned: true, minimum: 7),
      ], for: audience)
    for executor in report.executors {
      addRow(executor.name, "runs", executor.runs, to: &table)
      addRow(executor.name, "probe", executor.probe?.delays, to: &table)
    }
    table.flush(into: &output)
  }

  private static func addRow(
    _ executor: String, _ source: StaticString, _ delays: LagReport.Distribution?, to table: inout Table
  ) {
    table.cell(safe: executor)
    table.cell(source)
    table.cell(delays?.count)
    // Percentiles of nothing are unknown, not 0.
    let known = delays.flatMap { $0.count > 0 ? $0 : nil }
    table.cell(nanoseconds: known?.p50Nanoseconds)
    table.cell(nanoseconds: known?.p90Nanoseconds)
    table.cell(nanoseconds: known?.p99Nanoseconds)
    table.cell(nanoseconds: known?.maxNanoseconds)
  }

  /// The longest delay of each of the latest seconds as a row of bars, where seconds are kept.
  private static func appendHistory(of report: LagReport, for audience: Audience, to output: inout [UInt8]) {
    for executor in report.executors where !executor.history.isEmpty {
      var text = TextBuffer(usesColor: audience.usesColor)
      text.append(safe: executor.name)
      text.append(", longest of each of ")
      text.append(executor.history.count)
      text.append(" s: ")
      let usesBlocks = audience.terminal != nil
      if !usesBlocks { text.append("(1: below 100 µs, each step about 3 times, 8: 100 ms and more) ") }
      let width = usesBlocks ? (audience.terminal?.columns ?? 0) - text.columns : executor.history.count
      Sparkline.append(executor.history, width: width, usesBlocks: usesBlocks, to: &text)
      text.endLine()
      output.append(contentsOf: text.bytes)
    }
  }

  /// Real runs where they are seen, else the probe: one distribution an executor, so that all fit a screen.
  private static func appendHistograms(of report: LagReport, for audience: Audience, to output: inout [UInt8])
  {
    let columns = report.executors.compactMap { executor -> HistogramText.Column? in
      let source = executor.runs == nil ? "probe" : "runs"
      guard let delays = executor.runs ?? executor.probe?.delays, delays.count > 0 else { return nil }
      return HistogramText.Column(
        title: "\(executor.name) \(source)",
        buckets: delays.buckets.map { ($0.upperNanoseconds, $0.count) })
    }
    var text = TextBuffer(for: audience)
    HistogramText.append(columns, to: &text)
    output.append(contentsOf: text.bytes)
  }

  private static func appendHolders(of report: LagReport, for audience: Audience, to output: inout [UInt8]) {
    guard !report.holders.isEmpty else { return }
    var text = TextBuffer(for: audience)
    text.line(heading: "tasks that hold threads now, longest first")
    output.append(contentsOf: text.bytes)
    var table = Table(
      [
        .init(title: "THREAD", isRightAligned: true), .init(title: "TASK", isRightAligned: true),
        .init(title: "NAME", narrowest: 8), .init(title: "RUNNING", isRightAligned: true, minimum: 7),
        .init(title: "SPAWNED AT", narrowest: 21, manner: .afterFirstWord),
      ], for: audience)
    for holder in report.holders {
      table.cell(UInt64(clamping: holder.threadID))
      table.cell(holder.task?.rawValue)
      table.cell(safe: holder.name, limit: audience.limit(nameLimit))
      table.cell(nanoseconds: holder.runningNanoseconds)
      table.cell { text in
        if let place = holder.spawnedAt { text.append(place: place) } else { text.append("-") }
      }
    }
    table.flush(into: &output)
  }

  /// As one object.
  static func json(_ report: LagReport) -> [UInt8] {
    var json = JSONLines()
    json.row { json in
      json.field("executors", each: report.executors) { json, executor in
        json.field("name", executor.name)
        json.field("runs", delays: executor.runs)
        json.field("probe", delays: executor.probe?.delays, probe: executor.probe)
      }
      json.field("holders", each: report.holders) { json, holder in
        json.field("thread", UInt64(clamping: holder.threadID))
        json.field("task", holder.task?.rawValue)
        json.field("name", holder.name)
        json.field("running_ns", holder.runningNanoseconds)
        json.field("spawned_at", place: holder.spawnedAt)
      }
    }
    return Array(json.bytes)
  }
}

extension JSONLines {
  /// A distribution, or null; with what is known of the probe it was measured by.
  fileprivate mutating func field(
    _ name: StaticString, delays: LagReport.Distribution?, probe: LagReport.Probe? = nil
  ) {
    guard let delays else { return field(name, object: nil) }
    let known = delays.count > 0 ? delays : nil
    field(name) { json in
      json.field("count", delays.count)
      json.field("p50_ns", known?.p50Nanoseconds)
      json.field("p90_ns", known?.p90Nanoseconds)
      json.field("p99_ns", known?.p99Nanoseconds)
      json.field("max_ns", known?.maxNanoseconds)
      json.field("histogram", each: delays.buckets) { json, bucket in
        json.field("upper_ns", bucket.upperNanoseconds)
        json.field("count", bucket.count)
      }
      guard let probe else { return }
      json.field("interval_ns", probe.intervalNanoseconds)
      json.field("outstanding_ns", probe.outstandingNanoseconds)
      json.field("overdue", probe.isOverdue)
      json.field("overdue_after_ns", probe.overdueAfterNanoseconds)
    }
  }
}
