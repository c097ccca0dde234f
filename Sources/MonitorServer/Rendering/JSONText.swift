// Strings as JSON writes them, harmless in a terminal too; it knows no object and no row.

/// Strings of JSON.
enum JSONText {
  /// Appends `text` with its quotes.
  static func append(_ text: String, to buffer: inout ByteBuffer) {
    buffer.append(UInt8(ascii: "\""))
    appendContent(text, to: &buffer)
    buffer.append(UInt8(ascii: "\""))
  }

  /// Appends `text` without quotes, for strings made of parts.
  static func appendContent(_ text: String, to buffer: inout ByteBuffer) {
    let isDone: Bool? = text.utf8.withContiguousStorageIfAvailable { utf8 in
      guard PlainText.holds(utf8, without: UInt8(ascii: "\"")) else { return false }
      buffer.append(utf8)
      return true
    }
    guard isDone != true else { return }
    for scalar in text.unicodeScalars { append(scalar, to: &buffer) }
  }

  private static func append(_ scalar: Unicode.Scalar, to buffer: inout ByteBuffer) {
    switch scalar {
    case "\"": buffer.append("\\\"")
    case "\\": buffer.append("\\\\")
    case "\n": buffer.append("\\n")
    case "\r": buffer.append("\\r")
    case "\t": buffer.append("\\t")
    case _ where SafeText.mustEscape(scalar):
      for unit in UTF16.encode(scalar).map({ Array($0) }) ?? [] {
        let digits = String(unit, radix: 16)
        buffer.append("\\u")
        buffer.append(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
        buffer.append(contentsOf: digits.utf8)
      }
    default:
      buffer.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }
  }
}
