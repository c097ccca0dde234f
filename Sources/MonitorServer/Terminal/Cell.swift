// One place on a terminal's screen, as a value; it must not know where it is.

/// A character as it is to be seen.
struct Cell: Equatable, Sendable {
  var character: Unicode.Scalar
  /// A mark upon the character; of several, the first.
  var mark: Unicode.Scalar?
  var look = Look.plain
  /// Columns it takes; 0 for the right half of a wide character.
  var columns: UInt8 = 1

  /// What an empty screen is full of.
  static let blank = Cell(character: " ")

  /// The right half of a wide character, which is drawn with the left one.
  static func rightHalf(look: Look) -> Cell { Cell(character: " ", look: look, columns: 0) }

  /// Whether every terminal goes on exactly one column behind it.
  var isNarrow: Bool { columns == 1 && mark == nil }
}

/// Colour and weight of a cell, in the numbers of "select graphic rendition" (ECMA-48, 8.3.117).
struct Look: Hashable, Sendable {
  /// Of those that are either on or off, the ones that are on: a bit for each.
  private var flags: UInt8 = 0
  /// 30 to 37 or 90 to 97; 0 for the terminal's own.
  private var color: UInt8 = 0

  /// As the terminal shows what nobody has said anything about.
  static let plain = Look()
  /// Bold, dim, italic, underlined, reversed: those that a terminal can do without.
  private static let known: [UInt8] = [1, 2, 3, 4, 7]

  /// Takes one number; those that are not known change nothing.
  mutating func apply(_ number: Int) {
    switch number {
    case 0: self = .plain
    case 30...37, 90...97: color = UInt8(number)
    case 39: color = 0
    default:
      if let bit = Self.known.firstIndex(where: { Int($0) == number }) { flags |= 1 << UInt8(bit) }
    }
  }

  /// The same, with foreground and background exchanged.
  var reversed: Look {
    var look = self
    look.apply(7)
    return look
  }

  /// The numbers that make it out of ``plain``, ascending.
  var numbers: [UInt8] {
    var numbers = Self.known.indices.filter { flags & 1 << UInt8($0) != 0 }.map { Self.known[$0] }
    if color != 0 { numbers.append(color) }
    return numbers
  }
}
