// Finds what an image's unwind tables (`.eh_frame_hdr`, `.eh_frame`) say of an instruction. It knows no stack and no
// process: addresses are those of the image's file.

/// The frames of an image's functions.
///
/// Every function has an entry, also in images whose symbols are stripped: exceptions and debuggers need it.
struct FrameTable: Sendable {
  private let elf: ElfFile
  private let headerAddress: UInt64
  private let tableAddress: UInt64
  /// Where the sorted pairs of function and entry begin in the header, and how many there are.
  private let pairs: Int
  private let count: Int

  /// A pair: two 32-bit distances from the header.
  private static let pairSize = 8
  /// The one form of the sorted pairs that linkers write: 32-bit distances from the header.
  private static let pairEncoding: UInt8 = 0x3B

  /// `nil` if the image has no such tables, or in a form that no linker writes.
  init?(of elf: ElfFile) {
    guard let header = elf.address(of: ".eh_frame_hdr"), let table = elf.address(of: ".eh_frame") else {
      return nil
    }
    self.elf = elf
    headerAddress = header
    tableAddress = table
    var reader = ByteReader(elf[".eh_frame_hdr"])
    do throws(Malformed) {
      guard try reader.byte() == 1 else { return nil }
      let pointer = try reader.byte()
      let counter = try reader.byte()
      guard try reader.byte() == Self.pairEncoding else { return nil }
      _ = try reader.encoded(pointer, at: header)
      count = Int(clamping: try reader.encoded(counter, at: header))
    } catch {
      return nil
    }
    pairs = reader.position
  }

  /// What is so at the instruction at `address`; `nil` if no function is known there.
  func rule(at address: UInt64) -> FrameRule? {
    guard let entry = entry(for: address) else { return nil }
    return (try? FrameEntry(in: elf[".eh_frame"], at: entry, tableAddress)).flatMap { entry in
      try? entry.rule(at: address, in: elf[".eh_frame"])
    } ?? nil
  }

  /// Where in the table the entry of the last function that begins at or before `address` stands.
  private func entry(for address: UInt64) -> Int? {
    let bytes = elf[".eh_frame_hdr"]
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      guard let begin = distance(bytes, pairs + middle * Self.pairSize) else { return nil }
      if begin <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0, let entry = distance(bytes, pairs + (low - 1) * Self.pairSize + 4), entry >= tableAddress
    else { return nil }
    return Int(exactly: entry - tableAddress)
  }

  private func distance(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt64? {
    var reader = ByteReader(bytes, at: position)
    return (try? reader.integer(Int32.self)).map { headerAddress &+ UInt64(bitPattern: Int64($0)) }
  }
}

extension ByteReader {
  /// A number in one of the forms that unwind tables have for addresses.
  ///
  /// - Parameter start: the address of the first byte of what is read.
  mutating func encoded(_ encoding: UInt8, at start: UInt64) throws(Malformed) -> UInt64 {
    let here = start &+ UInt64(position)
    let value: UInt64
    switch encoding & 0x0F {
    case 0x00, 0x04, 0x0C: value = try integer(UInt64.self)
    case 0x01: value = try unsignedLEB()
    case 0x02: value = UInt64(try integer(UInt16.self))
    case 0x03: value = UInt64(try integer(UInt32.self))
    case 0x09: value = UInt64(bitPattern: try signedLEB())
    case 0x0A: value = UInt64(bitPattern: Int64(try integer(Int16.self)))
    case 0x0B: value = UInt64(bitPattern: Int64(try integer(Int32.self)))
    default: throw Malformed()
    }
    switch encoding & 0x70 {
    case 0x00: return value
    case 0x10: return here &+ value
    case 0x30: return start &+ value
    default: throw Malformed()
    }
  }
}
