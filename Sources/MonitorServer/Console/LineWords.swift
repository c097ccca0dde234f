// A line taken apart into words, finished or not; it knows quotes and blanks, and no command.

/// The words of a line, as a shell takes them apart.
///
/// Blanks separate. `'…'` keeps everything, `"…"` everything but `\"` and `\\`; outside of quotes a backslash keeps
/// the next character.
struct LineWords {
  /// The words that a blank has ended.
  private(set) var complete: [String] = []
  /// The word that the line ends in; `nil` behind a blank.
  private(set) var last: String?
  /// How many bytes at the end of the line are that word, as it was typed.
  private(set) var lastBytes = 0
  /// The quote that has no end.
  private(set) var openQuote: UInt8?
  /// Whether the line ends in a backslash that keeps nothing.
  private(set) var endsInBackslash = false

  private static let backslash = UInt8(ascii: "\\")
  private static let quote = UInt8(ascii: "'")
  private static let doubleQuote = UInt8(ascii: "\"")

  /// Takes a line apart.
  init(_ line: String) {
    var word: [UInt8]?
    for byte in line.utf8 {
      if word != nil { lastBytes += 1 }
      if endsInBackslash {
        endsInBackslash = false
        if openQuote != nil, byte != Self.doubleQuote, byte != Self.backslash { word?.append(Self.backslash) }
        word?.append(byte)
      } else if byte == Self.backslash, openQuote != Self.quote {
        endsInBackslash = true
        begin(&word)
      } else if let open = openQuote {
        if byte == open { openQuote = nil } else { word?.append(byte) }
      } else if byte == Self.quote || byte == Self.doubleQuote {
        openQuote = byte
        begin(&word)
      } else if Self.isBlank(byte) {
        if let word { complete.append(String(decoding: word, as: UTF8.self)) }
        word = nil
        lastBytes = 0
      } else {
        begin(&word)
        word?.append(byte)
      }
    }
    last = word.map { String(decoding: $0, as: UTF8.self) }
  }

  private mutating func begin(_ word: inout [UInt8]?) {
    guard word == nil else { return }
    word = []
    lastBytes = 1
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }

  /// A word as it is to be typed, so that it is read back as it was.
  static func quoted(_ word: String) -> String {
    let needsQuotes =
      word.isEmpty
      || word.utf8.contains { isBlank($0) || $0 == quote || $0 == doubleQuote || $0 == backslash }
    guard needsQuotes else { return word }
    guard word.utf8.contains(quote) else { return "'\(word)'" }
    var text = "\""
    for scalar in word.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }
}
