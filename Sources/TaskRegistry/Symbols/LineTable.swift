// Which source line an address is of, by an image's DWARF line programs. It knows neither functions nor whose code.

/// The source lines of an image.
///
/// A line program is a compressed table that can be read from its beginning only. All programs are run once, to note
/// where the stretch of each piece of code begins; a look-up then runs one stretch, which takes microseconds where
/// running all of them would take up to tenths of a second for a big program.
struct LineTable: Sendable {
  /// A line, as far as the table tells.
  struct Line: Sendable, Equatable {
    var path: String
    /// 0 where the compiler gave none.
    var number: Int
  }

  /// Code without a gap, and where in the section its part of a line program begins.
  private struct Stretch {
    var low: UInt64
    var high: UInt64
    var program: UInt32
    var unit: UInt32
  }

  private var stretches: [Stretch] = []
  private var units: [LineProgramHeader] = []
  private let elf: ElfFile

  init(of elf: ElfFile) {
    self.elf = elf
    let section = elf[".debug_line"]
    var reader = ByteReader(section)
    while !reader.isAtEnd, let header = try? LineProgramHeader(&reader) {
      note(header, in: section)
    }
    stretches.sort { ($0.low, $0.high) < ($1.low, $1.high) }
  }

  /// The line of the instruction at `address`.
  ///
  /// Where the compiler gave that instruction none, as it often does at the entry of an async function's next part,
  /// it is the nearest one in the function: the one before, or the first one after where there is none before. Lines
  /// of another file than the function's first are passed over then: they are of something inlined.
  ///
  /// - Parameter function: the addresses of the function around it.
  func line(at address: UInt64, in function: Range<UInt64>) -> Line? {
    guard let stretch = stretch(at: address) else { return nil }
    let unit = units[Int(stretch.unit)]
    var runner = LineProgram(unit, in: elf[".debug_line"], at: Int(stretch.program))
    var exact: LineProgram.Row?
    var nearest: LineProgram.Row?
    var previous: LineProgram.Row?
    while let row = try? runner.next() {
      if let previous, previous.address <= address, address < row.address { exact = previous }
      // Only now is it known whether the row before is of the address itself, or lies before or behind it.
      if let previous, previous.address < row.address, previous.line > 0, function.contains(previous.address),
        nearest.map({ previous.address <= address && previous.file == $0.file }) ?? true
      {
        nearest = previous
      }
      guard !row.isEnd, exact == nil || nearest == nil, row.address < function.upperBound else { break }
      previous = row
    }
    guard let row = exact.map({ $0.line > 0 ? $0 : nearest ?? $0 }) else { return nil }
    guard let path = try? unit.path(ofFile: row.file, in: elf) else { return nil }
    return Line(path: path, number: row.line)
  }

  private func stretch(at address: UInt64) -> Stretch? {
    var low = 0
    var high = stretches.count
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].low <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0, address < stretches[low - 1].high else { return nil }
    return stretches[low - 1]
  }

  private mutating func note(_ header: LineProgramHeader, in section: UnsafeRawBufferPointer) {
    units.append(header)
    var runner = LineProgram(header, in: section, at: header.program.lowerBound)
    var begin = header.program.lowerBound
    var low: UInt64?
    while let row = try? runner.next() {
      if row.isEnd {
        // Code that the linker has left out has its table still, with addresses that begin at 0.
        if let low, low > 0, low < row.address {
          stretches.append(
            Stretch(
              low: low, high: row.address, program: UInt32(clamping: begin), unit: UInt32(units.count - 1)))
        }
        begin = runner.position
        low = nil
      } else {
        low = min(low ?? row.address, row.address)
      }
    }
  }
}
