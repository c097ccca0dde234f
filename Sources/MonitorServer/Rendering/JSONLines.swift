// JSON Lines: one object a line, written straight into bytes; it knows no task and no command.

/// Writes JSON (RFC 8259) into a byte array.
///
/// Text is escaped for JSON and for a terminal at once: whatever ``SafeText`` would escape becomes `\uXXXX`, so that
/// output looked at in a terminal is harmless and still the same value for a parser. Numbers are whole 64-bit numbers.
struct JSONLines {
  /// What has been written.
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Writes one object and ends the line.
  mutating func row(_ write: (inout JSONLines) -> Void) {
    object(write)
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  /// A member with a number, or null.
  mutating func field(_ name: StaticString, _ number: UInt64?) {
    key(name)
    value(number)
  }

  /// A member with text, or null.
  mutating func field(_ name: StaticString, _ text: String?) {
    key(name)
    value(text)
  }

  /// A member that is true, false or null.
  mutating func field(_ name: StaticString, _ flag: Bool?) {
    key(name)
    switch flag {
    case true: literal("true")
    case false: literal("false")
    case nil: literal("null")
    }
    needsComma = true
  }

  /// A member with a rate, to hundredths.
  mutating func field(_ name: StaticString, rate: Double) {
    key(name)
    let hundredths = rate * 100
    let number = hundredths > 0 && hundredths < Double(UInt64.max) ? UInt64(hundredths) : 0
    DecimalText.append(number / 100, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    DecimalText.append(number % 100, to: &bytes, minimumDigits: 2)
    needsComma = true
  }

  /// A member with an object, or null where `write` is nil.
  mutating func field(_ name: StaticString, object write: ((inout JSONLines) -> Void)?) {
    key(name)
    if let write { object(write) } else { literal("null") }
    needsComma = true
  }

  /// A member with an array of objects.
  mutating func field<Element>(
    _ name: StaticString, each elements: [Element], _ write: (inout JSONLines, Element) -> Void
  ) {
    key(name)
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    for element in elements {
      separate()
      object { write(&$0, element) }
    }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Forgets what was written, but keeps the memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  private mutating func object(_ write: (inout JSONLines) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    write(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  private mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    literal(name)
    literal("\":")
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func value(_ number: UInt64?) {
    if let number { DecimalText.append(number, to: &bytes) } else { literal("null") }
    needsComma = true
  }

  private mutating func value(_ text: String?) {
    if let text { JSONText.append(text, to: &bytes) } else { literal("null") }
    needsComma = true
  }

  private mutating func literal(_ words: StaticString) {
    words.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}

/// Strings of JSON.
enum JSONText {
  /// Appends `text` with its quotes.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    bytes.append(quote)
    let isDone: Bool? = text.utf8.withContiguousStorageIfAvailable { utf8 in
      guard isPlain(utf8) else { return false }
      bytes.append(contentsOf: utf8)
      return true
    }
    if isDone != true {
      for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
    }
    bytes.append(quote)
  }

  private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    switch scalar {
    case "\"": bytes.append(contentsOf: "\\\"".utf8)
    case "\\": bytes.append(contentsOf: "\\\\".utf8)
    case "\n": bytes.append(contentsOf: "\\n".utf8)
    case "\r": bytes.append(contentsOf: "\\r".utf8)
    case "\t": bytes.append(contentsOf: "\\t".utf8)
    case _ where SafeText.mustEscape(scalar):
      for unit in UTF16.encode(scalar).map({ Array($0) }) ?? [] {
        let digits = String(unit, radix: 16)
        bytes.append(contentsOf: "\\u".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
        bytes.append(contentsOf: digits.utf8)
      }
    default:
      bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    }
  }

  private static func isPlain(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    var special = false
    for byte in utf8 {
      special =
        special || (byte &- 0x20 > 0x5E) || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"")
    }
    return !special
  }
}
