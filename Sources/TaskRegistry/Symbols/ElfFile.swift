// Finds the parts of an ELF file: segments, sections. It knows nothing of what is in them.

/// A 64-bit little-endian ELF file.
struct ElfFile: Sendable {
  /// A piece of the file that is loaded into memory.
  struct Segment: Sendable {
    var fileOffset: UInt64
    var address: UInt64
    var fileSize: UInt64
  }

  private let file: MappedFile
  private var sections: [String: Range<Int>] = [:]
  private(set) var segments: [Segment] = []

  /// `nil` if the file is of another format.
  init?(_ file: MappedFile) {
    self.file = file
    do { try readHeaders() } catch { return nil }
  }

  /// The bytes of a section; empty if there is none of that name, or it is compressed.
  subscript(section: String) -> UnsafeRawBufferPointer {
    guard let range = sections[section] else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: file.bytes[range])
  }

  /// Where a section is in memory, as the file counts addresses; `nil` if it is not loaded.
  func address(of section: String) -> UInt64? {
    guard let start = sections[section].map({ UInt64($0.lowerBound) }),
      let segment = segments.first(where: { start >= $0.fileOffset && start - $0.fileOffset < $0.fileSize })
    else { return nil }
    return segment.address &+ (start - segment.fileOffset)
  }

  /// What has to be taken off an address in a mapping to get the address the file speaks of; `nil` if the mapping is
  /// of none of its segments.
  func loadBias(of mapping: MemoryMapping) -> UInt64? {
    let offset = UInt64(mapping.fileOffset)
    let end = offset + UInt64(mapping.addresses.count)
    // A mapping begins at a page, and therefore possibly a little before its segment.
    guard let segment = segments.first(where: { $0.fileOffset < end && offset < $0.fileOffset + $0.fileSize })
    else {
      return nil
    }
    return UInt64(mapping.addresses.lowerBound) &- (segment.address &+ offset &- segment.fileOffset)
  }

  private mutating func readHeaders() throws(Malformed) {
    var reader = ByteReader(file.bytes)
    guard try reader.integer(UInt32.self) == 0x464C_457F, try reader.byte() == 2, try reader.byte() == 1
    else {
      throw Malformed()
    }
    reader = ByteReader(file.bytes, at: 32)
    let segmentTable = try reader.integer(UInt64.self)
    let sectionTable = try reader.integer(UInt64.self)
    try reader.skip(6)
    let segmentSize = UInt64(try reader.integer(UInt16.self))
    let segmentCount = UInt64(try reader.integer(UInt16.self))
    let sectionSize = UInt64(try reader.integer(UInt16.self))
    let sectionCount = UInt64(try reader.integer(UInt16.self))
    let nameSection = UInt64(try reader.integer(UInt16.self))

    for index in 0..<segmentCount {
      var reader = try start(at: segmentTable, plus: index * segmentSize)
      let isLoaded = try reader.integer(UInt32.self) == 1
      try reader.skip(4)
      let fileOffset = try reader.integer(UInt64.self)
      let address = try reader.integer(UInt64.self)
      try reader.skip(8)
      let fileSize = try reader.integer(UInt64.self)
      guard fileOffset <= UInt64(Int.max), fileSize <= UInt64(Int.max) else { throw Malformed() }
      if isLoaded { segments.append(Segment(fileOffset: fileOffset, address: address, fileSize: fileSize)) }
    }

    let names = try section(at: sectionTable, plus: nameSection * sectionSize)
    for index in 0..<sectionCount {
      guard let header = try? section(at: sectionTable, plus: index * sectionSize), !header.isCompressed
      else {
        continue
      }
      var reader = ByteReader(
        UnsafeRawBufferPointer(rebasing: file.bytes[names.range]), at: Int(header.name))
      if let name = try? reader.string() { sections[name] = header.range }
    }
  }

  private func start(at table: UInt64, plus offset: UInt64) throws(Malformed) -> ByteReader {
    var reader = ByteReader(file.bytes)
    try reader.skip(table)
    try reader.skip(offset)
    return reader
  }

  private func section(
    at table: UInt64, plus offset: UInt64
  ) throws(Malformed) -> (name: UInt32, range: Range<Int>, isCompressed: Bool) {
    var reader = try start(at: table, plus: offset)
    let name = try reader.integer(UInt32.self)
    let type = try reader.integer(UInt32.self)
    let flags = try reader.integer(UInt64.self)
    try reader.skip(8)
    let begin = try reader.integer(UInt64.self)
    let size = try reader.integer(UInt64.self)
    // A section of zeroes takes no room in the file.
    guard type != 8, begin <= UInt64(file.bytes.count), size <= UInt64(file.bytes.count) - begin else {
      throw Malformed()
    }
    return (name, Int(begin)..<Int(begin + size), flags & 0x800 != 0)
  }
}
