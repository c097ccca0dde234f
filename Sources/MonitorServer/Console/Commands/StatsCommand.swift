// `stats`: what has happened so far, where tasks come from, and what the monitor itself takes. It knows layout only.
import TaskRegistry

extension Command {
  /// Shows counts.
  static let stats = Command(
    verb: "stats", group: .running,
    summary: "counts, spawn sites, monitor's cost",
    options: [
      CommandOption(name: "--reset", summary: "begin the second span anew, after showing it"),
      CommandOption(name: "--json", summary: "one JSON object, no other text"),
    ],
    cost: "some 50 ns a live task; stops no task",
    examples: [
      CommandExample(
        "stats",
        """
        COUNT      SINCE START  SINCE RESET  PER SECOND
        spawned            216          216        1.12
        …
           LIVE  SPAWNED  SPAWN SITE
              2      214  OrderService.swift:31 serve()
        …
        """),
      CommandExample(
        "stats --json",
        """
        {"since_start":{"elapsed_ns":192000000000,"spawned":216,"returned":211,"threw":1,…
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let isReset = arguments.has("--reset")
    let isJSON = arguments.has("--json")
    return .reply(
      Reply { output in
        let statistics = context.questions.statistics(isReset)
        output.append(
          contentsOf: isJSON
            ? StatsText.json(statistics) : StatsText.text(statistics, for: context.audience))
        return .finished
      })
  }
}

/// The layout of `stats`.
enum StatsText {
  /// More sites than these tell little more.
  static let mostSites = 10
  private static let placeLimit = 60

  /// As text.
  static func text(_ statistics: Statistics, for audience: Audience) -> [UInt8] {
    var output = counts(of: statistics, for: audience)
    var text = TextBuffer()
    text.endLine()
    text.append("live ")
    text.append(statistics.live)
    text.append(" (running ")
    text.append(statistics.running)
    text.append(", ready ")
    text.append(statistics.ready)
    text.append(", suspended ")
    text.append(statistics.suspended)
    text.append("), peak ")
    text.append(statistics.peakLive)
    text.append(" since reset")
    text.endLine()
    text.endLine()
    output.append(contentsOf: text.bytes)
    appendSites(of: statistics, for: audience, to: &output)
    output.append(contentsOf: monitor(of: statistics, for: audience))
    return output
  }

  private static func counts(of statistics: Statistics, for audience: Audience) -> [UInt8] {
    let start = statistics.sinceStart
    let reset = statistics.sinceReset
    var table = Table(
      [
        .init(title: "COUNT"), .init(title: "SINCE START", isRightAligned: true),
        .init(title: "SINCE RESET", isRightAligned: true),
        .init(title: "PER SECOND", isRightAligned: true, isSecondary: true),
      ], for: audience)
    let rows: [(StaticString, KeyPath<Statistics.Counts, UInt64>)] = [
      ("spawned", \.spawned), ("returned", \.returned), ("threw", \.threw), ("cancelled", \.cancelled),
      ("runs", \.runs),
    ]
    for (name, count) in rows {
      table.cell(name)
      table.cell(start[keyPath: count])
      table.cell(reset[keyPath: count])
      table.cell { $0.append(rate: rate(reset[keyPath: count], reset)) }
    }
    table.cell("busy")
    table.cell(nanoseconds: start.busyNanoseconds)
    table.cell(nanoseconds: reset.busyNanoseconds)
    table.cell { $0.append(nanoseconds: UInt64(rate(reset.busyNanoseconds, reset))) }
    table.cell("elapsed")
    table.cell(nanoseconds: start.elapsedNanoseconds)
    table.cell(nanoseconds: reset.elapsedNanoseconds)
    table.cell("-")
    var output: [UInt8] = []
    table.flush(into: &output)
    return output
  }

  private static func appendSites(
    of statistics: Statistics, for audience: Audience, to output: inout [UInt8]
  ) {
    var table = Table(
      [
        .init(title: "LIVE", isRightAligned: true, minimum: 7),
        .init(title: "SPAWNED", isRightAligned: true, minimum: 7),
        .init(title: "SPAWN SITE", narrowest: 21, manner: .afterFirstWord),
      ], for: audience)
    let placeLimit = audience.limit(Self.placeLimit)
    for site in statistics.sites.prefix(mostSites) {
      table.cell(site.live)
      table.cell(site.spawned)
      table.cell { text in
        if let place = site.location {
          text.append(place: place, limit: placeLimit)
        } else {
          text.append("-")
        }
      }
    }
    table.flush(into: &output)
    guard statistics.sites.count > mostSites else { return }
    var text = TextBuffer()
    text.append("showing ")
    text.append(mostSites)
    text.append(" of ")
    text.append(statistics.sites.count)
    text.append(" spawn sites, most live first")
    text.endLine()
    output.append(contentsOf: text.bytes)
  }

  private static func monitor(of statistics: Statistics, for audience: Audience) -> [UInt8] {
    let overhead = statistics.overhead
    var text = TextBuffer(for: audience)
    text.endLine()
    text.append("monitor: ")
    text.append(byteCount: overhead.memoryBytes)
    text.append(" of memory, ")
    text.append(overhead.recordBytes)
    text.append(" B a live task; cost per run ")
    if overhead.costPerRunNanoseconds > 0 {
      text.append(nanoseconds: overhead.costPerRunNanoseconds)
    } else {
      text.append("-")
    }
    text.endLine()
    text.append("lock waits: ")
    text.append(overhead.lockWaits)
    text.append(", longest ")
    text.append(nanoseconds: overhead.longestLockWaitNanoseconds)
    text.append(" since reset")
    text.endLine()
    text.append("drops: ")
    text.append(overhead.unrecordedTasks)
    text.append(" tasks unrecorded, ")
    text.append(overhead.unpatchedTasks)
    text.append(" unpatched, ")
    text.append(overhead.unrecordedSites)
    text.append(" sites unrecorded, hook lost ")
    text.append(overhead.hookLost)
    text.append(" times")
    text.endLine()
    append(statistics.features, to: &text)
    return Array(text.bytes)
  }

  /// What is on, in a line; what is off, each with its reason.
  private static func append(_ features: [Statistics.Feature], to text: inout TextBuffer) {
    let on = features.filter(\.isOn).map(\.name)
    if !on.isEmpty {
      text.append("on: ")
      text.append(safe: on.joined(separator: ", "))
      text.endLine()
    }
    for feature in features where !feature.isOn {
      text.append(.warning) { $0.append("OFF:") }
      text.append(" ")
      text.append(safe: feature.name)
      if let reason = feature.reason {
        text.append(", ")
        text.append(safe: reason)
      }
      text.endLine()
    }
  }

  /// As one object.
  static func json(_ statistics: Statistics) -> [UInt8] {
    var json = JSONLines()
    json.row { json in
      json.field("since_start") { $0.fields(of: statistics.sinceStart) }
      json.field("since_reset") { $0.fields(of: statistics.sinceReset) }
      json.field("live", statistics.live)
      json.field("running", statistics.running)
      json.field("ready", statistics.ready)
      json.field("suspended", statistics.suspended)
      json.field("peak", statistics.peakLive)
      json.field("sites", each: Array(statistics.sites.prefix(mostSites))) { json, site in
        json.field("spawned_at", place: site.location)
        json.field("spawned", site.spawned)
        json.field("live", site.live)
      }
      json.field("monitor") { json in
        json.field("memory_bytes", statistics.overhead.memoryBytes)
        json.field("record_bytes", statistics.overhead.recordBytes)
        let cost = statistics.overhead.costPerRunNanoseconds
        json.field("cost_per_run_ns", cost > 0 ? cost : nil)
        json.field("lock_waits", statistics.overhead.lockWaits)
        json.field("longest_lock_wait_ns", statistics.overhead.longestLockWaitNanoseconds)
        json.field("unrecorded_tasks", statistics.overhead.unrecordedTasks)
        json.field("unpatched_tasks", statistics.overhead.unpatchedTasks)
        json.field("unrecorded_sites", statistics.overhead.unrecordedSites)
        json.field("hook_lost", statistics.overhead.hookLost)
      }
      json.field("features", each: statistics.features) { json, feature in
        json.field("name", feature.name)
        json.field("on", feature.isOn)
        json.field("reason", feature.reason)
      }
    }
    return Array(json.bytes)
  }

  /// How much a second, over a span.
  static func rate(_ amount: UInt64, _ span: Statistics.Counts) -> Double {
    span.elapsedNanoseconds == 0 ? 0 : Double(amount) / (Double(span.elapsedNanoseconds) / 1e9)
  }
}

extension JSONLines {
  /// The members of one span.
  fileprivate mutating func fields(of counts: Statistics.Counts) {
    field("elapsed_ns", counts.elapsedNanoseconds)
    field("spawned", counts.spawned)
    field("returned", counts.returned)
    field("threw", counts.threw)
    field("cancelled", counts.cancelled)
    field("runs", counts.runs)
    field("busy_ns", counts.busyNanoseconds)
    field("spawned_per_second", rate: StatsText.rate(counts.spawned, counts))
    field("runs_per_second", rate: StatsText.rate(counts.runs, counts))
  }
}
