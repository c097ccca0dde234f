// A copy of the inner end of a thread's stack. What is not in it is not read later: frames are looked for in one moment.

/// The words of a stack from its stack pointer on.
struct StackCopy {
  private let start: UInt
  private var bytes: [UInt8]

  /// Enough for some hundred frames; what lies further out is cut off.
  static let limit = 128 << 10
  private static let page = 4096

  /// Bytes that somebody else has copied.
  init(_ bytes: [UInt8], from start: UInt) {
    self.start = start
    self.bytes = bytes
  }

  /// Copies what is there now; empty where nothing can be read.
  init(from stackPointer: UInt) {
    start = stackPointer
    bytes = []
    // By pages, as the end of the stack is not known: what lies behind it cannot be read, or does no harm.
    let first = Self.page - Int(stackPointer & UInt(Self.page - 1))
    var sizes = [first]
    while sizes.reduce(0, +) < Self.limit { sizes.append(Self.page) }
    let size = sizes.reduce(0, +)
    var read = 0
    bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      read = SafeMemory.copy(stackPointer, sizes, into: buffer)
      count = read
    }
  }

  var isEmpty: Bool { bytes.isEmpty }
  /// The address behind the copy.
  var end: UInt { start + UInt(bytes.count) }

  /// The word at an address; nil if it is not in the copy.
  func word(_ address: UInt) -> UInt? {
    guard address >= start, address & 7 == 0, bytes.count >= 8, address - start <= UInt(bytes.count - 8)
    else {
      return nil
    }
    // SAFETY: the eight bytes are in the copy, as just seen.
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: Int(address - start), as: UInt.self) }
  }
}
