// The lines that were entered before, and which of them is looked at; it must not know keys, nor how it is shown.

/// What one session has entered: bounded, oldest first, every line once.
struct LineHistory: Equatable, Sendable {
  /// A person does not go back further by hand, and a search is over at once.
  static let mostLines = 200
  /// So that pasted monsters are not kept for as long as a session lives.
  static let mostBytes = 32_768

  private(set) var lines: [String] = []
  private var byteCount = 0
  /// The line that is looked at; `lines.count` is the one being typed.
  private var position = 0
  /// What was being typed when one began to go back.
  private var draft = ""

  /// Keeps a line that was entered, and goes back to the end.
  ///
  /// Empty lines and lines that begin with a blank are not kept.
  mutating func enter(_ line: String) {
    defer { leave() }
    guard !line.isEmpty, line.first != " ", line.utf8.count <= Self.mostBytes else { return }
    if let index = lines.firstIndex(of: line) { remove(at: index) }
    lines.append(line)
    byteCount += line.utf8.count
    while lines.count > Self.mostLines || byteCount > Self.mostBytes { remove(at: 0) }
  }

  /// The line before the one looked at, `nil` at the oldest; `current` is kept if it is the one being typed.
  mutating func older(than current: String) -> String? {
    guard position > 0 else { return nil }
    if position == lines.count { draft = current }
    position -= 1
    return lines[position]
  }

  /// The line after the one looked at, at last the one that was being typed; `nil` after that.
  mutating func newer() -> String? {
    guard position < lines.count else { return nil }
    position += 1
    return position < lines.count ? lines[position] : draft
  }

  /// Looks at a line that a search has found; `current` is kept if it is the one being typed.
  mutating func look(at index: Int, insteadOf current: String) {
    guard lines.indices.contains(index) else { return }
    if position == lines.count { draft = current }
    position = index
  }

  /// Back to the line being typed, which begins anew.
  mutating func leave() {
    position = lines.count
    draft = ""
  }

  private mutating func remove(at index: Int) {
    byteCount -= lines.remove(at: index).utf8.count
  }
}
