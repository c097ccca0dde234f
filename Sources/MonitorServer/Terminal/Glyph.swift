// What a line that is being typed is made of; it must not know where it stands on a screen.

/// A character with the marks upon it: what the cursor goes over in one step.
///
/// It owns no memory, for lines of thousands are copied and compared at every key.
struct Glyph: Equatable, Sendable {
  private let base: Unicode.Scalar
  /// Three at most, of 21 bits each.
  private var marks: UInt64 = 0
  /// Whether a terminal would obey or not show it, so that a stand-in is shown.
  private let isHidden: Bool
  private let width: UInt8

  private static let standIn: Unicode.Scalar = "\u{FFFD}"
  private static let bitsOfMark: UInt64 = 21

  /// A character; a mark that has none to stand on is shown by a stand-in.
  init(_ scalar: Unicode.Scalar) {
    base = scalar
    isHidden = SafeText.mustEscape(scalar) || TextWidth.columns(of: scalar) == 0
    width = isHidden ? 1 : UInt8(clamping: TextWidth.columns(of: scalar))
  }

  /// How many columns it takes, 1 or 2.
  var columns: Int { Int(width) }

  /// Whether it is of a word, as the keys that go by words see it.
  var isOfWord: Bool { base.properties.isAlphabetic || base.properties.numericType != nil }
  var isBlank: Bool { base == " " && marks == 0 }

  /// As it was typed.
  var text: String {
    var text = String.UnicodeScalarView()
    text.append(base)
    forEachMark { text.append($0) }
    return String(text)
  }

  /// The length of its text in UTF-8.
  var byteCount: Int {
    var count = UTF8.width(base)
    forEachMark { count += UTF8.width($0) }
    return count
  }

  /// Appends what is shown of it.
  func append(to output: inout [UInt8]) {
    UTF8.encode(isHidden ? Self.standIn : base).map { output.append(contentsOf: $0) }
    forEachMark { mark in UTF8.encode(mark).map { output.append(contentsOf: $0) } }
  }

  /// Puts a mark upon it, if that is one and there is room.
  mutating func add(_ mark: Unicode.Scalar) -> Bool {
    guard !isHidden, TextWidth.columns(of: mark) == 0, marks >> (2 * Self.bitsOfMark) == 0 else {
      return false
    }
    var position: UInt64 = 0
    while marks >> position != 0 { position += Self.bitsOfMark }
    marks |= UInt64(mark.value) << position
    return true
  }

  private func forEachMark(_ body: (Unicode.Scalar) -> Void) {
    var rest = marks
    while rest != 0 {
      Unicode.Scalar(UInt32(truncatingIfNeeded: rest & (1 << Self.bitsOfMark - 1))).map(body)
      rest >>= Self.bitsOfMark
    }
  }

  /// The glyphs of a text.
  static func glyphs(of text: String) -> [Glyph] {
    var glyphs: [Glyph] = []
    for scalar in text.unicodeScalars {
      if let last = glyphs.indices.last, glyphs[last].add(scalar) { continue }
      glyphs.append(Glyph(scalar))
    }
    return glyphs
  }

  /// What is shown of several.
  static func shown(_ glyphs: some Sequence<Glyph>) -> [UInt8] {
    var output: [UInt8] = []
    for glyph in glyphs { glyph.append(to: &output) }
    return output
  }
}
