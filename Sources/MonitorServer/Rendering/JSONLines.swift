// JSON Lines: one object a line, written straight into bytes; it knows no task and no command.

/// Writes JSON (RFC 8259) into a byte array.
///
/// Text is escaped for JSON and for a terminal at once: whatever ``SafeText`` would escape becomes `\uXXXX`, so that
/// output looked at in a terminal is harmless and still the same value for a parser. Numbers are whole 64-bit numbers.
struct JSONLines {
  private var buffer = ByteBuffer()
  /// What has been written.
  var bytes: ArraySlice<UInt8> { buffer.bytes }
  private var needsComma = false

  /// Writes one object and ends the line.
  mutating func row(_ write: (inout JSONLines) -> Void) {
    object(write)
    buffer.append(UInt8(ascii: "\n"))
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

  /// A member with text and a number after a colon, as places are written: `File.swift:42`.
  mutating func field(_ name: StaticString, _ text: String, colon number: Int) {
    key(name)
    literal("\"")
    JSONText.appendContent(text, to: &buffer)
    literal(":")
    buffer.append(decimal: UInt64(clamping: number))
    literal("\"")
    needsComma = true
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

  /// A member of a program's own, with the name it chose.
  mutating func field(named name: String, _ value: ConsoleValue) {
    separate()
    JSONText.append(name, to: &buffer)
    literal(":")
    switch value {
    case .integer(let number): digits(String(number))
    case .double(let number): digits(number.isFinite ? String(number) : "null")
    case .text(let text): JSONText.append(text, to: &buffer)
    case .bool(let isTrue): literal(isTrue ? "true" : "false")
    case .duration(let duration): digits(String(duration.attoseconds / 1_000_000_000))
    case .unknown: literal("null")
    }
    needsComma = true
  }

  /// A member with a rate, to hundredths.
  mutating func field(_ name: StaticString, rate: Double) {
    key(name)
    let hundredths = rate * 100
    let number = hundredths > 0 && hundredths < Double(UInt64.max) ? UInt64(hundredths) : 0
    buffer.append(decimal: number / 100)
    buffer.append(UInt8(ascii: "."))
    buffer.append(decimal: number % 100, minimumDigits: 2)
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
    buffer.append(UInt8(ascii: "["))
    needsComma = false
    for element in elements {
      separate()
      object { write(&$0, element) }
    }
    buffer.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Forgets what was written, but keeps the memory.
  mutating func removeAll() {
    buffer.removeAll()
    needsComma = false
  }

  private mutating func object(_ write: (inout JSONLines) -> Void) {
    buffer.append(UInt8(ascii: "{"))
    needsComma = false
    write(&self)
    buffer.append(UInt8(ascii: "}"))
    needsComma = true
  }

  private mutating func key(_ name: StaticString) {
    buffer.append(key: name, afterComma: needsComma)
  }

  private mutating func separate() {
    if needsComma { buffer.append(UInt8(ascii: ",")) }
  }

  private mutating func value(_ number: UInt64?) {
    if let number { buffer.append(decimal: number) } else { literal("null") }
    needsComma = true
  }

  private mutating func value(_ text: String?) {
    if let text { JSONText.append(text, to: &buffer) } else { literal("null") }
    needsComma = true
  }

  private mutating func digits(_ number: String) { buffer.append(contentsOf: number.utf8) }

  private mutating func literal(_ words: StaticString) {
    buffer.append(words)
  }
}
