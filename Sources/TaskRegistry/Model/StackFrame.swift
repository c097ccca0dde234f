/// A place in the program's source, as far as the debug information tells it.
public struct CodeLocation: Sendable, Hashable, CustomStringConvertible {
  /// Demangled name of the function, without module prefix of the program's own executable.
  public var function: String
  /// Last path component of the source file; `nil` without debug information.
  public var file: String?
  /// Line in `file`, counted from 1; `nil` where the debug information names none.
  public var line: Int?

  package init(function: String, file: String?, line: Int?) {
    self.function = function
    self.file = file
    self.line = line
  }

  /// `File.swift:42`, or `File.swift`, or the function's name where no file is known.
  public var description: String {
    guard let file else { return function }
    guard let line else { return file }
    return "\(file):\(line)"
  }
}

/// One frame of a task's stack.
public struct StackFrame: Sendable, Hashable {
  /// Where it is, or `nil` if no symbol covers the address.
  public var location: CodeLocation?
  /// The address in the process.
  public var address: UInt
  /// Whether it belongs to the program itself rather than to the runtime, the standard library or generated code.
  public var isProgramCode: Bool

  package init(location: CodeLocation?, address: UInt, isProgramCode: Bool) {
    self.location = location
    self.address = address
    self.isProgramCode = isProgramCode
  }
}

/// What `where` tells of one task: its stack now, where it was spawned, and by whom.
public struct TaskStack: Sendable {
  /// A task in the chain of creators, innermost first.
  public struct Creator: Sendable, Hashable {
    /// The creator's id.
    public var id: TaskID
    /// Its name, if it is known and has one.
    public var name: String?
    /// Whether it is still alive.
    public var isAlive: Bool
    /// Whether it is alive or its end is still kept; the chain cannot be followed past one that is not known.
    public var isKnown: Bool
    /// Where that creator was itself spawned, if known.
    public var spawnedAt: CodeLocation?

    package init(
      id: TaskID, name: String?, isAlive: Bool, isKnown: Bool? = nil, spawnedAt: CodeLocation?
    ) {
      self.isKnown = isKnown ?? isAlive
      self.id = id
      self.name = name
      self.isAlive = isAlive
      self.spawnedAt = spawnedAt
    }
  }

  /// The task, read at the same moment.
  public var task: TaskInfo
  /// The stack, innermost first: of a running task the calls on its thread, then the async frames.
  ///
  /// Frames of the runtime and compiler-generated ones are left out.
  public var frames: [StackFrame]
  /// Why `frames` is empty, or ends early, in words; `nil` where it is whole.
  public var framesMissing: String?
  /// The spawn stack, innermost first.
  public var spawnFrames: [StackFrame]
  /// The creators up to the root, nearest first.
  public var creators: [Creator]
  /// The thread that runs it, if it is running and one is known.
  public var thread: ThreadInfo?

  package init(
    task: TaskInfo, frames: [StackFrame], framesMissing: String?, spawnFrames: [StackFrame],
    creators: [Creator]
  ) {
    self.task = task
    self.frames = frames
    self.framesMissing = framesMissing
    self.spawnFrames = spawnFrames
    self.creators = creators
  }

  /// Takes over what is known of the thread it runs on.
  mutating func addThread(_ thread: ThreadInfo?) {
    guard let thread else { return }
    self.thread = thread
    frames = thread.frames
    framesMissing = thread.framesMissing
  }
}
