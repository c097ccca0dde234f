// Cuts text into words; knows no file and no index.

/// The words of a text, one at a time, in lower case.
///
/// A word is a run of letters of any script; everything else separates. A run longer than `longestWord` bytes is data
/// rather than language and is left out.
struct Tokenizer: IteratorProtocol {
  static let longestWord = 64

  private let text: [UInt8]
  private var position = 0

  /// - Parameter text: valid UTF-8. Anything else yields wrong words, but nothing worse.
  init(_ text: [UInt8]) { self.text = text }

  mutating func next() -> String? {
    var word: [UInt8] = []
    while position < text.count {
      let byte = text[position]
      if byte < 0x80 {
        position += 1
        // Setting this bit turns the capital letters of ASCII into small ones.
        let lower = byte | 0x20
        if lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z") {
          word.append(lower)
          continue
        }
      } else if let lower = nextScalar()?.lowercasedLetter {
        word += lower
        continue
      }
      if !word.isEmpty && word.count <= Self.longestWord { break }
      word.removeAll(keepingCapacity: true)
    }
    guard !word.isEmpty && word.count <= Self.longestWord else { return nil }
    return String(decoding: word, as: UTF8.self)
  }

  /// The scalar at `position`, which is not ASCII; moves on at least one byte.
  private mutating func nextScalar() -> Unicode.Scalar? {
    let length = text[position] >= 0xF0 ? 4 : text[position] >= 0xE0 ? 3 : 2
    let end = min(position + length, text.count)
    var value = UInt32(text[position]) & (0xFF >> UInt32(length + 1))
    for byte in text[(position + 1)..<end] { value = value << 6 | UInt32(byte & 0x3F) }
    position = end
    return Unicode.Scalar(value)
  }
}

extension Unicode.Scalar {
  /// The UTF-8 bytes of the small letter; `nil` if this is no letter.
  ///
  /// Marks belong to the letter before them.
  fileprivate var lowercasedLetter: String.UTF8View? {
    guard properties.isAlphabetic || properties.generalCategory == .nonspacingMark else { return nil }
    return properties.lowercaseMapping.utf8
  }
}
