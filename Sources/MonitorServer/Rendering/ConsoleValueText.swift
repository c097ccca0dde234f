// A value of the program's as text and as JSON; it must not know where it stands.

extension ConsoleValue {
  /// Whether it has a size.
  var isQuantity: Bool {
    switch self {
    case .integer, .double, .duration: true
    case .text, .bool, .unknown: false
    }
  }

  /// The value with its text cut.
  func cut(to bytes: Int) -> ConsoleValue {
    guard case .text(let text) = self else { return self }
    return .text(SafeText.prefix(of: text, bytes: bytes))
  }
}

extension TextBuffer {
  /// Appends a value for people; text takes at most `limit` columns.
  mutating func append(_ value: ConsoleValue, limit: Int) {
    switch value {
    case .integer(let number): append(safe: String(number))
    case .double(let number): append(safe: String(number))
    case .text(let text): append(safe: SafeText.prefix(of: text, bytes: OutputText.longestText), limit: limit)
    case .bool(let isTrue): append(isTrue ? "yes" : "no")
    case .duration(let duration):
      if duration < .zero { append("-") }
      append(nanoseconds: (duration < .zero ? .zero - duration : duration).clampedNanoseconds)
    case .unknown: append("-")
    }
  }
}
