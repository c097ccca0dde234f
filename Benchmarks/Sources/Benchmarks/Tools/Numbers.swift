// Numbers as people read them. The standard library formats none, and Foundation would be a dependency.

enum Numbers {
  /// With so many decimals; "-" for what was not measured.
  static func fixed(_ value: Double, _ decimals: Int = 2) -> String {
    guard value.isFinite else { return "-" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let rounded = Int((value.magnitude * scale).rounded())
    let whole = grouped(rounded / Int(scale))
    let sign = value < 0 && rounded != 0 ? "-" : ""
    guard decimals > 0 else { return sign + whole }
    let part = String(rounded % Int(scale))
    return sign + whole + "." + String(repeating: "0", count: decimals - part.count) + part
  }

  static func grouped(_ value: Int) -> String {
    var digits = ""
    for (index, digit) in String(value.magnitude).reversed().enumerated() {
      if index > 0, index % 3 == 0 { digits = "," + digits }
      digits = String(digit) + digits
    }
    return value < 0 ? "-" + digits : digits
  }

  /// Nanoseconds as milliseconds.
  static func milliseconds(_ nanoseconds: Double) -> String {
    fixed(nanoseconds / 1e6, nanoseconds < 1e7 ? 2 : 0)
  }
}
