// `check`: says in words what is wrong with the program, or that nothing is. It knows layout only.
import TaskRegistry

extension Command {
  /// Says what is wrong.
  static let check = Command(
    verb: "check", group: .stuck,
    summary: "says in words what is wrong",
    options: [.json],
    cost: "some 0.5 µs a live task; stops no task",
    examples: [
      CommandExample(
        "check",
        """
        warning: stuck: 1 task waits for a continuation far longer than its kind: …
          task 31 "order 17": suspended (continuation), alive for 48.0 s, at Payment.swift:58 charge(_:)
          see: where 31; waits
        fine: pool-saturated, task-starved, never-suspended, cancel-ignored, leak, deadlock
        """),
      CommandExample(
        "check --json",
        """
        {"check":"pool-saturated","verdict":"fine","ask_again_ns":null,"pending":null,"findings":[]}
        …
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let isJSON = arguments.has("--json")
    return .reply(
      Reply { output in
        let report = context.questions.check()
        output.append(
          contentsOf: isJSON ? CheckText.json(report) : CheckText.text(report, for: context.audience))
        return .finished
      })
  }
}

/// The layout of `check`.
enum CheckText {
  /// Tasks shown of a finding; all that are known are in the JSON.
  static let mostSubjects = 5

  /// As text, what is wrong first.
  static func text(_ report: CheckReport, for audience: Audience) -> [UInt8] {
    var text = TextBuffer(for: audience)
    for result in report.results {
      for finding in result.findings { append(finding, of: result.check, to: &text) }
    }
    let fine = report.results.filter { $0.verdict == .fine }
    if !fine.isEmpty {
      text.append(.good) { $0.append("fine:") }
      text.append(" ")
      text.append(safe: fine.map(\.check.rawValue).joined(separator: ", "))
      text.endLine()
    }
    for result in report.results {
      guard let pending = result.pending else { continue }
      text.append(pending: pending, of: result.check)
      text.endLine()
    }
    return Array(text.bytes)
  }

  private static func append(_ finding: CheckFinding, of check: CheckName, to text: inout TextBuffer) {
    text.append(.warning) { $0.append("warning:") }
    text.append(" ")
    text.append(safe: check.rawValue)
    text.append(": ")
    text.append(message: finding)
    text.endLine()
    let shown = finding.subjects.prefix(mostSubjects)
    for subject in shown {
      text.append("  ")
      text.append(subject: subject, in: finding)
      text.endLine()
    }
    if !shown.isEmpty, finding.count > shown.count {
      text.append("  and ")
      text.append(finding.count - shown.count)
      text.append(" more")
      text.endLine()
    }
    text.append("  see: ")
    text.append(safe: finding.commands.joined(separator: "; "))
    text.endLine()
  }

  /// One object a check.
  static func json(_ report: CheckReport) -> [UInt8] {
    var json = JSONLines()
    for result in report.results {
      json.row { json in
        json.field("check", result.check.rawValue)
        json.field("verdict", result.verdict.rawValue)
        json.field("ask_again_ns", result.pending?.nanoseconds)
        json.field("pending", result.pending.map { pending in words { $0.append(reasonOf: pending) } })
        json.field("findings", each: result.findings) { json, finding in
          json.field("message", words { $0.append(message: finding) })
          json.field("count", UInt64(clamping: finding.count))
          json.field("spawned_at", place: finding.spawnedAt)
          json.field("tasks", each: finding.subjects) { json, subject in json.fields(of: subject) }
          json.field("see", finding.commands.joined(separator: "; "))
        }
      }
    }
    return Array(json.bytes)
  }

  private static func words(_ write: (inout TextBuffer) -> Void) -> String {
    var text = TextBuffer()
    write(&text)
    return String(decoding: text.bytes, as: UTF8.self)
  }
}

extension JSONLines {
  /// The members of a task that a finding names.
  fileprivate mutating func fields(of subject: CheckFinding.Subject) {
    field("id", subject.task.id.rawValue)
    field("name", subject.task.name)
    field("state", subject.task.state?.rawValue)
    field("wait_kind", subject.task.waitKind?.rawValue)
    field("waits_for", subject.waitsFor?.task.rawValue)
    field("for_ns", subject.nanoseconds)
    field("thread", subject.threadID.map { UInt64(clamping: $0) })
    field("waiting_at", place: subject.task.waitingAt)
    field("spawned_at", place: subject.task.spawnedAt)
  }
}
