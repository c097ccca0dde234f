// Numbers as people read them.

extension Int {
  /// With a comma between thousands: 1,234,567.
  var grouped: String {
    let digits = Array(String(magnitude).utf8)
    var text: [UInt8] = self < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// With a unit and one decimal: 12.3 MB (of 1,000,000 bytes).
  var asBytes: String {
    guard magnitude >= 1000 else { return "\(self) B" }
    var tenths = self / 100
    for unit in ["kB", "MB", "GB", "TB", "PB"] {
      if tenths.magnitude < 10_000 { return "\(tenths / 10).\(tenths.magnitude % 10) \(unit)" }
      tenths /= 1000
    }
    return "\(tenths / 10).\(tenths.magnitude % 10) EB"
  }
}
