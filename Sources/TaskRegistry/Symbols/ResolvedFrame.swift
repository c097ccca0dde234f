// The answer for one address, as it is kept in the cache. It knows nothing of how the answer was found.

/// What is known of one address of the process.
///
/// A class, so that handing it out of the cache costs one reference count whatever it holds.
final class ResolvedFrame: Sendable {
  /// The place to show; `nil` if no symbol covers the address.
  ///
  /// The innermost function of the program's own code, or, where there is none, the innermost of all.
  let location: CodeLocation?
  /// Whether the address is in the program's own code rather than in the runtime, a library of the toolchain or the
  /// system, generated code, or this monitor.
  let isProgramCode: Bool
  /// Whether the address is in one of the forms of `Task.sleep`, or of a standard clock's `sleep`.
  let isSleep: Bool
  /// All functions of the program at that address, innermost first: more than one where the compiler has inlined.
  let programFrames: [CodeLocation]

  init(location: CodeLocation?, isProgramCode: Bool, isSleep: Bool, programFrames: [CodeLocation]) {
    self.location = location
    self.isProgramCode = isProgramCode
    self.isSleep = isSleep
    self.programFrames = programFrames
  }

  /// The answer for an address that no symbol covers.
  static let unknown = ResolvedFrame(location: nil, isProgramCode: false, isSleep: false, programFrames: [])
}
