// The two things about a demangled name that need counting: where a bracket ends, and what labels a list of
// arguments has. Pure functions of text.

/// Finds the ends of brackets.
enum Brackets {
  /// The index after `text[index]`, or, if a bracket opens there, after the one that closes it; `nil` if none does.
  ///
  /// A parenthesis or square bracket that closes nothing is not skipped either.
  static func skip(_ text: ArraySlice<UInt8>, from index: Int) -> Int? {
    if ")]".utf8.contains(text[index]) { return nil }
    guard isOpening(text[index]), text[index] != UInt8(ascii: "<") || isList(text, at: index) else {
      return index + 1
    }
    var open: [UInt8] = []
    var position = index
    while position < text.endIndex {
      let byte = text[position]
      if isOpening(byte) {
        open.append(byte)
      } else if let partner = opening(of: byte), !isArrow(text, at: position) {
        guard open.popLast() == partner else { return nil }
        if open.isEmpty { return position + 1 }
      }
      position += 1
    }
    return nil
  }

  private static func isOpening(_ byte: UInt8) -> Bool { "([{<".utf8.contains(byte) }

  private static func opening(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: ")"): UInt8(ascii: "(")
    case UInt8(ascii: "]"): UInt8(ascii: "[")
    case UInt8(ascii: "}"): UInt8(ascii: "{")
    case UInt8(ascii: ">"): UInt8(ascii: "<")
    default: nil
    }
  }

  /// Whether the `>` at `index` belongs to an arrow.
  private static func isArrow(_ text: ArraySlice<UInt8>, at index: Int) -> Bool {
    text[index] == UInt8(ascii: ">") && index > text.startIndex && text[index - 1] == UInt8(ascii: "-")
  }

  /// Whether the `<` at `index` opens a list rather than being part of an operator's name.
  private static func isList(_ text: ArraySlice<UInt8>, at index: Int) -> Bool {
    guard let next = text[(index + 1)...].first else { return false }
    if next == UInt8(ascii: " ") { return text[(index + 1)...].starts(with: " where ".utf8) }
    return next == UInt8(ascii: ">") || !"=<-~.|".utf8.contains(next)
  }
}

/// Reduces a list of arguments to its labels.
enum Labels {
  /// `(_:with:)` from what stands between the parentheses.
  static func of(_ arguments: ArraySlice<UInt8>) -> [UInt8] {
    guard !arguments.isEmpty else { return Array("()".utf8) }
    var output = Array("(".utf8)
    var start = arguments.startIndex
    var index = start
    while true {
      let atEnd = index >= arguments.endIndex
      if atEnd || arguments[index] == UInt8(ascii: ",") {
        output += label(of: arguments[start..<min(index, arguments.endIndex)])
        guard !atEnd else { break }
        start = index + 1
      }
      index = Brackets.skip(arguments, from: index) ?? arguments.endIndex
    }
    return output + Array(")".utf8)
  }

  /// The label of one argument with its colon; `_:` where it has none.
  private static func label(of argument: ArraySlice<UInt8>) -> [UInt8] {
    let trimmed = argument.drop(while: { $0 == UInt8(ascii: " ") })
    let name = trimmed.prefix(while: { $0 != UInt8(ascii: ":") })
    let isLabel =
      !name.isEmpty && trimmed[name.endIndex...].starts(with: ": ".utf8)
      && !name.contains(where: { " ([<,.".utf8.contains($0) })
    return (isLabel ? Array(name) : [UInt8(ascii: "_")]) + [UInt8(ascii: ":")]
  }
}
