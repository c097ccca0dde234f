// Text that is ready for a terminal, taken apart into what cannot be divided; it does not know what for.

/// Reads what ``TextBuffer`` has made.
enum TextPieces {
  /// A character, an escape or a colour.
  struct Piece: Equatable {
    /// Where it stands.
    var bytes: Range<Int>
    /// How many columns it takes; 0 for a mark on the character before, and for a colour.
    var columns: Int
    /// Whether it is a colour, which is no text.
    var isColor = false
    /// Whether it parts words.
    var isBlank = false
  }

  /// All of a text, in order.
  static func pieces(of text: [UInt8]) -> [Piece] {
    var pieces: [Piece] = []
    var start = 0
    while start < text.count {
      let piece = piece(of: text, at: start)
      pieces.append(piece)
      start = piece.bytes.upperBound
    }
    return pieces
  }

  private static func piece(of text: [UInt8], at start: Int) -> Piece {
    switch text[start] {
    case 0x1B: return Piece(bytes: start..<end(ofColorIn: text, at: start), columns: 0, isColor: true)
    case UInt8(ascii: "\\"):
      let end = end(ofEscapeIn: text, at: start)
      return Piece(bytes: start..<end, columns: end - start)
    case let byte where byte < 0x80:
      return Piece(bytes: start..<start + 1, columns: 1, isBlank: byte == UInt8(ascii: " "))
    default:
      var end = start + 1
      while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
      let scalars = String(decoding: text[start..<end], as: UTF8.self).unicodeScalars
      return Piece(bytes: start..<end, columns: scalars.reduce(0) { $0 + TextWidth.columns(of: $1) })
    }
  }

  /// Up to the letter that ends a control sequence.
  private static func end(ofColorIn text: [UInt8], at start: Int) -> Int {
    text[start...].firstIndex(of: UInt8(ascii: "m")).map { $0 + 1 } ?? text.count
  }

  /// `\n`, `\xFF`, `\u{1B}`.
  private static func end(ofEscapeIn text: [UInt8], at start: Int) -> Int {
    guard start + 1 < text.count else { return text.count }
    switch text[start + 1] {
    case UInt8(ascii: "x"): return min(start + 4, text.count)
    case UInt8(ascii: "u"):
      return text[start...].firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? text.count
    default: return start + 2
    }
  }
}
