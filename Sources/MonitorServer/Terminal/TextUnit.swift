// Takes text for a terminal apart into what moves the cursor and what does not; it must not know where the cursor is.

/// The smallest piece of text that can be sent without tearing a character or a sequence.
enum TextUnit: Equatable {
  case newLine
  case carriageReturn
  /// A character of so many columns.
  case character(columns: Int)
  /// A sequence that chooses colours.
  case style
  /// What takes no place.
  case other

  /// No sequence that is sent is as long.
  private static let mostSequenceBytes = 32

  /// The first unit and its length; `nil` if its end has not come.
  static func first(in bytes: ArraySlice<UInt8>) -> (unit: TextUnit, length: Int)? {
    guard let byte = bytes.first else { return nil }
    switch byte {
    case 0x20..<0x7F: return (.character(columns: 1), 1)
    case UInt8(ascii: "\n"): return (.newLine, 1)
    case UInt8(ascii: "\r"): return (.carriageReturn, 1)
    case 0x1B: return sequence(in: bytes)
    case ..<0x80: return (.other, 1)
    default: return character(in: bytes)
    }
  }

  private static func sequence(in bytes: ArraySlice<UInt8>) -> (unit: TextUnit, length: Int)? {
    guard bytes.count > 1 else { return nil }
    guard bytes.dropFirst().first == UInt8(ascii: "[") else { return (.other, 1) }
    let rest = bytes.prefix(mostSequenceBytes).dropFirst(2)
    if let end = rest.firstIndex(where: { $0 >= 0x40 }) {
      return (bytes[end] == UInt8(ascii: "m") ? .style : .other, end - bytes.startIndex + 1)
    }
    return bytes.count < mostSequenceBytes ? nil : (.other, 1)
  }

  private static func character(in bytes: ArraySlice<UInt8>) -> (unit: TextUnit, length: Int)? {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    switch parser.parseScalar(from: &iterator) {
    case .valid(let encoded):
      return (.character(columns: TextWidth.columns(of: Unicode.UTF8.decode(encoded))), encoded.count)
    case .error(let length):
      // Cut short by the end, it may go on.
      return length == bytes.count && length < 4 ? nil : (.character(columns: 1), length)
    case .emptyInput:
      return nil
    }
  }
}
