// What `--at` is matched against; it knows places, not the commands that filter by them.
import TaskRegistry

extension Glob {
  /// Whether it matches `File.swift:42`, the function, or both with a blank between; an unknown place it never does.
  func matches(placeOf location: CodeLocation?) -> Bool {
    guard let location else { return false }
    let text = location.description
    return matches(text) || matches(location.function) || matches(text + " " + location.function)
  }
}
