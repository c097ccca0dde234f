// How to get from a function's frame to its caller's, at one instruction: what an image's unwind tables say. A value; it
// knows no table and no stack.

/// Where a function's caller goes on, and what its registers were.
///
/// Only what x86-64 needs to follow calls: the frame's end, behind which the return address stands, and where the frame
/// pointer was saved.
struct FrameRule: Sendable, Equatable {
  /// What the frame's end is counted from.
  enum Base: Sendable, Equatable {
    case stackPointer
    case framePointer
  }

  /// What became of the caller's frame pointer.
  enum FramePointer: Sendable, Equatable {
    /// It is in the register still.
    case kept
    /// It stands so far from the frame's end.
    case saved(Int64)
    /// The tables do not tell, or tell in a way not known here.
    case lost
  }

  /// Where the function begins; in the process, once ``Symbolicator`` gives it out.
  var function: UInt64
  var base = Base.stackPointer
  /// The frame's end, counted from the base; the return address stands right below it.
  var offset: Int64 = 0
  var framePointer = FramePointer.kept
  /// Nobody called: a thread begins here.
  var isOutermost = false
}
