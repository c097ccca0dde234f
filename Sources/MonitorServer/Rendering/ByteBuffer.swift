// Bytes under construction, cheap enough for ten million small pieces; it knows nothing of what they say.

/// A growing row of bytes.
///
/// Appending three bytes to an array costs several times what moving them does, and a listing is made of nothing else.
/// So the memory is claimed ahead, and appending is a check and a copy.
struct ByteBuffer {
  /// Zeros beyond `count`.
  private var storage: [UInt8] = []
  /// How many bytes have been appended.
  private(set) var count = 0

  /// What has been appended.
  var bytes: ArraySlice<UInt8> { storage[..<count] }

  /// Appends one byte.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    makeRoom(for: 1)
    storage[count] = byte
    count += 1
  }

  /// Appends bytes that lie in a row.
  @inline(__always)
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    makeRoom(for: bytes.count)
    let start = count
    // SAFETY: there is room for all of them from `start` on; the storage is this buffer's own, so they cannot overlap.
    storage.withUnsafeMutableBufferPointer { target in
      target.baseAddress?.advanced(by: start).update(from: source, count: bytes.count)
    }
    count += bytes.count
  }

  /// Appends the UTF-8 of a literal.
  @inline(__always)
  mutating func append(_ words: StaticString) { words.withUTF8Buffer { append($0) } }

  /// Appends a literal in quotes and with a colon, after a comma if asked for: the key of a JSON member.
  mutating func append(key words: StaticString, afterComma needsComma: Bool) {
    words.withUTF8Buffer { source in
      makeRoom(for: source.count + 4)
      var end = count
      // SAFETY: at most four bytes beside the literal's own are written, from `count` on; there is room for them.
      storage.withUnsafeMutableBufferPointer { target in
        if needsComma {
          target[end] = UInt8(ascii: ",")
          end += 1
        }
        target[end] = UInt8(ascii: "\"")
        for index in source.indices { target[end + 1 + index] = source[index] }
        end += 1 + source.count
        target[end] = UInt8(ascii: "\"")
        target[end + 1] = UInt8(ascii: ":")
        end += 2
      }
      count = end
    }
  }

  /// Appends bytes of any kind of row.
  mutating func append(contentsOf bytes: some Sequence<UInt8>) {
    for byte in bytes { append(byte) }
  }

  /// Appends part of another buffer.
  @inline(__always)
  mutating func append(_ range: Range<Int>, of other: borrowing ByteBuffer) {
    // SAFETY: the slice checks the range against the other's storage; nobody changes that meanwhile.
    other.storage.withUnsafeBufferPointer { append(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// Appends the same byte several times.
  @inline(__always)
  mutating func append(_ byte: UInt8, count times: Int) {
    guard times > 0 else { return }
    makeRoom(for: times)
    let start = count
    // SAFETY: there is room for all of them from `start` on.
    storage.withUnsafeMutableBufferPointer { $0[start..<start + times].update(repeating: byte) }
    count += times
  }

  /// Inserts the same byte several times before the bytes from `start` on, which should be few.
  mutating func insert(_ byte: UInt8, count times: Int, at start: Int) {
    guard times > 0, start <= count else { return }
    makeRoom(for: times)
    let end = count
    // SAFETY: `start` is not beyond `end`, and there is room for as many more bytes behind it.
    storage.withUnsafeMutableBufferPointer { target in
      for index in (start..<end).reversed() { target[index + times] = target[index] }
      for index in start..<start + times { target[index] = byte }
    }
    count += times
  }

  /// Appends `number` in decimal, with zeros before it up to `minimumDigits`, and returns how many digits it took.
  @discardableResult
  mutating func append(decimal number: UInt64, minimumDigits: Int = 1) -> Int {
    let digits = max(Self.digits(of: number), minimumDigits)
    makeRoom(for: digits)
    let start = count
    // SAFETY: there is room for all digits from `start` on, and `index` stays between the first and the last.
    storage.withUnsafeMutableBufferPointer { target in
      var rest = number
      var index = start + digits
      while index > start {
        index -= 1
        target[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
    }
    count += digits
    return digits
  }

  /// Forgets the bytes, but keeps the memory.
  mutating func removeAll() { count = 0 }

  /// Forgets the bytes from a position on.
  mutating func truncate(to position: Int) { count = min(count, max(0, position)) }

  private static func digits(of number: UInt64) -> Int {
    var digits = 1
    var rest = number
    while rest >= 10 {
      digits += 1
      rest /= 10
    }
    return digits
  }

  @inline(__always)
  private mutating func makeRoom(for more: Int) {
    if storage.count - count < more { grow(by: more) }
  }

  @inline(never)
  private mutating func grow(by more: Int) {
    let size = max(storage.count * 2, count + more, 256)
    storage.append(contentsOf: repeatElement(0, count: size - storage.count))
  }
}
