// The reading of files: numbers, line programs made by hand, and the toolchain's own reading of this very program.

import Runtime
import Testing

@testable import TaskRegistry

@Suite struct LineTableTests {
  /// Runs `body` on a reader of those bytes.
  private func reading<Result>(_ bytes: [UInt8], _ body: (inout ByteReader) throws -> Result) rethrows
    -> Result
  {
    try bytes.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      return try body(&reader)
    }
  }

  @Test func numbers_of_seven_bits_a_byte_are_read_lowest_first() throws {
    #expect(try reading([0xE5, 0x8E, 0x26]) { try $0.unsignedLEB() } == 624_485)
    #expect(try reading([0xC0, 0xBB, 0x78]) { try $0.signedLEB() } == -123_456)
    #expect(try reading([0x7F]) { try $0.signedLEB() } == -1)
    #expect(try reading([UInt8](repeating: 0xFF, count: 20) + [0]) { try $0.unsignedLEB() } == .max)
  }

  @Test func nothing_is_read_past_the_end() {
    #expect(throws: Malformed.self) { try reading([1, 2, 3]) { try $0.integer(UInt32.self) } }
    #expect(throws: Malformed.self) { try reading([0x80]) { try $0.unsignedLEB() } }
    #expect(throws: Malformed.self) { try reading([65]) { try $0.string() } }
    #expect(throws: Malformed.self) { try reading([1]) { try $0.skip(.max) } }
  }

  @Test func a_line_program_yields_its_rows() throws {
    // Version 4, line base -5, range 14, first special code 13, file "a.swift" in folder "/src".
    let header: [UInt8] =
      [1, 1, 1, 0xFB, 14, 13] + [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1] + Array("/src\0\0a.swift\0".utf8)
      + [1, 0, 0, 0]
    // Address 0x1000; line 10; a row; 4 bytes and 2 lines on by a special code; 16 bytes on; the end.
    let program: [UInt8] =
      [0, 9, 2, 0, 0x10, 0, 0, 0, 0, 0, 0, 3, 9, 1] + [UInt8(13 + 4 * 14 + 7)] + [2, 16, 0, 1, 1]
    let length = UInt8(2 + 4 + header.count + program.count)
    let unit: [UInt8] = [length, 0, 0, 0, 4, 0, UInt8(header.count), 0, 0, 0] + header + program
    try unit.withUnsafeBytes { buffer in
      var reader = ByteReader(buffer)
      var runner = LineProgram(try LineProgramHeader(&reader), in: buffer, at: 10 + header.count)
      #expect(reader.isAtEnd)
      var rows: [[Int]] = []
      while let row = try runner.next() { rows.append([Int(row.address), row.line, row.isEnd ? 1 : 0]) }
      #expect(rows == [[0x1000, 10, 0], [0x1004, 12, 0], [0x1014, 12, 1]])
    }
  }

  @Test func only_the_file_that_was_loaded_is_believed() throws {
    let program = try #require(MappedFile(path: "/proc/self/exe"))
    let other = try #require(MappedFile(path: "/proc/self/status") ?? MappedFile(path: "/bin/sh"))
    let here = Landmarks.returnAddresses().addresses[0].address
    let mappings = MemoryMap.current()
    let code = try #require(mappings.first { $0.addresses.contains(here) })
    let head = try #require(mappings.first { $0.isSameFile(as: code) && $0.fileOffset == 0 }).addresses
      .lowerBound
    #expect(program.isLoaded(at: head))
    #expect(!other.isLoaded(at: head))
    #expect(!program.isLoaded(at: 16))
    #expect(ElfFile(program) != nil)
    #expect(MappedFile(path: "/there/is/none") == nil)
  }

  @Test func the_toolchains_own_reader_says_the_same_of_this_program() throws {
    let captured = try Backtrace.capture()
    let symbolicated = try #require(captured.symbolicated(options: [.showSourceLocations]))
    let symbolicator = Symbolicator()
    var compared = 0
    for frame in symbolicated.frames {
      guard case .returnAddress(let address) = frame.captured, let word = UInt(address),
        let symbol = frame.symbol,
        let theirs = symbol.sourceLocation, theirs.line > 0, symbol.rawName.hasPrefix("$s")
      else { continue }
      let ours = symbolicator.resolve(word, .returnAddress).location
      #expect(ours?.line == theirs.line)
      #expect(ours?.file == theirs.path.split(separator: "/").last.map(String.init))
      #expect(ours?.function == FunctionName.readable(Demangler.demangle(symbol.rawName)))
      compared += 1
    }
    #expect(compared > 0)
  }
}
