// Which keys terminals mean by their escape sequences, as a table; it must not know how the bytes came in.

/// What stands between the escape and the last byte, and the last byte, as a key.
///
/// Of the modifiers only Ctrl and Alt at the left and right keys mean something here: words instead of characters.
enum KeySequence {
  /// `ESC [`, parameters, a last byte; `isAlt` if one more escape came before.
  static func sequence(_ parameters: [UInt8], final: UInt8, isAlt: Bool) -> Key? {
    // "<", "=", ">" and "?" begin what is no key: a mouse's or a terminal's report.
    if let first = parameters.first, (0x3C...0x3F).contains(first) { return nil }
    let numbers = numbers(parameters)
    switch final {
    case UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: "@"), UInt8(ascii: "$"):
      return numbers.first.flatMap(numbered)
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      // rxvt, with Shift.
      return cursor(final & ~0x20, isByWord: false)
    case UInt8(ascii: "Z"):
      return .backTab
    default:
      return cursor(final, isByWord: isAlt || isByWord(numbers)) ?? function(final)
    }
  }

  /// `ESC O`, perhaps a modifier, a last byte: the cursor keys and the keypad in application mode.
  static func shifted(_ parameters: [UInt8], final: UInt8, isAlt: Bool) -> Key? {
    switch final {
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      // rxvt, with Ctrl.
      return cursor(final & ~0x20, isByWord: true)
    case UInt8(ascii: "M"):
      return .enter
    case UInt8(ascii: "X"):
      return .character("=")
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      return .character(Unicode.Scalar(final - 0x40))
    default:
      return cursor(final, isByWord: isAlt || isByWord(numbers(parameters))) ?? function(final)
    }
  }

  /// `ESC [ [`, a last byte.
  static func linuxFunction(final: UInt8) -> Key? {
    (UInt8(ascii: "A")...UInt8(ascii: "E")).contains(final)
      ? .function(Int(final - UInt8(ascii: "A")) + 1) : nil
  }

  private static func numbers(_ parameters: [UInt8]) -> [Int] {
    parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
      .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
  }

  /// The last number is one more than the sum of 1 for Shift, 2 for Alt, 4 for Ctrl, 8 for Meta.
  private static func isByWord(_ numbers: [Int]) -> Bool {
    guard let modifier = numbers.last, modifier > 1 else { return false }
    return (modifier - 1) & 0b1110 != 0
  }

  private static func cursor(_ final: UInt8, isByWord: Bool) -> Key? {
    switch final {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): isByWord ? .wordRight : .right
    case UInt8(ascii: "D"): isByWord ? .wordLeft : .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    default: nil
    }
  }

  private static func function(_ final: UInt8) -> Key? {
    (UInt8(ascii: "P")...UInt8(ascii: "S")).contains(final)
      ? .function(Int(final - UInt8(ascii: "P")) + 1) : nil
  }

  private static func numbered(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }
}
