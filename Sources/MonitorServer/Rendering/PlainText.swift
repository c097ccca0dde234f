// Finds out quickly that text needs no escaping, which is so for nearly all of it; it knows no escapes.

/// Text of printable ASCII.
enum PlainText {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Whether all bytes are printable ASCII, none of them a backslash or `special`: one byte is one column then.
  static func holds(_ utf8: UnsafeBufferPointer<UInt8>, without special: UInt8) -> Bool {
    let bytes = UnsafeRawBufferPointer(utf8)
    var offset = 0
    var found: UInt64 = 0
    // Eight bytes at a time: a high bit of `found` is set where a byte is not plain. A borrow can set bits above such a
    // byte too, but none where all are plain.
    // SAFETY: the condition leaves eight bytes to load from `offset` on.
    while offset + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      found |= word | ((word &- ones &* 0x20) & ~word)
      found |=
        zeros(word ^ (ones &* 0x7F)) | zeros(word ^ (ones &* 0x5C)) | zeros(word ^ (ones &* UInt64(special)))
      offset += 8
    }
    guard found & highBits == 0 else { return false }
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte &- 0x20 > 0x5E || byte == UInt8(ascii: "\\") || byte == special { return false }
      offset += 1
    }
    return true
  }

  /// A high bit is set where a byte is zero.
  private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
}
