// Options that several listings have in common, each defined once; it knows no listing.
import TaskRegistry

extension CommandOption {
  /// Only tasks in one state.
  static let state = CommandOption(
    name: "--state", value: "S", choices: TaskState.allCases.map(\.rawValue),
    summary: "only tasks in this state: running, ready or suspended")

  /// Only tasks with names of a form.
  static let taskName = CommandOption(
    name: "--name", value: "GLOB", kind: .taskName,
    summary: "only tasks whose name matches; * is any text, ? one character")

  /// Only tasks at places of a form.
  static let place = CommandOption(
    name: "--at", value: "GLOB", kind: .place,
    summary: "only where AT matches: File.swift:42, the function, or both with a blank between")

  /// Only tasks of some age.
  static let older = CommandOption(
    name: "--older", value: "DURATION", kind: .duration,
    summary: "only tasks that are at least so old: 5m, 30s")

  /// Only the structured children of one task.
  static let parent = CommandOption(
    name: "--parent", value: "ID", kind: .taskID,
    summary: "only direct children of this task, structured ones")

  /// Only tasks that were asked to stop.
  static let cancelled = CommandOption(name: "--cancelled", summary: "only tasks that were asked to stop")

  /// The same option in other words, for a command that has other columns.
  func saying(_ summary: String) -> CommandOption {
    var option = self
    option.summary = summary
    return option
  }

  /// Rows a person can look through; a script asks for all.
  static let defaultRows = 50

  /// At most so many rows.
  static let limit = CommandOption(
    name: "--limit", short: "-n", value: "N", kind: .number, excludes: ["--all"],
    summary: "at most N rows (default \(defaultRows))")

  /// Every row.
  static let all = CommandOption(name: "--all", excludes: ["--limit"], summary: "every row")
}

extension Arguments {
  /// How many rows ``CommandOption/limit`` and ``CommandOption/all`` allow.
  func rowLimit() throws(CommandError) -> Int {
    try count(CommandOption.limit.name) ?? (has(CommandOption.all.name) ? .max : CommandOption.defaultRows)
  }
}
