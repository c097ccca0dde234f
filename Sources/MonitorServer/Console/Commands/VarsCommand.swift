// `vars`: the values that the program exposes, asked for all at once. It knows the order of events and the layout, not how a
// value is read.
import TaskRegistry

extension Command {
  /// Lists exposed values.
  static let vars = Command(
    verb: "vars", group: .program, operands: Operands(name: "GLOB", minimum: 0, maximum: 1, kind: .valueName),
    summary: "values that the program exposes, now", options: [.json],
    cost: "a task a value, of the program's own code",
    examples: [
      CommandExample(
        "vars",
        """
        NAME          VALUE  UNIT
        queue depth      12  jobs
        cache age    3.20 s
        showing 2 of 2 values
        """),
      CommandExample(
        "vars 'queue*' --json", #"{"name":"queue depth","value":12,"unit":"jobs","error":null}"#),
    ]
  ) { arguments, context throws(CommandError) in
    let name = arguments.operands.first.map(Glob.init)
    let following = VarsFollowing(
      context.questions.additions, where: { name?.matches($0) ?? true }, asJSON: arguments.has("--json"),
      for: context.audience)
    return .reply(Reply { output in following.next(&output) })
  }
}

/// Values of one line that have been asked for, until each has answered or is late.
final class VarsFollowing {
  private struct Asked {
    var value: ExposedValue
    var call: ProgramCall<ConsoleValue>
    var shown: VarsText.Shown?
  }

  private let additions: ProgramAdditions
  private let isWanted: (String) -> Bool
  private let asJSON: Bool
  private let audience: Audience
  /// `nil` before they have been asked.
  private var asked: [Asked]?
  private var count = 0

  init(
    _ additions: ProgramAdditions, where isWanted: @escaping (String) -> Bool, asJSON: Bool,
    for audience: Audience
  ) {
    self.additions = additions
    self.isWanted = isWanted
    self.asJSON = asJSON
    self.audience = audience
  }

  /// The lines, once they are complete.
  func next(_ output: inout [UInt8]) -> Reply.Step {
    var asked = self.asked ?? ask()
    self.asked = nil
    // They are waited for one after the other; all are under way meanwhile.
    for index in asked.indices where asked[index].shown == nil {
      asked[index].shown = wait(for: asked[index].call)
      guard asked[index].shown == nil else { continue }
      self.asked = asked
      return .more
    }
    let rows = asked.map { asked in
      VarsText.Row(name: asked.value.name, unit: asked.value.unit, shown: asked.shown ?? .missing("-"))
    }
    output.append(contentsOf: asJSON ? VarsText.json(rows) : VarsText.text(rows, of: count, for: audience))
    return .finished
  }

  private func ask() -> [Asked] {
    let values = additions.values
    count = values.count
    return values.filter { isWanted($0.name) }.map { Asked(value: $0, call: $0.ask(additions.calls)) }
  }

  private func wait(for call: ProgramCall<ConsoleValue>) -> VarsText.Shown? {
    switch additions.calls.wait(for: call) {
    case .goesOn: nil
    case .ended(.value(let value)): .value(value)
    case .ended(.misuse(let error)): .missing(error.message)
    case .ended(.mistake(let description)), .ended(.failure(let description)): .missing(description)
    case .late: .missing("has not answered within \(additions.calls.timeLimitText) (task \(call.taskID))")
    }
  }
}

/// The layout of `vars`.
enum VarsText {
  /// What stands for a value.
  enum Shown {
    case value(ConsoleValue)
    /// There is none, and why.
    case missing(String)

    var value: ConsoleValue {
      if case .value(let value) = self { value } else { .unknown }
    }
    var reason: String? {
      if case .missing(let reason) = self { reason } else { nil }
    }
  }

  struct Row {
    var name: String
    var unit: String?
    var shown: Shown
  }

  private static let valueLimit = 60
  private static let reasonLimit = 120

  /// As text.
  static func text(_ rows: [Row], of count: Int, for audience: Audience) -> [UInt8] {
    var table = Table(
      [
        .init(title: "NAME", narrowest: 12), .init(title: "VALUE", isRightAligned: true, narrowest: 12),
        .init(title: "UNIT", narrowest: 12),
      ], for: audience)
    for row in rows {
      table.cell(safe: row.name)
      table.cell { $0.append(row.shown.value, limit: audience.limit(valueLimit)) }
      table.cell { text in
        if let reason = row.shown.reason {
          text.append(safe: reason, limit: audience.limit(reasonLimit))
        } else {
          text.append(safe: row.unit ?? "")
        }
      }
    }
    var output: [UInt8] = []
    table.flush(into: &output)
    var text = TextBuffer()
    text.append("showing ")
    text.append(rows.count)
    text.append(" of ")
    text.append(count)
    text.append(" values")
    text.endLine()
    output.append(contentsOf: text.bytes)
    return output
  }

  /// An object each.
  static func json(_ rows: [Row]) -> [UInt8] {
    var json = JSONLines()
    for row in rows {
      json.row { json in
        json.field("name", row.name)
        json.field(named: "value", row.shown.value.cut(to: OutputText.longestText))
        json.field("unit", row.unit)
        json.field("error", row.shown.reason)
      }
    }
    return Array(json.bytes)
  }
}
