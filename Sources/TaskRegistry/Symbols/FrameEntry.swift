// One function's entry in the unwind tables: read, and its small program run up to an instruction. It follows the DWARF
// standard's call frame information as `.eh_frame` has it.

/// A function's entry (an FDE) with what it shares with others (its CIE).
struct FrameEntry {
  private var function: Range<UInt64>
  private var codeUnit: UInt64 = 1
  private var dataUnit: Int64 = 1
  private var encoding: UInt8 = 0
  private var hasAugmentation = false
  /// The programs: that of all functions that share it, then the function's own.
  private var shared = 0..<0
  private var own = 0..<0

  /// Numbers of registers on x86-64.
  private enum Register {
    static let framePointer: UInt64 = 6
    static let stackPointer: UInt64 = 7
    static let returnAddress: UInt64 = 16
  }

  /// - Parameters:
  ///   - section: the table.
  ///   - position: where in it the entry begins.
  ///   - address: the address of the table's first byte.
  init(in section: UnsafeRawBufferPointer, at position: Int, _ address: UInt64) throws(Malformed) {
    function = 0..<0
    var reader = ByteReader(section, at: position)
    let length = try reader.dwarfLength()
    let end = UInt64(reader.position) &+ length.length
    let pointer = reader.position
    let distance = try reader.integer(UInt32.self)
    guard distance > 0, Int(distance) <= pointer, end <= UInt64(section.count) else { throw Malformed() }
    try readShared(section, at: pointer - Int(distance), address)
    let begin = try reader.encoded(encoding, at: address)
    // A size is a number of the same width, and no address.
    let size = try reader.encoded(encoding & 0x0F, at: 0)
    guard begin &+ size >= begin else { throw Malformed() }
    function = begin..<(begin &+ size)
    if hasAugmentation { try reader.skip(try reader.unsignedLEB()) }
    guard reader.position <= Int(end) else { throw Malformed() }
    own = reader.position..<Int(end)
  }

  private mutating func readShared(
    _ section: UnsafeRawBufferPointer, at position: Int, _ address: UInt64
  ) throws(Malformed) {
    var reader = ByteReader(section, at: position)
    let length = try reader.dwarfLength()
    let end = UInt64(reader.position) &+ length.length
    guard try reader.integer(UInt32.self) == 0, end <= UInt64(section.count) else { throw Malformed() }
    let version = try reader.byte()
    let augmentation = Array(try reader.string().utf8)
    codeUnit = try reader.unsignedLEB()
    dataUnit = try reader.signedLEB()
    if version == 1 { try reader.skip(1) } else { _ = try reader.unsignedLEB() }
    if augmentation.first == UInt8(ascii: "z") {
      hasAugmentation = true
      let size = try reader.unsignedLEB()
      let programStart = UInt64(reader.position) &+ size
      for letter in augmentation.dropFirst() {
        switch letter {
        case UInt8(ascii: "R"): encoding = try reader.byte()
        case UInt8(ascii: "L"): try reader.skip(1)
        case UInt8(ascii: "P"): _ = try reader.encoded(try reader.byte() & 0x7F, at: address)
        default: break
        }
      }
      guard programStart <= end else { throw Malformed() }
      reader = ByteReader(section, at: Int(programStart))
    } else if !augmentation.isEmpty {
      throw Malformed()
    }
    guard reader.position <= Int(end) else { throw Malformed() }
    shared = reader.position..<Int(end)
  }

  /// What is so at the instruction at `address`; `nil` if it is none of this function's, or no simple rule holds there.
  func rule(at address: UInt64, in section: UnsafeRawBufferPointer) throws(Malformed) -> FrameRule? {
    guard function.contains(address) else { return nil }
    var state = State(rule: FrameRule(function: function.lowerBound))
    var location = function.lowerBound
    try run(shared, in: section, &state, &location, upTo: .max)
    state.initial = state.rule.framePointer
    try run(own, in: section, &state, &location, upTo: address)
    return state.isSimple ? state.rule : nil
  }

