// Where the current task of a thread went on when its run began: the await point behind which it runs. Kept by the thread
// for as long as the run lasts, so that it is at hand when the task ends in it.

struct LastAwait {
  typealias Frames = (UInt, UInt, UInt, UInt, UInt, UInt, UInt, UInt)

  /// The task it is of; 0 for none.
  private(set) var task: UInt64 = 0
  private(set) var count = 0
  private var frames: Frames = (0, 0, 0, 0, 0, 0, 0, 0)

  /// Notes where a run begins; a task that begins its first has not awaited anything.
  @inline(__always)
  mutating func note(_ task: UnsafeRawPointer, id: UInt64, resume: UInt, isFirst: Bool) {
    self.task = id
    count = isFirst ? 0 : Self.walk(task, resume: resume, into: &frames)
  }

  /// How many frames there are, the innermost first.
  @inline(__always)
  private static func walk(_ task: UnsafeRawPointer, resume: UInt, into frames: inout Frames) -> Int {
    withUnsafeMutableBytes(of: &frames) { frames in
      frames.storeBytes(of: resume, as: UInt.self)
      var count = 1
      // SAFETY: the thread's current task, which is about to go on in these contexts; nobody else changes them.
      guard var context = UnsafeRawPointer(bitPattern: TaskLayout.word(task, TaskLayout.resumeContext)) else {
        return count
      }
      // Where the innermost function goes on may stand in its own context too.
      var known = resume
      // The last context goes on into the task's end.
      while let parent = UnsafeRawPointer(bitPattern: TaskLayout.word(context, TaskLayout.Context.parent)) {
        let frame = TaskLayout.word(context, TaskLayout.Context.resume)
        context = parent
        if frame != known {
          frames.storeBytes(of: frame, toByteOffset: count &* 8, as: UInt.self)
          count &+= 1
          if count == FinishedSlot.frameLimit { return count }
        }
        known = 0
      }
      return count
    }
  }

  subscript(index: Int) -> UInt {
    withUnsafeBytes(of: frames) { $0.load(fromByteOffset: index &* 8, as: UInt.self) }
  }
}
