// Options that several listings of live tasks have in common.
import TaskRegistry

extension CommandOption {
  /// Only tasks in one state.
  static let state = CommandOption(
    name: "--state", value: "S", choices: TaskState.allCases.map(\.rawValue),
    summary: "only tasks in this state: running, ready or suspended")

  /// Only tasks with names of a form.
  static let taskName = CommandOption(
    name: "--name", value: "GLOB",
    summary: "only tasks whose name matches; * is any text, ? one character")
}
