// Which variables an image's symbol table names. It knows neither their types nor their values.

enum VariableTable {
  /// The variables whose names are wanted, with their addresses as the file counts them.
  static func variables(of elf: ElfFile, where isWanted: @Sendable (String) -> Bool) -> [(UInt64, String)] {
    // A stripped image has no names of variables that are not exported.
    let isStripped = elf[".symtab"].isEmpty
    let names = elf[isStripped ? ".dynstr" : ".strtab"]
    var reader = ByteReader(elf[isStripped ? ".dynsym" : ".symtab"])
    var found: [(UInt64, String)] = []
    while !reader.isAtEnd {
      guard let symbol = try? next(&reader) else { break }
      // 1 is an object.
      guard symbol.type == 1, symbol.section != 0, symbol.address != 0 else { continue }
      var name = ByteReader(names, at: Int(symbol.name))
      if let name = try? name.string(), isWanted(name) { found.append((symbol.address, name)) }
    }
    return found
  }

  private static func next(
    _ reader: inout ByteReader
  ) throws(Malformed) -> (name: UInt32, type: UInt8, section: UInt16, address: UInt64) {
    let name = try reader.integer(UInt32.self)
    let type = try reader.byte() & 0xF
    try reader.skip(1)
    let section = try reader.integer(UInt16.self)
    let address = try reader.integer(UInt64.self)
    try reader.skip(8)
    return (name, type, section, address)
  }
}
