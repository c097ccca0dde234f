// The task-local values at the end of `where --locals`. It knows the layout only.
import TaskRegistry

enum LocalsText {
  /// As text.
  static func append(_ locals: TaskLocals, to text: inout TextBuffer) {
    text.line(heading: "task locals, innermost first:")
    for value in locals.values {
      text.append("  ")
      text.append(safe: value.key ?? "-")
      text.append(": ")
      text.append(safe: value.type ?? "-")
      text.append(" = ")
      text.append(safe: value.value ?? "-")
      text.endLine()
    }
    if let missing = locals.missing {
      text.append(locals.values.isEmpty ? "  none: " : "  and: ")
      text.append(safe: missing)
      text.endLine()
    } else if locals.values.isEmpty {
      text.line("  none")
    }
  }

  /// The members of an object.
  static func fields(_ locals: TaskLocals, of json: inout JSONLines) {
    json.field("locals", each: locals.values) { json, value in
      json.field("key", value.key)
      json.field("type", value.type)
      json.field("value", value.value)
    }
    json.field("locals_missing", locals.missing)
  }
}
