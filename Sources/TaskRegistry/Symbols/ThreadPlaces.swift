// From the addresses on a thread's stack to the places people are shown, and to the name of the function it is blocked
// in. Knows stacks and symbols, not threads.

extension Places {
  /// The frames of the program's own code on a stack, and what the innermost of them has called.
  struct ThreadHint {
    var frames: [StackFrame]
    /// The function called; nil where it has no name, or the program itself stands innermost.
    var callee: String?
  }

  /// - Parameters:
  ///   - calls: the calls on the stack, innermost first.
  ///   - resumePoints: where the async callers go on.
  func threadHint(_ calls: [CodeAddress], _ resumePoints: [UInt]) -> ThreadHint {
    let resolved = symbols.resolve(calls)
    let frames = zip(calls, resolved).flatMap { call, frame in
      frame.programFrames.map { StackFrame(location: $0, address: call.address, isProgramCode: true) }
    }
    return ThreadHint(
      frames: frames + self.frames(resumePoints, .resumePoint), callee: callee(calls, resolved))
  }

  /// By the target of the call itself where that can be read: the function a call leads to need not stand on the stack,
  /// nor have a symbol there.
  private func callee(_ calls: [CodeAddress], _ resolved: [ResolvedFrame]) -> String? {
    guard let index = resolved.firstIndex(where: \.isProgramCode) else {
      return resolved.lazy.compactMap(\.location).first.map { Self.plain($0.function) }
    }
    guard index > 0 else { return nil }
    var named: CodeLocation?
    if case .to(let target) = CallInstruction(
      before: calls[index].address, reading: { SafeMemory.bytes($0, $1) })
    {
      named = symbols.resolve(target, .resumePoint).location
    }
    return (named ?? resolved[index - 1].location).map { Self.plain($0.function) }
  }

  /// A library's function has several names for itself: `__read`, `read`; and a sanitizer puts its own in front of it.
  static func plain(_ function: String) -> String {
    var name = function.drop { $0 == "_" }
    for prefix in ["interceptor_", "trampoline_"] where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.count).drop { $0 == "_" }
    }
    return name.isEmpty ? function : String(name)
  }
}
