// The stack of a task that nobody runs: where each of its async functions goes on. Read from memory that may change
// while it is read, so the caller checks that the task has not moved meanwhile.

import CTaskRuntime

enum AsyncStack {
  /// Frames kept of one stack; deeper ones are cut off at the outer end.
  static let limit = 256

  /// Appends the resume addresses of a task at rest, innermost first; false if its chain is broken.
  ///
  /// A whole chain ends in the completion thunk, or in the completion function of a task that is not patched.
  static func walk(
    _ header: TaskHeader, through windows: inout MemoryWindows, into frames: inout [UInt], isPatched: Bool
  ) -> Bool {
    let start = frames.count
    var context = header.resumeContext
    var last: UInt = 0
    var isFirst = true
    while context != 0 {
      guard context & 7 == 0, let (parent, resume) = windows.words(context), resume != 0 else { return false }
      // Where the innermost function goes on; it stands in its own context too unless that function gave way at a hop
      // or a yield, when its context holds only its caller's.
      if isFirst, header.resumeTask != resume { frames.append(header.resumeTask) }
      isFirst = false
      frames.append(resume)
      last = resume
      if frames.count - start > limit { return true }
      // Contexts lie on a stack of their own: no chain comes back to where it was.
      if parent == context { return false }
      context = parent
    }
    return !isPatched || ctr_is_thunk(UnsafeRawPointer(bitPattern: last))
  }
}
