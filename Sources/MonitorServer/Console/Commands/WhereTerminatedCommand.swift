// `where-terminated`: how one task ended, where it was last, and how it came to be. It knows the layout only.
import TaskRegistry

extension Command {
  /// Tells how a task ended and where it came from.
  static let whereTerminated = Command(
    verb: "where-terminated", aliases: ["wt"], group: .ended,
    operands: Operands(name: "ID", minimum: 1, maximum: 1, kind: .finishedID),
    summary: "how one task ended, and where",
    options: [CommandOption(name: "--json", summary: "one JSON object, no other text")],
    cost: "as ps-terminated; stops no task",
    examples: [
      CommandExample(
        "where-terminated 29",
        """
        task 29 "order 15": threw PaymentError.declined(402)
          ended 2.00 s ago, lifetime 310 ms, busy 1.10 ms, runs 3
        …
          its group's first failure: this one
        last await point, innermost first:
          #0 Payment.charge(_:) at Payment.swift:58
        …
        """),
      CommandExample(
        "wt 28",
        """
        task 28 "order 16": returned
        …
          its group's first failure: none while it lived
        …
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let id = try arguments.ids()[0]
    let isJSON = arguments.has("--json")
    return .reply(
      Reply { output in
        guard let stack = context.questions.finishedStack(id) else {
          let mistake = mistake(id, isLive: context.questions.task(id) != nil)
          return Reply.error(mistake, for: context.audience).next(&output)
        }
        output.append(
          contentsOf: isJSON ? FinishedText.json(stack) : FinishedText.text(stack, for: context.audience))
        return .finished
      })
  }

  private static func mistake(_ id: TaskID, isLive: Bool) -> String {
    isLive
      ? "task \(id) is live: where \(id) tells of it"
      : "no finished task has id \(id): it never was, or is no longer kept; ps-terminated lists those that are"
  }
}

/// The layout of `where-terminated`.
enum FinishedText {
  /// As text.
  static func text(_ stack: FinishedStack, for audience: Audience) -> [UInt8] {
    let task = stack.task
    var text = TextBuffer(for: audience)
    text.append(task: task.id, name: task.name)
    text.append(": ")
    text.append(outcome: task.outcome)
    if let error = task.error {
      text.append(" ")
      text.append(safe: error)
    }
    text.endLine()
    appendTimes(of: task, to: &text)
    appendCancellation(of: task, to: &text)
    append(stack.groupFailure, of: task, to: &text)
    text.line(heading: "last await point, innermost first:")
    if stack.lastFrames.isEmpty {
      text.append("  none: ")
      text.append(safe: stack.lastFramesMissing ?? "the reason is not known")
      text.endLine()
    }
    WhereText.append(stack.lastFrames, to: &text)
    WhereText.append(spawnFrames: stack.spawnFrames, creators: stack.creators, to: &text)
    return Array(text.bytes)
  }

  private static func appendTimes(of task: FinishedTask, to text: inout TextBuffer) {
    text.append("  ended ")
    text.append(nanoseconds: task.endedNanosecondsAgo)
    text.append(" ago, lifetime ")
    text.append(nanoseconds: task.lifetimeNanoseconds)
    text.append(", busy ")
    text.append(nanoseconds: task.busyNanoseconds)
    text.append(", runs ")
    text.append(task.runs)
    text.endLine()
    text.append("  kind ")
    text.append(safe: task.kind.rawValue)
    text.append(", parent ")
    text.append(task.parent?.rawValue)
    text.append(", creator ")
    text.append(task.creator?.rawValue)
    text.endLine()
  }

  private static func appendCancellation(of task: FinishedTask, to text: inout TextBuffer) {
    text.append("  cancelled ")
    switch task.isCancelled {
    case true: text.append(.warning) { $0.append("yes") }
    case false: text.append("no")
    case nil: text.append("-")
    }
    if task.isCancelled == true {
      text.append(", by ")
      text.append(safe: task.cancelledBy ?? "-")
    }
    if let before = task.cancelRequestedNanosecondsBefore {
      text.append(", asked for ")
      text.append(nanoseconds: before)
      text.append(" before its end")
    }
    text.endLine()
  }

  private static func append(_ failure: GroupFailure, of task: FinishedTask, to text: inout TextBuffer) {
    switch failure {
    case .notInGroup: return
    case .unknown: text.append("  its group's first failure: -, the history does not reach back to its spawn")
    case .none: text.append("  its group's first failure: none while it lived")
    case .itself: text.append("  its group's first failure: this one")
    case .sibling(let sibling):
      text.append("  its group's first failure: ")
      text.append(task: sibling.id, name: sibling.name)
      text.append(" ")
      text.append(safe: sibling.error ?? "-")
      if task.outcome == .cancelled {
        text.endLine()
        text.append("  cancelled after task ")
        text.append(sibling.id.rawValue)
        text.append(" failed")
      }
    }
    text.endLine()
  }

  /// As one object.
  static func json(_ stack: FinishedStack) -> [UInt8] {
    var json = JSONLines()
    json.row { json in
      json.fields(of: stack.task)
      json.field("last_frames", each: stack.lastFrames) { $0.fields(of: $1) }
      WhereText.fields(spawnFrames: stack.spawnFrames, creators: stack.creators, of: &json)
      json.field("group_failure", word(for: stack.groupFailure))
      var failed: FinishedTask?
      if case .sibling(let sibling) = stack.groupFailure { failed = sibling }
      json.field("group_failure_id", failed?.id.rawValue)
      json.field("group_failure_error", failed?.error)
    }
    return Array(json.bytes)
  }

  private static func word(for failure: GroupFailure) -> String? {
    switch failure {
    case .notInGroup: nil
    case .unknown: "unknown"
    case .none: "none"
    case .itself: "itself"
    case .sibling: "sibling"
    }
  }
}
