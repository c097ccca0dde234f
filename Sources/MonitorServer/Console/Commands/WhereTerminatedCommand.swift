// `where-terminated`: how one task ended, where it was last, and how it came to be. It knows the layout only.
import TaskRegistry

extension Command {
  /// Tells how a task ended and where it came from.
  static let whereTerminated = Command(
    verb: "where-terminated", aliases: ["wt"], group: .tasks,
    operands: Operands(name: "ID", minimum: 1, maximum: 1),
    summary: "how one task ended: its error, its last await point, what failed in its group, its spawn",
    options: [CommandOption(name: "--json", summary: "one JSON object, no other text")],
    cost: "as ps-terminated; stops no task",
    examples: ["where-terminated 12", "wt 12 --json"]
  ) { arguments, context throws(CommandError) in
    let id = try arguments.ids()[0]
    let isJSON = arguments.has("--json")
    return .reply(
      Reply { output in
        guard let stack = context.questions.finishedStack(id) else {
          return Reply.error(mistake(id, isLive: context.questions.task(id) != nil)).next(&output)
        }
        output.append(contentsOf: isJSON ? FinishedText.json(stack) : FinishedText.text(stack))
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
  static func text(_ stack: FinishedStack) -> [UInt8] {
    let task = stack.task
    var text = TextBuffer()
    text.append(task: task.id, name: task.name)
    text.append(": ")
    text.append(safe: task.outcome.rawValue)
    if let error = task.error {
      text.append(" ")
      text.append(safe: error)
    }
    text.endLine()
    appendTimes(of: task, to: &text)
    appendCancellation(of: task, to: &text)
    append(stack.groupFailure, of: task, to: &text)
    text.line("last await point, innermost first:")
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
    append(task.runs, to: &text)
    text.endLine()
    text.append("  kind ")
    text.append(safe: task.kind.rawValue)
    text.append(", parent ")
    append(task.parent?.rawValue, to: &text)
    text.append(", creator ")
    append(task.creator?.rawValue, to: &text)
    text.endLine()
  }

  private static func appendCancellation(of task: FinishedTask, to text: inout TextBuffer) {
    text.append("  cancelled ")
    switch task.isCancelled {
    case true: text.append("yes")
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

  private static func append(_ number: UInt64?, to text: inout TextBuffer) {
    if let number { text.append(number) } else { text.append("-") }
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
