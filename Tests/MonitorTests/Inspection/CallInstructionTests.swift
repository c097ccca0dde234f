// Calls in front of a return address, in bytes.
import Testing

@testable import TaskRegistry

@Suite struct CallInstructionTests {
  /// Code and data by address; the byte in front of `address` is the last of `code`.
  private static func call(_ code: [UInt8], before address: UInt = 0x1000, _ other: [UInt: [UInt8]] = [:])
    -> CallInstruction?
  {
    let padded = [UInt8](repeating: 0x90, count: 7 - code.count) + code
    return CallInstruction(before: address) { at, count in
      if at == address - 7 { return Array(padded.prefix(count)) }
      return other[at].map { Array(($0 + [UInt8](repeating: 0, count: count)).prefix(count)) }
    }
  }

  @Test func a_direct_call_tells_its_target() {
    #expect(Self.call([0xE8, 0x10, 0, 0, 0]) == .to(0x1010))
    #expect(Self.call([0xE8, 0xF0, 0xFF, 0xFF, 0xFF]) == .to(0xFF0))
  }

  @Test func a_call_through_a_linkers_stub_tells_the_function_behind_it() {
    let slot: [UInt8] = [0xEF, 0xBE, 0xAD, 0, 0, 0, 0, 0]
    #expect(
      Self.call([0xE8, 0, 0x10, 0, 0], [0x2000: [0xFF, 0x25, 0xFA, 0x0F, 0, 0], 0x3000: slot])
        == .to(0xAD_BEEF))
    #expect(
      Self.call(
        [0xE8, 0, 0x10, 0, 0],
        [0x2000: [0xF3, 0x0F, 0x1E, 0xFA, 0xF2, 0xFF, 0x25, 0xF5, 0x0F, 0, 0], 0x3000: slot])
        == .to(0xAD_BEEF))
  }

  @Test func a_call_through_a_table_in_memory_tells_what_stands_there() {
    #expect(
      Self.call([0xFF, 0x15, 0, 0x10, 0, 0], [0x2000: [1, 2, 0, 0, 0, 0, 0, 0]]) == .to(0x201))
    #expect(Self.call([0xFF, 0x15, 0, 0x10, 0, 0]) == .indirect)
  }

  @Test(
    arguments: [
      [0xFF, 0xD0], [0x41, 0xFF, 0xD4], [0xFF, 0x50, 0x18], [0xFF, 0x90, 0, 1, 0, 0], [0xFF, 0x14, 0xC8],
      [0x41, 0xFF, 0x54, 0x24, 8], [0xFF, 0x14, 0x25, 0, 1, 0, 0],
    ] as [[UInt8]])
  func a_call_through_a_register_is_one_whose_target_is_not_known(_ code: [UInt8]) {
    #expect(Self.call(code) == .indirect)
  }

  @Test(arguments: [[], [0xFF, 0xE0], [0xE9, 1, 0, 0, 0], [0xFF, 0x10, 0x18], [0xC3]] as [[UInt8]])
  func anything_else_is_no_call(_ code: [UInt8]) { #expect(Self.call(code) == nil) }

  @Test func an_address_that_cannot_be_read_follows_no_call() {
    #expect(CallInstruction(before: 0x1000) { _, _ in nil } == nil)
    #expect(CallInstruction(before: 3) { _, _ in [] } == nil)
  }
}
