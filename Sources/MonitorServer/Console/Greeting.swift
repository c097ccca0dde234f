// The three lines a person sees first; made of values, so it knows neither process nor registry.
import TaskRegistry

/// The greeting.
enum Greeting {
  /// Program, pid, Swift version and uptime; tasks and lag; what to type.
  static func text(program: Program, counts: StateCounts, lag: LagReport) -> String {
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
    text.line("type help for the commands, quit to leave")
    return String(decoding: text.bytes, as: UTF8.self)
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
