// Patterns for names and places; pure, and never slower than text times pattern.

/// A pattern that matches whole texts.
///
/// `*` stands for any text, `?` for one character, a backslash keeps the next one. Letter case counts. Brackets are
/// plain characters, because they are common in task names (`fetch[12]`).
struct Glob: Sendable {
  private enum Part: Sendable, Equatable {
    case byte(UInt8)
    case anyCharacter
    case anyText
  }

  private let parts: [Part]

  /// Reads a pattern; every text is one.
  init(_ pattern: String) {
    var parts: [Part] = []
    var isEscaped = false
    for byte in pattern.utf8 {
      if isEscaped {
        isEscaped = false
        parts.append(.byte(byte))
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "*") {
        if parts.last != .anyText { parts.append(.anyText) }
      } else if byte == UInt8(ascii: "?") {
        parts.append(.anyCharacter)
      } else {
        parts.append(.byte(byte))
      }
    }
    if isEscaped { parts.append(.byte(UInt8(ascii: "\\"))) }
    self.parts = parts
  }

  /// Whether the whole text matches.
  func matches(_ text: String) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { matches($0[...]) }
      ?? Array(text.utf8).withUnsafeBufferPointer { matches($0[...]) }
  }

  /// Goes back to the latest `*` only: an earlier one never needs to take more than it has.
  private func matches(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var position = text.startIndex
    var part = 0
    var retry: (part: Int, position: Int)?
    while position < text.endIndex {
      if part < parts.count {
        switch parts[part] {
        case .byte(let byte) where byte == text[position]:
          position += 1
          part += 1
          continue
        case .anyCharacter:
          position = Self.endOfCharacter(at: position, in: text)
          part += 1
          continue
        case .anyText:
          retry = (part + 1, position)
          part += 1
          continue
        case .byte:
          break
        }
      }
      guard let (afterStar, start) = retry else { return false }
      let next = Self.endOfCharacter(at: start, in: text)
      retry = (afterStar, next)
      part = afterStar
      position = next
    }
    return parts[part...].allSatisfy { $0 == .anyText }
  }

  private static func endOfCharacter(at position: Int, in text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var end = position + 1
    while end < text.endIndex, text[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }
}
