// Reads numbers out of a file's bytes, never past their end. It knows no format.

/// The bytes do not follow the format they should.
struct Malformed: Error {}

/// A place in a piece of memory, moving forward.
///
/// All numbers are little-endian.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private(set) var position: Int

  init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  var isAtEnd: Bool { position >= bytes.count }

  mutating func skip(_ count: UInt64) throws(Malformed) {
    guard position >= 0, position <= bytes.count, count <= UInt64(bytes.count - position) else {
      throw Malformed()
    }
    position += Int(count)
  }

  @inline(__always)
  mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(Malformed) -> T {
    guard position >= 0, position <= bytes.count, bytes.count - position >= MemoryLayout<T>.size else {
      throw Malformed()
    }
    // SAFETY: the bytes from `position` on are inside `bytes`, as just seen.
    let value = bytes.loadUnaligned(fromByteOffset: position, as: type)
    position += MemoryLayout<T>.size
    return T(littleEndian: value)
  }

  mutating func byte() throws(Malformed) -> UInt8 { try integer(UInt8.self) }

  /// A number of `size` bytes.
  mutating func integer(size: Int) throws(Malformed) -> UInt64 {
    switch size {
    case 1: UInt64(try byte())
    case 2: UInt64(try integer(UInt16.self))
    case 4: UInt64(try integer(UInt32.self))
    case 8: try integer(UInt64.self)
    default: throw Malformed()
    }
  }

  /// A number of seven bits a byte, lowest first; what does not fit into 64 bits is lost.
  mutating func unsignedLEB() throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      value |= shift < 64 ? UInt64(byte & 0x7F) << shift : 0
      guard byte & 0x80 != 0 else { return value }
      shift += 7
    }
  }

  /// The same with a sign.
  mutating func signedLEB() throws(Malformed) -> Int64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      value |= shift < 64 ? UInt64(byte & 0x7F) << shift : 0
      shift += 7
      guard byte & 0x80 == 0 else { continue }
      if byte & 0x40 != 0, shift < 64 { value |= ~0 << shift }
      return Int64(bitPattern: value)
    }
  }

  /// A DWARF length, and whether the section's offsets have eight bytes rather than four.
  mutating func dwarfLength() throws(Malformed) -> (length: UInt64, offsetSize: Int) {
    let short = try integer(UInt32.self)
    guard short == 0xFFFF_FFFF else { return (UInt64(short), 4) }
    return (try integer(UInt64.self), 8)
  }

  /// The text up to the next zero byte.
  mutating func string() throws(Malformed) -> String {
    let start = position
    try skipString()
    return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
  }

  mutating func skipString() throws(Malformed) {
    while try byte() != 0 {}
  }
}
