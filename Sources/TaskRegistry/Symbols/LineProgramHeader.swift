// What stands in front of a DWARF line program: how it is encoded, and its file names. DWARF 2 to 5.

/// The header of a line program.
struct LineProgramHeader: Sendable {
  /// Where the codes stand in the section.
  let program: Range<Int>
  let instructionLength: UInt64
  let lineBase: Int
  let lineRange: Int
  /// The first code that moves address and line at once.
  let firstSpecial: UInt8
  /// How many numbers follow each of the codes from 1 on.
  let operandCounts: [UInt8]
  private let version: UInt16
  private let offsetSize: Int
  /// Where the folders' and files' names begin.
  private let names: Int

  /// Reads a header, and moves behind its program.
  ///
  /// - Throws: at the end of what can be understood. A unit of an unknown version is not thrown for: it has no program.
  init(_ reader: inout ByteReader) throws(Malformed) {
    let (length, offsetSize) = try reader.dwarfLength()
    self.offsetSize = offsetSize
    var after = reader
    try after.skip(length)
    defer { reader = after }
    version = try reader.integer(UInt16.self)
    guard (2...5).contains(version) else {
      (program, instructionLength, lineBase, lineRange) = (after.position..<after.position, 1, 0, 1)
      (firstSpecial, operandCounts, names) = (1, [], after.position)
      return
    }
    if version >= 5 { try reader.skip(2) }
    let headerLength = try reader.integer(size: offsetSize)
    var start = reader
    try start.skip(headerLength)
    instructionLength = UInt64(try reader.byte())
    if version >= 4 { try reader.skip(1) }
    try reader.skip(1)
    lineBase = Int(try reader.integer(Int8.self))
    lineRange = Int(try reader.byte())
    firstSpecial = try reader.byte()
    guard lineRange > 0, firstSpecial > 0, start.position <= after.position else { throw Malformed() }
    var counts: [UInt8] = []
    for _ in 1..<firstSpecial { counts.append(try reader.byte()) }
    operandCounts = counts
    names = reader.position
    program = start.position..<after.position
  }

  /// The path of a file by its number in the program, as far as it is written there: it may lack the first folders.
  func path(ofFile number: UInt64, in elf: ElfFile) throws(Malformed) -> String {
    var reader = ByteReader(elf[".debug_line"], at: names)
    guard version < 5 else { return try newPath(ofFile: number, &reader, elf) }
    var folders = [""]
    while case let folder = try reader.string(), !folder.isEmpty { folders.append(folder) }
    var current: UInt64 = 1
    while case let name = try reader.string(), !name.isEmpty {
      let folder = try reader.unsignedLEB()
      _ = try reader.unsignedLEB()
      _ = try reader.unsignedLEB()
      if current == number { return Self.join(folder < folders.count ? folders[Int(folder)] : "", name) }
      current += 1
    }
    throw Malformed()
  }

  private static func join(_ folder: String, _ name: String) -> String {
    name.hasPrefix("/") || folder.isEmpty ? name : folder + "/" + name
  }

  /// Version 5 says of each entry of the two lists which fields it has, in which form.
  private func newPath(ofFile number: UInt64, _ reader: inout ByteReader, _ elf: ElfFile) throws(Malformed)
    -> String
  {
    var folders: [String] = []
    let folderFields = try fields(&reader)
    for _ in 0..<(try reader.unsignedLEB()) { folders.append(try entry(folderFields, &reader, elf).path) }
    let fileFields = try fields(&reader)
    for current in 0..<(try reader.unsignedLEB()) {
      let file = try entry(fileFields, &reader, elf)
      guard current == number else { continue }
      return Self.join(file.folder < folders.count ? folders[Int(file.folder)] : "", file.path)
    }
    throw Malformed()
  }

  private func fields(_ reader: inout ByteReader) throws(Malformed) -> [(content: UInt64, form: UInt64)] {
    var fields: [(UInt64, UInt64)] = []
    for _ in 0..<(try reader.byte()) { fields.append((try reader.unsignedLEB(), try reader.unsignedLEB())) }
    return fields
  }

  private func entry(
    _ fields: [(content: UInt64, form: UInt64)], _ reader: inout ByteReader, _ elf: ElfFile
  ) throws(Malformed) -> (path: String, folder: UInt64) {
    var path = ""
    var folder: UInt64 = 0
    for (content, form) in fields {
      switch (content, form) {
      // Contents: 1 a path, 2 a folder's number. Forms: 8 the text itself, 0x0E and 0x1F where it stands elsewhere.
      case (1, 0x08): path = try reader.string()
      case (1, 0x0E): path = try text(in: elf[".debug_str"], at: try reader.integer(size: offsetSize))
      case (1, 0x1F): path = try text(in: elf[".debug_line_str"], at: try reader.integer(size: offsetSize))
      case (2, 0x0B): folder = try reader.integer(size: 1)
      case (2, 0x05): folder = try reader.integer(size: 2)
      case (2, 0x0F): folder = try reader.unsignedLEB()
      case (_, 0x1E): try reader.skip(16)
      case (_, 0x0F): _ = try reader.unsignedLEB()
      case (_, 0x0B): try reader.skip(1)
      case (_, 0x06): try reader.skip(4)
      case (_, 0x07): try reader.skip(8)
      case (_, 0x08): try reader.skipString()
      default: throw Malformed()
      }
    }
    return (path, folder)
  }

  private func text(in section: UnsafeRawBufferPointer, at offset: UInt64) throws(Malformed) -> String {
    var reader = ByteReader(section)
    try reader.skip(offset)
    return try reader.string()
  }
}
