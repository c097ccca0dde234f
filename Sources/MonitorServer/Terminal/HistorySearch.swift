// The search for an earlier line by a part of it, one key at a time; it must not know keys, nor how it is shown.

/// A search through the lines entered before, from the newest back.
struct HistorySearch: Equatable, Sendable {
  /// Where something was found.
  struct Match: Equatable, Sendable {
    /// The line's place in the history.
    var line: Int
    /// How many bytes stand before what was looked for.
    var offset: Int
  }

  /// What is looked for has a bound, for it is compared with every place of every line.
  static let mostBytes = 64

  private(set) var wanted: [Unicode.Scalar] = []
  /// The last that was found.
  private(set) var match: Match?
  /// Whether there is no such line, or none that is older.
  private(set) var hasFailed = false

  var text: String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: wanted)
    return String(text)
  }

  /// Looks for one character more, in the line that was found or an older one; tells whether there is one.
  mutating func add(_ scalar: Unicode.Scalar, in history: LineHistory) -> Bool {
    guard text.utf8.count + UTF8.width(scalar) <= Self.mostBytes else { return false }
    wanted.append(scalar)
    return find(in: history, from: match?.line ?? history.lines.count - 1)
  }

  /// Looks for one character less, from the newest line on; tells whether there is one.
  mutating func removeLast(in history: LineHistory) -> Bool {
    guard wanted.popLast() != nil else { return false }
    match = nil
    return find(in: history, from: history.lines.count - 1)
  }

  /// Looks for the next older line; tells whether there is one.
  mutating func older(in history: LineHistory) -> Bool {
    find(in: history, from: match.map { $0.line - 1 } ?? history.lines.count - 1)
  }

  /// Looks for what was looked for the last time.
  mutating func repeated(_ last: String, in history: LineHistory) -> Bool {
    wanted = Array(last.unicodeScalars)
    return find(in: history, from: history.lines.count - 1)
  }

  private mutating func find(in history: LineHistory, from start: Int) -> Bool {
    hasFailed = false
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else {
      match = nil
      return true
    }
    var index = min(start, history.lines.count - 1)
    while index >= 0 {
      if let offset = Self.last(bytes, in: Array(history.lines[index].utf8)) {
        match = Match(line: index, offset: offset)
        return true
      }
      index -= 1
    }
    hasFailed = true
    return false
  }

  /// Where the last of the places begins at which the bytes stand.
  private static func last(_ wanted: [UInt8], in bytes: [UInt8]) -> Int? {
    var start = bytes.count - wanted.count
    while start >= 0 {
      var same = 0
      while same < wanted.count, bytes[start + same] == wanted[same] { same += 1 }
      if same == wanted.count { return start }
      start -= 1
    }
    return nil
  }
}
