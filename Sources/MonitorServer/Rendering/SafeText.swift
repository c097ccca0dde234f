// The one place where text from the program is made harmless for a terminal; it knows no layout and no command.

/// Escapes text that the monitor did not write itself: names, error texts, function names, a user's own words.
///
/// A terminal obeys bytes. What could move the cursor, change colours, reorder or hide text is shown as what it is:
/// `\n`, `\t`, `\r`, `\0`, `\u{1B}` for a character, `\xFF` for a byte that is no UTF-8. A backslash is doubled, so
/// that an escape shown is always an escape made here.
enum SafeText {
  /// Appends `text`, escaped and at most `limit` columns wide, and returns how many columns it takes.
  ///
  /// Text that is too wide loses its middle: both the start and the end of a name tell tasks apart.
  @discardableResult
  static func append(_ text: String, to buffer: inout ByteBuffer, limit: Int = .max) -> Int {
    let columns: Int?? = text.utf8.withContiguousStorageIfAvailable { utf8 in
      guard utf8.count <= limit, PlainText.holds(utf8, without: UInt8(ascii: "\\")) else { return nil }
      buffer.append(utf8)
      return utf8.count
    }
    if let columns, let columns { return columns }
    return append(bytes: Array(text.utf8), to: &buffer, limit: limit)
  }

  /// The same for bytes that may be no UTF-8.
  @discardableResult
  static func append(bytes text: [UInt8], to buffer: inout ByteBuffer, limit: Int = .max) -> Int {
    let escaped = Escaped(text)
    guard escaped.columns > limit else {
      buffer.append(contentsOf: escaped.bytes)
      return escaped.columns
    }
    return CutText.append(escaped.bytes, to: &buffer, limit: limit)
  }

  /// `text` escaped, between quotes, and short enough for an error line.
  static func quoted(_ text: String, limit: Int = 40) -> String { "'" + escaped(text, limit: limit) + "'" }

  /// `text` escaped, and short enough for an error line.
  static func escaped(_ text: String, limit: Int) -> String {
    // A line may be long; what cannot be shown anyway is not worth escaping.
    let shown = text.utf8.count > 4_096 ? String(text.prefix(limit)) + "…" : text
    var buffer = ByteBuffer()
    append(shown, to: &buffer, limit: limit)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  /// The beginning of `text`, of so many bytes at most, with `…` where something was cut.
  static func prefix(of text: String, bytes limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: limit)
    while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
      end = text.utf8.index(before: end)
    }
    return String(text.unicodeScalars[..<end]) + "…"
  }

  /// Whether a character could do harm in a terminal or be invisible there.
  static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value < 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return true
    default: return false
    }
  }
}

/// Text with each of its characters as it is shown.
private struct Escaped {
  var bytes: [UInt8] = []
  var columns = 0

  init(_ text: [UInt8]) {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = text.makeIterator()
    var position = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        position += encoded.count
        add(Unicode.UTF8.decode(encoded))
      case .error(let length):
        for byte in text[position..<position + length] {
          add(escape: "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true))
        }
        position += length
      case .emptyInput:
        return
      }
    }
  }

  private mutating func add(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\\": add(escape: "\\\\")
    case "\n": add(escape: "\\n")
    case "\t": add(escape: "\\t")
    case "\r": add(escape: "\\r")
    case "\0": add(escape: "\\0")
    case _ where SafeText.mustEscape(scalar):
      add(escape: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}")
    default:
      bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
      columns += TextWidth.columns(of: scalar)
    }
  }

  private mutating func add(escape: String) {
    bytes.append(contentsOf: escape.utf8)
    columns += escape.utf8.count
  }
}
