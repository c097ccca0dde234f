// Which function an address is in, by an image's symbol table. It knows neither lines nor whose code it is.

/// The functions of an image in the order of their addresses.
struct FunctionTable: Sendable {
  /// A function, as far as the symbol table tells.
  struct Function: Sendable, Equatable {
    var addresses: Range<UInt64>
    var name: String
  }

  /// 16 bytes for each of what may be hundreds of thousands; the names stay in the file.
  private struct Entry {
    var address: UInt64
    var size: UInt32
    var name: UInt32
  }

  private var entries: [Entry] = []
  private let elf: ElfFile
  private let names: String

  /// How far to look back for a function that covers an address, past labels inside it that have a symbol as well.
  private static let longestLookBack = 16

  init(of elf: ElfFile) {
    self.elf = elf
    // A stripped image still has the symbols it exports.
    let isStripped = elf[".symtab"].isEmpty
    names = isStripped ? ".dynstr" : ".strtab"
    var reader = ByteReader(elf[isStripped ? ".dynsym" : ".symtab"])
    while !reader.isAtEnd, (try? note(&reader)) != nil {}
    entries.sort { ($0.address, $0.size) < ($1.address, $1.size) }
  }

  /// The function at an address as the image's file counts them.
  func function(at address: UInt64) -> Function? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    for index in stride(from: low - 1, through: max(low - Self.longestLookBack, 0), by: -1) {
      let entry = entries[index]
      // Assembly code often gives no size: then it reaches as far as the next symbol.
      let next = low < entries.count ? entries[low].address : entry.address &+ 1
      let end = entry.size > 0 ? entry.address &+ UInt64(entry.size) : index == low - 1 ? next : entry.address
      guard address < end else { continue }
      var reader = ByteReader(elf[names], at: Int(entry.name))
      guard let name = try? reader.string(), !name.isEmpty else { return nil }
      return Function(addresses: entry.address..<end, name: name)
    }
    return nil
  }

  /// Takes the next symbol, if it is a function of this image.
  private mutating func note(_ reader: inout ByteReader) throws(Malformed) {
    let name = try reader.integer(UInt32.self)
    let type = try reader.byte() & 0xF
    try reader.skip(1)
    let section = try reader.integer(UInt16.self)
    let address = try reader.integer(UInt64.self)
    let size = try reader.integer(UInt64.self)
    // 2 is a function, 10 one that is chosen when the program is loaded.
    guard type == 2 || type == 10, section != 0, address != 0 else { return }
    entries.append(Entry(address: address, size: UInt32(clamping: size), name: name))
  }
}
