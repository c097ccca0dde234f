// The layout of `top`, on a screen and in plain lines; it knows values only.
import TaskRegistry

/// Lines of `top`.
enum TopText {
  /// In plain lines a longer name is cut in its middle; so is a longer function.
  private static let nameLimit = 24
  private static let placeLimit = 48

  /// How a sparkline is drawn.
  struct Bars {
    var width: Int
    var usesBlocks: Bool
  }

  /// `tasks 8: running 1, ready 0, suspended 7; spawned 12.0/s, ended 11.0/s`.
  static func append(countsOf sample: BusySample, to text: inout TextBuffer) {
    let counts = sample.counts
    text.append("tasks ")
    text.append(counts.total)
    text.append(": ")
    text.append(states: counts)
    text.append("; spawned ")
    append(sample.spawned, in: sample.elapsedNanoseconds, to: &text)
    text.append("/s, ended ")
    append(sample.ended, in: sample.elapsedNanoseconds, to: &text)
    text.append("/s")
    text.endLine()
  }

  /// `pool: 2 of 4 threads busy; lag p50 60.2 µs, p99 8.57 ms`, and the longest lag of each second.
  static func append(poolOf sample: BusySample, sparkline: Bars?, to text: inout TextBuffer) {
    text.append("pool: ")
    text.append(sample.busyThreads)
    text.append(" of ")
    text.append(sample.threads)
    text.append(" threads busy; lag p50 ")
    let lag = sample.lag.count > 0 ? sample.lag : nil
    text.append(nanoseconds: lag?.p50Nanoseconds)
    text.append(", p99 ")
    text.append(nanoseconds: lag?.p99Nanoseconds)
    if let sparkline, !sample.lagHistory.isEmpty {
      text.append("  ")
      let room = max(0, sparkline.width - text.columns)
      Sparkline.append(sample.lagHistory, width: room, usesBlocks: sparkline.usesBlocks, to: &text)
    }
    text.endLine()
  }

  private static func append(_ count: UInt64, in nanoseconds: UInt64?, to text: inout TextBuffer) {
    guard let nanoseconds, nanoseconds > 0 else { return text.append("-") }
    text.append(rate: Double(count) * 1e9 / Double(nanoseconds))
  }

  /// The table, with a line of titles.
  static func append(
    rowsOf sample: BusySample, order: BusyOrder, for audience: Audience, to output: inout [UInt8]
  ) {
    var columns: [Table.Column] = [
      .init(title: "ID", isRightAligned: true, minimum: 5),
      .init(title: "CORE", isRightAligned: true, minimum: 6),
      .init(title: "RUNS", isRightAligned: true, minimum: 5, isSecondary: true),
    ]
    // What one sorts by, one wants to see.
    if order == .lag { columns.append(.init(title: "LAG", isRightAligned: true, minimum: 7)) }
    if order == .age { columns.append(.init(title: "AGE", isRightAligned: true, minimum: 7)) }
    columns += [
      .init(title: "STATE", minimum: 17, narrowest: 13, manner: .afterFirstWord),
      .init(title: "NAME", minimum: 12, narrowest: 12),
      .init(title: "AT", narrowest: 21, manner: .afterFirstWord),
    ]
    var table = Table(columns, for: audience)
    for row in sample.rows {
      table.cell(row.task.id.rawValue)
      table.cell { $0.append(shareOf: row, in: sample.elapsedNanoseconds) }
      table.cell(row.runs)
      if order == .lag { table.cell(nanoseconds: row.task.lagNanoseconds) }
      if order == .age { table.cell(nanoseconds: row.task.ageNanoseconds) }
      table.cell { $0.append(stateOf: row.task) }
      table.cell(safe: row.task.name, limit: audience.limit(nameLimit))
      table.cell { $0.append(placeOf: row.task, limit: audience.limit(placeLimit)) }
    }
    table.flush(into: &output)
  }

  /// An object a row.
  static func json(_ sample: BusySample, number: Int) -> ArraySlice<UInt8> {
    var json = JSONLines()
    for row in sample.rows {
      json.row { json in
        json.field("sample", UInt64(clamping: number))
        json.field("interval_ns", sample.elapsedNanoseconds)
        json.field("interval_busy_ns", row.busyNanoseconds)
        json.field("interval_runs", row.runs)
        json.fields(of: row.task)
      }
    }
    return json.bytes
  }
}

extension TextBuffer {
  /// `12.3%` of one core, or `-` where it is not known.
  fileprivate mutating func append(shareOf row: BusySample.Row, in elapsed: UInt64?) {
    guard let busy = row.busyNanoseconds, let elapsed, elapsed > 0 else { return append("-") }
    let tenths = UInt64(Double(busy) / Double(elapsed) * 1_000)
    append(tenths / 10)
    append(".")
    append(tenths % 10)
    append("%")
  }
}
