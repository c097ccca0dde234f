// What a line that is being typed is made of; it must not know where it stands on a screen.

/// A character with the marks upon it: what the cursor goes over in one step.
struct Glyph: Equatable, Sendable {
  /// As it was typed.
  private(set) var text: String
  /// As it is shown: the same, or a stand-in for what a terminal would obey or not show.
  private(set) var shown: String
  /// How many columns it takes, 1 or 2.
  let columns: Int

  /// Stands for a character that cannot be seen.
  private static let standIn = "\u{FFFD}"

  /// A character; `nil` for a mark, which needs one to stand on.
  init?(_ scalar: Unicode.Scalar) {
    text = String(scalar)
    guard !SafeText.mustEscape(scalar) else {
      shown = Self.standIn
      columns = 1
      return
    }
    shown = text
    columns = TextWidth.columns(of: scalar)
    guard columns > 0 else { return nil }
  }

  /// Whether it is of a word, as the keys that go by words see it.
  var isOfWord: Bool {
    guard let first = text.unicodeScalars.first else { return false }
    return first.properties.isAlphabetic || first.properties.numericType != nil
  }

  var isBlank: Bool { text == " " }
  var byteCount: Int { text.utf8.count }

  /// Puts a mark upon it.
  mutating func add(mark: Unicode.Scalar) {
    text.unicodeScalars.append(mark)
    shown.unicodeScalars.append(mark)
  }

  /// The glyphs of a text; a mark at its very beginning is left out.
  static func glyphs(of text: String) -> [Glyph] {
    var glyphs: [Glyph] = []
    for scalar in text.unicodeScalars {
      if let glyph = Glyph(scalar) {
        glyphs.append(glyph)
      } else if !glyphs.isEmpty {
        glyphs[glyphs.count - 1].add(mark: scalar)
      }
    }
    return glyphs
  }
}
