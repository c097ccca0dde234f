// Runs a DWARF line program row by row. What the rows are for is its caller's business.

/// A line program on its way.
struct LineProgram {
  /// A row of the table: from this address on, code is of that line.
  struct Row {
    var address: UInt64 = 0
    var file: UInt64 = 1
    var line = 1
    /// Whether the code ends before this address.
    var isEnd = false
  }

  private let header: LineProgramHeader
  private let end: Int
  private var reader: ByteReader
  private var row = Row()

  init(_ header: LineProgramHeader, in section: UnsafeRawBufferPointer, at position: Int) {
    self.header = header
    end = header.program.upperBound
    reader = ByteReader(section, at: position)
  }

  /// Where in the section it stands.
  var position: Int { reader.position }

  /// The next row; `nil` at the end of the program.
  mutating func next() throws(Malformed) -> Row? {
    if row.isEnd { row = Row() }
    while reader.position < end {
      let code = try reader.byte()
      if code >= header.firstSpecial {
        // A special code moves address and line at once, and makes a row.
        let adjusted = Int(code - header.firstSpecial)
        advance(UInt64(adjusted / header.lineRange))
        row.line &+= header.lineBase + adjusted % header.lineRange
        return row
      }
      if code == 0 {
        if try runExtended() { return row }
      } else if try runStandard(code) {
        return row
      }
    }
    return nil
  }

  private mutating func advance(_ operations: UInt64) {
    row.address &+= operations &* header.instructionLength
  }

  /// Whether it made a row.
  private mutating func runExtended() throws(Malformed) -> Bool {
    let length = try reader.unsignedLEB()
    guard length > 0 else { return false }
    switch try reader.byte() {
    case 1:
      row.isEnd = true
      return true
    case 2:
      row.address = try reader.integer(size: Int(clamping: length - 1))
    default:
      try reader.skip(length - 1)
    }
    return false
  }

  /// Whether it made a row.
  private mutating func runStandard(_ code: UInt8) throws(Malformed) -> Bool {
    switch code {
    case 1: return true
    case 2: advance(try reader.unsignedLEB())
    case 3: row.line &+= Int(truncatingIfNeeded: try reader.signedLEB())
    case 4: row.file = try reader.unsignedLEB()
    case 8: advance(UInt64((255 - Int(header.firstSpecial)) / header.lineRange))
    case 9: row.address &+= UInt64(try reader.integer(UInt16.self))
    default:
      // Columns, blocks, statements and what may come in later versions: each says how many numbers it has.
      let operands = Int(code) <= header.operandCounts.count ? header.operandCounts[Int(code) - 1] : 0
      for _ in 0..<operands { _ = try reader.unsignedLEB() }
    }
    return false
  }
}
