// Times, amounts of memory and rates in the units people use; pure, and the same everywhere in the console.

/// A quantity as it is printed: about three digits and a unit.
///
/// Digits are cut, never rounded up, so that a quantity never reads as more than it is (`999 ms`, not `1000 ms` or
/// `1.00 s`).
///
/// - `812 ns`, `41.2 µs`, `3.07 ms`, `59.9 s`, `3m 12s`, `2h 05m`, `4d 03h`
/// - `512 B`, `1.50 KiB`, `38.1 MiB`
struct QuantityText: Equatable {
  private var whole: UInt64
  private var fraction: UInt64 = 0
  private var fractionDigits = 0
  private var unit: StaticString
  /// A second number with its unit, always of two digits: the `12s` of `3m 12s`.
  private var rest: UInt64?
  private var restUnit: StaticString = ""

  static func == (left: QuantityText, right: QuantityText) -> Bool { left.description == right.description }

  /// A time.
  init(nanoseconds: UInt64) {
    let second: UInt64 = 1_000_000_000
    switch nanoseconds {
    case ..<1_000: self.init(nanoseconds, of: 1, " ns")
    case ..<1_000_000: self.init(nanoseconds, of: 1_000, " µs")
    case ..<second: self.init(nanoseconds, of: 1_000_000, " ms")
    case ..<(60 * second): self.init(nanoseconds, of: second, " s")
    case ..<(3_600 * second): self.init(seconds: nanoseconds / second, of: 60, "m ", restOf: 1, "s")
    case ..<(86_400 * second): self.init(seconds: nanoseconds / second, of: 3_600, "h ", restOf: 60, "m")
    default: self.init(seconds: nanoseconds / second, of: 86_400, "d ", restOf: 3_600, "h")
    }
  }

  /// An amount of memory.
  init(byteCount: UInt64) {
    switch byteCount {
    case ..<(1 << 10): self.init(byteCount, of: 1, " B")
    case ..<(1 << 20): self.init(byteCount, of: 1 << 10, " KiB")
    case ..<(1 << 30): self.init(byteCount, of: 1 << 20, " MiB")
    default: self.init(byteCount, of: 1 << 30, " GiB")
    }
  }

  /// How many a second; 0 for what is no number.
  init(rate: Double) {
    let thousandths = rate * 1_000
    guard thousandths > 0, thousandths < Double(UInt64.max) else {
      self.init(0, of: 1, "")
      return
    }
    self.init(UInt64(thousandths), of: 1_000, "")
  }

  private init(_ amount: UInt64, of size: UInt64, _ unit: StaticString) {
    whole = amount / size
    self.unit = unit
    guard size > 1, whole < 100 else { return }
    fractionDigits = whole < 10 ? 2 : 1
    let remainder = amount % size
    fraction = remainder * (fractionDigits == 2 ? 100 : 10) / size
  }

  private init(
    seconds: UInt64, of size: UInt64, _ unit: StaticString, restOf restSize: UInt64, _ restUnit: StaticString
  ) {
    whole = seconds / size
    self.unit = unit
    rest = seconds % size / restSize
    self.restUnit = restUnit
  }

  /// Appends the text and returns how many columns it takes.
  func append(to buffer: inout ByteBuffer) -> Int {
    var columns = buffer.append(decimal: whole)
    if fractionDigits > 0 {
      buffer.append(UInt8(ascii: "."))
      columns += 1 + buffer.append(decimal: fraction, minimumDigits: fractionDigits)
    }
    columns += Self.append(unit, to: &buffer)
    if let rest {
      columns += buffer.append(decimal: rest, minimumDigits: 2)
      columns += Self.append(restUnit, to: &buffer)
    }
    return columns
  }

  private static func append(_ unit: StaticString, to buffer: inout ByteBuffer) -> Int {
    unit.withUTF8Buffer { utf8 in
      buffer.append(utf8)
      return unit.isASCII ? utf8.count : utf8.count { $0 & 0xC0 != 0x80 }
    }
  }

  /// The text.
  var description: String {
    var buffer = ByteBuffer()
    _ = append(to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }
}
