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

  /// Where the callers of a function go on, innermost first, given the context that the function keeps while it runs;
  /// nil unless the chain ends as a task's does.
  static func resumePoints(from context: UInt) -> [UInt]? {
    var frames: [UInt] = []
    var next = context
    while frames.count < limit {
      guard next & 7 == 0, let (parent, resume) = SafeMemory.words(next), resume != 0, parent != next else {
        return nil
      }
      frames.append(resume)
      // A deeper chain than the limit is not told from a broken one.
      if parent == 0 { return ctr_thunk_for(UnsafeRawPointer(bitPattern: resume)) == nil ? nil : frames }
      next = parent
    }
    return nil
  }

  /// Whether the function that begins so keeps its context below the place of its caller's frame pointer, as async
  /// functions do.
  ///
  /// - Parameter code: the first bytes of the function: `push %rbp; push %r14; lea 8(%rsp), %rbp`, perhaps after a
  ///   landing mark and a mark in the frame pointer.
  static func keepsContext(_ code: [UInt8]) -> Bool {
    var rest = code[...]
    for mark: [UInt8] in [[0xF3, 0x0F, 0x1E, 0xFA], [0x48, 0x0F, 0xBA, 0xED, 0x3C]]
    where rest.starts(with: mark) {
      rest = rest.dropFirst(mark.count)
    }
    return rest.starts(with: [0x55, 0x41, 0x56, 0x48, 0x8D, 0x6C, 0x24, 0x08])
  }
}