  private struct State {
    var rule: FrameRule
    /// Whether the frame's end is a register and a distance.
    var isSimple = true
    /// What holds at the function's beginning.
    var initial = FrameRule.FramePointer.kept
    var remembered: [(rule: FrameRule, isSimple: Bool)] = []

    mutating func set(_ register: UInt64, _ offset: Int64) {
      switch register {
      case Register.stackPointer: (rule.base, isSimple) = (.stackPointer, true)
      case Register.framePointer: (rule.base, isSimple) = (.framePointer, true)
      default: isSimple = false
      }
      rule.offset = offset
    }

    mutating func note(_ register: UInt64, _ what: FrameRule.FramePointer) {
      if register == Register.framePointer { rule.framePointer = what }
    }
  }

  private func run(
    _ program: Range<Int>, in section: UnsafeRawBufferPointer, _ state: inout State,
    _ location: inout UInt64, upTo address: UInt64
  ) throws(Malformed) {
    var reader = ByteReader(
      UnsafeRawBufferPointer(rebasing: section[..<program.upperBound]), at: program.lowerBound)
    while !reader.isAtEnd {
      let code = try reader.byte()
      let low = UInt64(code & 0x3F)
      switch code >> 6 {
      case 1: location &+= low &* codeUnit
      case 2: state.note(low, .saved(Int64(bitPattern: try reader.unsignedLEB()) &* dataUnit))
      case 3: state.note(low, state.initial)
      default: try step(code, &reader, &state, &location)
      }
      if location > address { return }
    }
  }

  /// One of the instructions that take a byte of their own.
  private func step(
    _ code: UInt8, _ reader: inout ByteReader, _ state: inout State, _ location: inout UInt64
  ) throws(Malformed) {
    switch code {
    case 0x00: break
    case 0x02: location &+= UInt64(try reader.byte()) &* codeUnit
    case 0x03: location &+= UInt64(try reader.integer(UInt16.self)) &* codeUnit
    case 0x04: location &+= UInt64(try reader.integer(UInt32.self)) &* codeUnit
    case 0x05:
      let register = try reader.unsignedLEB()
      state.note(register, .saved(Int64(bitPattern: try reader.unsignedLEB()) &* dataUnit))
    case 0x06: state.note(try reader.unsignedLEB(), state.initial)
    case 0x07:
      let register = try reader.unsignedLEB()
      if register == Register.returnAddress { state.rule.isOutermost = true }
      state.note(register, .lost)
    case 0x08: state.note(try reader.unsignedLEB(), .kept)
    case 0x09:
      state.note(try reader.unsignedLEB(), .lost)
      _ = try reader.unsignedLEB()
    case 0x0A: state.remembered.append((state.rule, state.isSimple))
    case 0x0B:
      guard let last = state.remembered.popLast() else { throw Malformed() }
      (state.rule, state.isSimple) = last
    case 0x0C: state.set(try reader.unsignedLEB(), Int64(bitPattern: try reader.unsignedLEB()))
    case 0x0D: state.set(try reader.unsignedLEB(), state.rule.offset)
    case 0x0E: state.rule.offset = Int64(bitPattern: try reader.unsignedLEB())
    case 0x0F:
      state.isSimple = false
      try reader.skip(try reader.unsignedLEB())
    case 0x10, 0x16:
      state.note(try reader.unsignedLEB(), .lost)
      try reader.skip(try reader.unsignedLEB())
    case 0x11:
      let register = try reader.unsignedLEB()
      state.note(register, .saved(try reader.signedLEB() &* dataUnit))
    case 0x12: state.set(try reader.unsignedLEB(), try reader.signedLEB() &* dataUnit)
    case 0x13: state.rule.offset = try reader.signedLEB() &* dataUnit
    case 0x2E: _ = try reader.unsignedLEB()
    default: throw Malformed()
    }
  }
}
