// The three lines a person sees first; made of values, so it knows neither process nor registry.
import TaskRegistry

/// The greeting.
enum Greeting {
  /// Program, pid, Swift version and uptime; tasks and lag; what is wrong and what to type.
  static func text(program: Program, counts: StateCounts, lag: LagReport, check: CheckReport?) -> String {
    var text = TextBuffer()
    text.append(safe: program.name, limit: 40)
    text.append(", pid ")
    text.append(Int(program.pid))
    text.append(", Swift ")
    text.append(safe: program.swiftVersion)
    text.append(", up ")
    text.append(nanoseconds: program.uptimeNanoseconds)
    text.endLine()
    text.append(counts.total)
    text.append(" tasks live, ")
    text.append(counts.running)
    text.append(" running; pool lag ")
    append(lagOf: lag.executors.first, to: &text)
    text.endLine()
    if let check { append(warnings: check, to: &text) }
    text.line("type help for the commands, quit to leave")
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// `WARNING (3.20 s ago): leak, stuck: type check to see; `, or nothing where nothing is wrong.
  private static func append(warnings report: CheckReport, to text: inout TextBuffer) {
    let names = report.results.filter { $0.verdict == .warning }.map(\.check.rawValue)
    guard !names.isEmpty else { return }
    text.append("WARNING (")
    text.append(nanoseconds: report.ageNanoseconds)
    text.append(" ago): ")
    text.append(safe: names.joined(separator: ", "))
    text.append(": type check to see; ")
  }

  private static func append(lagOf pool: LagReport.Executor?, to text: inout TextBuffer) {
    if let probe = pool?.probe, probe.isOverdue {
      text.append("OVERDUE: a probe has been waiting for ")
      text.append(nanoseconds: probe.outstandingNanoseconds)
      text.append("; see loop-lag")
    } else if let runs = pool?.runs, runs.count > 0 {
      text.append("p50 ")
      text.append(nanoseconds: runs.p50Nanoseconds)
      text.append(", p99 ")
      text.append(nanoseconds: runs.p99Nanoseconds)
    } else {
      text.append("-")
    }
  }
}
