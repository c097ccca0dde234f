// What unwind tables say: of a function made of bytes, and of functions that everybody has.
import Glibc
import Testing

@testable import TaskRegistry

@Suite struct FrameTableTests {
  /// A table with one function of 32 bytes at 0x2000; the table itself is at 0x1000.
  private static let table: [UInt8] = {
    // What functions share: code in single bytes, data in words downwards, addresses as distances.
    let shared: [UInt8] =
      [0, 0, 0, 0, 1] + Array("zR".utf8) + [0, 1, 0x78, 16, 1, 0x1B, 0x0C, 7, 8, 0x90, 1, 0, 0]
    let program: [UInt8] = [
      0x41, 0x0E, 16, 0x86, 2,  // push %rbp
      0x43, 0x0D, 6,  // mov %rsp, %rbp
      0x44, 0x0A, 0x0C, 7, 8, 0xC6,  // pop %rbp; ret
      0x41, 0x0B,  // what stands behind
      0x44, 0x0F, 2, 0x77, 8,  // in a way that needs computing
    ]
    let sharedBytes = [UInt8(shared.count), 0, 0, 0] + shared
    let start = sharedBytes.count
    // Distances: back to the shared part, and from the place of the address itself to the function.
    let own = word(start + 4) + word(0x2000 - (0x1000 + start + 8)) + word(32) + [0] + program
    return sharedBytes + word(own.count) + own
  }()

  private static let entryStart = Int(table[0]) + 4

  private static func word(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func rule(at address: UInt64) throws -> FrameRule? {
    try Self.table.withUnsafeBytes { bytes in
      try FrameEntry(in: bytes, at: Self.entryStart, 0x1000).rule(at: address, in: bytes)
    }
  }

  @Test func the_rules_of_a_function_change_with_its_instructions() throws {
    #expect(try rule(at: 0x2000) == FrameRule(function: 0x2000, offset: 8))
    #expect(try rule(at: 0x2001) == FrameRule(function: 0x2000, offset: 16, framePointer: .saved(-16)))
    let body = FrameRule(function: 0x2000, base: .framePointer, offset: 16, framePointer: .saved(-16))
    #expect(try rule(at: 0x2004) == body)
    #expect(try rule(at: 0x2007) == body)
    #expect(try rule(at: 0x2008) == FrameRule(function: 0x2000, offset: 8))
    #expect(try rule(at: 0x2009) == body)
  }

  @Test func what_needs_computing_has_no_rule_and_neither_has_what_lies_outside() throws {
    #expect(try rule(at: 0x200D) == nil)
    #expect(try rule(at: 0x1FFF) == nil)
    #expect(try rule(at: 0x2020) == nil)
  }

  @Test func a_table_cut_short_is_an_error_and_no_crash() {
    for count in 0..<Self.table.count {
      _ = Self.table.prefix(count).withUnsafeBytes { bytes in
        #expect(throws: Malformed.self) { try FrameEntry(in: bytes, at: Self.entryStart, 0x1000) }
      }
    }
  }

  @Test func a_library_without_symbol_table_has_its_frames() throws {
    let symbolicator = Symbolicator()
    let address = try #require(dlsym(nil, "nanosleep").map { UInt(bitPattern: $0) })
    let rule = try #require(symbolicator.frameRule(at: address))
    #expect(rule.function == UInt64(address))
    #expect(rule.base == .stackPointer && rule.offset == 8)
    #expect(symbolicator.frameRule(at: 16) == nil)
  }

  @Test func a_function_of_swift_keeps_its_frame_in_the_frame_pointer() throws {
    let symbolicator = Symbolicator()
    let address = Landmarks.returnAddresses().addresses
    let program = try #require(address.first { symbolicator.resolve([$0]).first?.isProgramCode == true })
    let rule = try #require(symbolicator.frameRule(at: program.instruction))
    #expect(rule.base == .framePointer && rule.offset == 16 && rule.framePointer == .saved(-16))
  }
}
