// Decodes the call in front of a return address: that there is one tells a return address from any other word, and its
// target tells what was called. x86-64 only. It reads code, through a reader that is given.

/// A call, seen from the address it returns to.
enum CallInstruction: Equatable {
  /// To an address that the instruction, or a linker's table, holds.
  case to(UInt)
  /// To where a register or some other memory points.
  case indirect

  /// Reads so many bytes at an address; nil if they cannot be read.
  typealias Reader = (UInt, Int) -> [UInt8]?

  /// The longest call instruction.
  private static let longest = 7

  /// `nil` if no call stands in front of the address.
  init?(before address: UInt, reading read: Reader) {
    guard address > UInt(Self.longest), let bytes = read(address - UInt(Self.longest), Self.longest) else {
      return nil
    }
    // call rel32
    if bytes[2] == 0xE8 {
      let target = address &+ UInt(bitPattern: Int(Self.distance(bytes, 3)))
      self = .to(Self.throughStub(target, read))
      return
    }
    // call *distance(%rip)
    if bytes[1] == 0xFF, bytes[2] == 0x15 {
      let slot = address &+ UInt(bitPattern: Int(Self.distance(bytes, 3)))
      self = Self.word(at: slot, read).map { .to($0) } ?? .indirect
      return
    }
    guard Self.isIndirect(bytes) else { return nil }
    self = .indirect
  }

  /// Whether the bytes end in a call through a register or memory: `FF /2`, as long as its operand says.
  private static func isIndirect(_ bytes: [UInt8]) -> Bool {
    for length in 2...longest {
      let start = longest - length
      guard bytes[start] == 0xFF else { continue }
      let operand = bytes[start + 1]
      guard operand >> 3 & 7 == 2 else { continue }
      let hasIndex = operand & 7 == 4 && operand >> 6 != 3
      let size: Int =
        switch operand >> 6 {
        case 0: operand & 7 == 5 ? 4 : hasIndex && length > 2 && bytes[start + 2] & 7 == 5 ? 4 : 0
        case 1: 1
        case 2: 4
        default: 0
        }
      if length == 2 + (hasIndex ? 1 : 0) + size { return true }
    }
    return false
  }

  /// The function behind a linker's stub, which jumps to where a slot points; any other target is its own.
  private static func throughStub(_ target: UInt, _ read: Reader) -> UInt {
    guard let bytes = read(target, 16) else { return target }
    var rest = bytes[...]
    if rest.starts(with: [0xF3, 0x0F, 0x1E, 0xFA]) { rest = rest.dropFirst(4) }
    if rest.first == 0xF2 { rest = rest.dropFirst() }
    guard rest.starts(with: [0xFF, 0x25]) else { return target }
    let end = target + UInt(rest.startIndex) + 6
    let slot = end &+ UInt(bitPattern: Int(distance(bytes, rest.startIndex + 2)))
    return word(at: slot, read) ?? target
  }

  private static func distance(_ bytes: [UInt8], _ index: Int) -> Int32 {
    bytes.withUnsafeBytes { Int32(littleEndian: $0.loadUnaligned(fromByteOffset: index, as: Int32.self)) }
  }

  private static func word(at address: UInt, _ read: Reader) -> UInt? {
    read(address, 8).map { bytes in bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt.self) } }
  }
}
