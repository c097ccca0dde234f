// Bytes on their way to a terminal, with the columns they take; the monitor's own words and the program's come in by
// different doors, so that nothing from the program can pass unescaped. It knows no table and no command.

/// Text under construction.
///
/// Only literals, numbers and escaped text can be appended: what the program says cannot reach a terminal raw. Bytes
/// are written straight into one buffer, because a listing of a million tasks is made of ten million cells.
struct TextBuffer {
  private var buffer = ByteBuffer()
  /// Whether ``append(_:_:)`` marks what it writes.
  let usesColor: Bool

  /// Empty text.
  init(usesColor: Bool = false) { self.usesColor = usesColor }

  /// Empty text for whoever reads it.
  init(for audience: Audience) { self.init(usesColor: audience.usesColor) }

  /// What has been written.
  var bytes: ArraySlice<UInt8> { buffer.bytes }
  /// How many bytes have been written.
  var count: Int { buffer.count }
  /// Columns written since ``endLine()`` or ``beginCell()``.
  private(set) var columns = 0

  /// Appends words of the monitor's own.
  mutating func append(_ words: StaticString) {
    words.withUTF8Buffer { utf8 in
      buffer.append(utf8)
      columns += words.isASCII ? utf8.count : utf8.count { $0 & 0xC0 != 0x80 }
    }
  }

  /// Appends what `write` writes, in a colour where there are any; colours take no columns.
  mutating func append(_ style: Style, _ write: (inout TextBuffer) -> Void) {
    guard usesColor else { return write(&self) }
    style.begin.withUTF8Buffer { buffer.append($0) }
    write(&self)
    Style.end.withUTF8Buffer { buffer.append($0) }
  }

  /// Appends text that may come from the program, escaped and at most `limit` columns wide.
  mutating func append(safe text: String, limit: Int = .max) {
    columns += SafeText.append(text, to: &buffer, limit: limit)
  }

  /// Appends a whole number.
  mutating func append(_ number: UInt64) {
    columns += buffer.append(decimal: number)
  }

  /// Appends a whole number with zeros before it, up to so many digits.
  mutating func append(_ number: UInt64, digits: Int) {
    columns += buffer.append(decimal: number, minimumDigits: digits)
  }

  /// Appends a whole number that cannot be negative.
  mutating func append(_ number: Int) { append(UInt64(clamping: number)) }

  /// Appends a whole number, or `-` where it is unknown.
  mutating func append(_ number: UInt64?) {
    if let number { append(number) } else { append("-") }
  }

  /// Appends a time in the units people use.
  mutating func append(nanoseconds: UInt64) { append(QuantityText(nanoseconds: nanoseconds)) }

  /// Appends a time in the units people use, or `-` where it is unknown.
  mutating func append(nanoseconds: UInt64?) {
    if let nanoseconds { append(nanoseconds: nanoseconds) } else { append("-") }
  }

  /// Appends an amount of memory.
  mutating func append(byteCount: UInt64) { append(QuantityText(byteCount: byteCount)) }

  /// Appends a rate with about three digits.
  mutating func append(rate: Double) { append(QuantityText(rate: rate)) }

  /// Appends a quantity with its unit.
  mutating func append(_ quantity: QuantityText) { columns += quantity.append(to: &buffer) }

  /// Appends spaces until the line, or the cell, has `width` columns.
  mutating func pad(to width: Int) {
    guard columns < width else { return }
    buffer.append(UInt8(ascii: " "), count: width - columns)
    columns = width
  }

  /// Appends `count` times the same ASCII character.
  mutating func append(_ character: Unicode.Scalar, count: Int) {
    guard character.isASCII, count > 0 else { return }
    buffer.append(UInt8(ascii: character), count: count)
    columns += count
  }

  /// Ends a line.
  mutating func endLine() {
    buffer.append(UInt8(ascii: "\n"))
    columns = 0
  }

  /// Begins the line that a mistake gets.
  mutating func appendError() {
    append(.alarm) { $0.append("error:") }
    append(" ")
  }

  /// Appends a line of the monitor's own words.
  mutating func line(_ words: StaticString = "") {
    append(words)
    endLine()
  }

  /// Appends a line of text that may come from the program, escaped.
  mutating func line(safe text: String) {
    append(safe: text)
    endLine()
  }

  /// Appends a line that stands over others.
  mutating func line(heading words: StaticString) {
    append(.heading) { $0.append(words) }
    endLine()
  }

  /// Counts columns from here on.
  mutating func beginCell() { columns = 0 }

  /// Forgets what was written, but keeps the memory.
  mutating func removeAll() {
    buffer.removeAll()
    columns = 0
  }

  /// Appends part of what was written elsewhere, whose columns are known.
  mutating func append(_ range: Range<Int>, of other: TextBuffer, columns count: Int) {
    buffer.append(range, of: other.buffer)
    columns += count
  }

  /// Cuts what was written from `start` on, which is the current line or cell, to at most `limit` columns.
  mutating func cut(from start: Int, to limit: Int, _ manner: CutText.Manner = .middle) {
    guard columns > limit, start <= count else { return }
    let text = Array(bytes[start...])
    buffer.truncate(to: start)
    columns = CutText.append(text, to: &buffer, limit: limit, manner)
  }

  /// Moves what was written from `start` on, which is the current cell, to the right until it ends at `width` columns.
  mutating func indent(from start: Int, to width: Int) {
    guard columns < width else { return }
    buffer.insert(UInt8(ascii: " "), count: width - columns, at: start)
    columns = width
  }
}
