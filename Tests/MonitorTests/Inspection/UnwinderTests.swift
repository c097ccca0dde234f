// Stacks made of words: which of them are calls.
import Testing

@testable import TaskRegistry

@Suite struct UnwinderTests {
  /// Functions of 0x100 bytes at 0x10000, 0x10100 …; a return address in them follows a call to the function `called`
  /// names, or to one that is not known.
  private struct Code {
    var rules: [UInt: FrameRule] = [:]
    var called: [UInt: UInt] = [:]

    static let text: Range<UInt> = 0x10000..<0x20000

    var unwinder: Unwinder {
      Unwinder(
        rule: { address in
          var rule = rules[address & ~0xFF]
          rule?.function = UInt64(address & ~0xFF)
          return rule
        },
        isCode: Self.text.contains,
        read: { at, count in
          guard count == 7 else { return nil }
          let address = at + 7
          guard let target = called[address] else {
            return [UInt8](repeating: 0x90, count: 5) + [0xFF, 0xD0]
          }
          let distance = UInt32(bitPattern: Int32(Int(target) - Int(address)))
          return [0x90, 0x90, 0xE8]
            + (0..<4).map { UInt8(truncatingIfNeeded: distance >> (8 * UInt32($0))) }
        })
    }
  }

  private static let withPointer = FrameRule(
    function: 0, base: .framePointer, offset: 16, framePointer: .saved(-16))
  private static let outermost = FrameRule(function: 0, offset: 8, isOutermost: true)

  private static func stack(_ words: [UInt]) -> StackCopy {
    StackCopy(
      words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt($0))) } },
      from: 0x8000)
  }

  private func addresses(_ frames: [Unwinder.Frame]) -> [UInt] { frames.map(\.address.address) }

  @Test func functions_without_frame_pointer_are_followed_by_their_tables() {
    var code = Code()
    code.rules = [
      0x10000: FrameRule(function: 0, offset: 24), 0x10100: FrameRule(function: 0, offset: 8),
      0x10200: Self.outermost,
    ]
    let frames = code.unwinder.walk(
      Self.stack([1, 0x10150, 0x10110, 0x10220, 0]), instruction: 0x10010, stackPointer: 0x8000)
    #expect(addresses(frames) == [0x10010, 0x10110, 0x10220])
    #expect(frames.map(\.function) == [0x10000, 0x10100, 0x10200])
    #expect(frames.map(\.address.kind) == [.resumePoint, .returnAddress, .returnAddress])
  }

  @Test func a_frame_pointer_that_the_innermost_function_saved_leads_on() {
    var code = Code()
    code.rules = [
      0x10000: FrameRule(function: 0, offset: 16, framePointer: .saved(-16)), 0x10100: Self.withPointer,
      0x10200: Self.outermost,
    ]
    // The frame pointer's mark of async functions does not matter.
    let frames = code.unwinder.walk(
      Self.stack([0x8020 | 1 << 60, 0x10110, 7, 8, 0x8040, 0x10220]), instruction: 0x10010,
      stackPointer: 0x8000)
    #expect(addresses(frames) == [0x10010, 0x10110, 0x10220])
    #expect(frames.map(\.framePointer) == [nil, 0x8020, nil])
  }

  @Test func a_frame_whose_pointer_is_not_known_is_the_one_whose_call_led_there_not_one_left_over() {
    var code = Code()
    code.rules = [
      0x10000: FrameRule(function: 0, offset: 8), 0x10100: Self.withPointer, 0x10200: Self.outermost,
    ]
    // What a call to another function left behind, and behind it the frame itself.
    code.called = [0x10230: 0x10500, 0x10220: 0x10100]
    let words: [UInt] = [0x10110, 0x8040, 0x10230, 5, 0x8040, 0x10220, 0, 0, 0, 0]
    let frames = code.unwinder.walk(Self.stack(words), instruction: 0x10010, stackPointer: 0x8000)
    #expect(addresses(frames) == [0x10010, 0x10110, 0x10220])
    #expect(frames[1].framePointer == 0x8020)
  }

  @Test func words_that_are_no_return_addresses_end_the_walk() {
    var code = Code()
    code.rules = [0x10000: FrameRule(function: 0, offset: 8), 0x10100: Self.withPointer]
    for word in [0, 0x9000, 0x30000] as [UInt] {
      #expect(
        addresses(code.unwinder.walk(Self.stack([word]), instruction: 0x10010, stackPointer: 0x8000)) == [
          0x10010
        ])
    }
    #expect(
      addresses(code.unwinder.walk(Self.stack([]), instruction: 0x10010, stackPointer: 0x8000)) == [0x10010])
    // A frame that would lie further in than the one before.
    let frames = code.unwinder.walk(
      Self.stack([0x10110, 0x8000, 0x10120]), instruction: 0x10010, stackPointer: 0x8000, framePointer: 0x8000
    )
    #expect(addresses(frames) == [0x10010, 0x10110])
  }

  @Test func a_stack_that_never_ends_is_cut_off() {
    var code = Code()
    code.rules = [0x10000: FrameRule(function: 0, offset: 8)]
    let frames = code.unwinder.walk(
      Self.stack([UInt](repeating: 0x10010, count: 2_000)), instruction: 0x10010, stackPointer: 0x8000)
    #expect(frames.count == Unwinder.limit)
  }

  @Test func a_linkers_stub_just_entered_is_left_for_its_caller() {
    var code = Code()
    code.rules = [0x10100: Self.withPointer, 0x10200: Self.outermost]
    let frames = code.unwinder.walk(
      Self.stack([0x10110, 0, 0x8040, 0x10220]), instruction: 0x10010, stackPointer: 0x8000,
      framePointer: 0x8010)
    #expect(addresses(frames) == [0x10010, 0x10110, 0x10220])
  }
}
