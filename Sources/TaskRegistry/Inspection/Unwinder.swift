// Follows the calls of a thread outwards, in a copy of its stack. Unwind tables say how; where they need a frame pointer
// that is not known (the kernel does not tell it of a blocked thread), the frame is looked for, and proven by the call
// that made it. It asks for tables and code through functions it is given, so it knows no process.

/// Follows calls outwards.
struct Unwinder {
  /// One call on a stack.
  struct Frame: Equatable {
    /// Where it is: the innermost one's instruction, every other one's return address.
    var address: CodeAddress
    /// Where its function begins; nil where no table tells.
    var function: UInt?
    /// Its frame pointer; nil where it has none, or it is not known.
    var framePointer: UInt?
    /// Whether the thread began here.
    var isOutermost = false
  }

  /// What the tables say of an instruction.
  var rule: (UInt) -> FrameRule?
  /// Whether code may run at an address.
  var isCode: (UInt) -> Bool
  /// Reads code.
  var read: CallInstruction.Reader

  /// Frames followed; deeper ones are cut off at the outer end.
  static let limit = 256
  /// How far out a frame is looked for whose pointer is not known.
  private static let searched: UInt = 64 << 10

  /// The calls on a stack, innermost first.
  func walk(
    _ stack: StackCopy, instruction: UInt, stackPointer: UInt, framePointer: UInt? = nil
  ) -> [Frame] {
    var frames: [Frame] = []
    // The innermost instruction is the one that runs, not the one after a call: looked up as it is.
    var address = CodeAddress(instruction, .resumePoint)
    var stackPointer = stackPointer
    var framePointer = framePointer
    while frames.count < Self.limit {
      let rule =
        rule(address.instruction)
        ?? Self.guess(frames.isEmpty ? Self.justCalled(stack, stackPointer, isReturn) : nil)
      var frame = Frame(address: address, function: rule.function == 0 ? nil : UInt(rule.function))
      defer { frames.append(frame) }
      frame.isOutermost = rule.isOutermost
      guard !rule.isOutermost else { break }
      var base = stackPointer
      if rule.base == .framePointer {
        if framePointer.map({ $0 < stackPointer || stack.word($0) == nil }) ?? true {
          framePointer = frame.function.flatMap {
            find(frameOf: $0, stack, from: stackPointer, offset: rule.offset)
          }
        }
        guard let found = framePointer else { break }
        frame.framePointer = found
        base = found
      }
      let end = base &+ UInt(bitPattern: Int(rule.offset))
      guard end > stackPointer, let caller = stack.word(end &- 8), isReturn(caller) else { break }
      switch rule.framePointer {
      case .kept: break
      case .lost: framePointer = nil
      case .saved(let place): framePointer = stack.word(end &+ UInt(bitPattern: Int(place))).map(Self.plain)
      }
      stackPointer = end
      address = CodeAddress(caller, .returnAddress)
    }
    return frames
  }

  /// Where no table tells: a linker's stub, which has pushed one word at most, or else a function with a frame pointer.
  private static func guess(_ offset: Int64?) -> FrameRule {
    if let offset { return FrameRule(function: 0, offset: offset) }
    return FrameRule(function: 0, base: .framePointer, offset: 16, framePointer: .saved(-16))
  }

  /// The size of an innermost frame that holds next to nothing.
  private static func justCalled(
    _ stack: StackCopy, _ stackPointer: UInt, _ isReturn: (UInt) -> Bool
  ) -> Int64? {
    for offset: Int64 in [8, 16] {
      if let caller = stack.word(stackPointer &+ UInt(offset) - 8), isReturn(caller) { return offset }
    }
    return nil
  }

  /// The nearest frame that the function's caller can have made.
  ///
  /// Words left over from calls that have returned look like frames too; but the call in front of such a return address
  /// goes to another function, where it says to which.
  private func find(frameOf function: UInt, _ stack: StackCopy, from stackPointer: UInt, offset: Int64)
    -> UInt?
  {
    guard offset == 16 else { return nil }
    let end = min(stack.end, stackPointer + Self.searched)
    for place in stride(from: stackPointer, to: end, by: 8) {
      guard let saved = stack.word(place).map(Self.plain), let caller = stack.word(place + 8), isCode(caller),
        let call = CallInstruction(before: caller, reading: read)
      else { continue }
      switch call {
      case .to(let target):
        if target == function { return place }
      case .indirect:
        if saved > place, let next = stack.word(saved &+ 8), isReturn(next) { return place }
      }
    }
    return nil
  }

  private func isReturn(_ address: UInt) -> Bool {
    isCode(address) && CallInstruction(before: address, reading: read) != nil
  }

  /// A frame pointer without the mark that async functions may put into it.
  private static func plain(_ framePointer: UInt) -> UInt { framePointer & ~(1 << 60) }
}
