// Where the runtime keeps what: every offset the monitor relies on, here and nowhere else. Version 1 of the runtime's
// internal layout, 64-bit, without priority escalation. Used only after SelfCheck has found it to be so.

import CTaskRuntime

enum TaskLayout {
  static let version: UInt64 = 1
  static let taskSize: UInt64 = 208

  static let isa = 0
  static let flags = 32
  static let idLow = 36
  static let resumeTask = 56
  static let resumeContext = 64
  static let status = 96
  static let statusRecords = 104
  /// The innermost binding of a task-local value.
  static let locals = 136
  static let idHigh = 144
  static let dependency = 160
  /// Of a child task: its parent.
  static let parent = 208
  /// Of a group's child: the group.
  static let group = 224

  /// Bytes from the start of a task that hold every field above.
  static let headerSize = 216

  /// Of a job that waits for an actor's turn: the next one in the actor's list.
  static let nextInActor = 16

  /// A default actor: jobs that were added since its thread last looked, newest first, and the jobs in the order
  /// they will run.
  enum Actor {
    static let incoming = 40
    static let queue = 64
    /// In the job that gives an actor its turn: the actor.
    static let ofTurn = 64
  }

  /// Fields of the flags word.
  enum Flags {
    static let kindMask: UInt32 = 0xff
    static let taskKind: UInt32 = 0
    /// The job that gives an actor its turn on a thread.
    static let actorTurnKind: UInt32 = 193
    static let priorityShift: UInt32 = 8
    static let child: UInt32 = 1 << 24
    static let groupChild: UInt32 = 1 << 26
    static let asyncLet: UInt32 = 1 << 28
    static let named: UInt32 = 1 << 30
  }

  /// Bits of the status word.
  enum Status {
    static let priorityMask: UInt32 = 0xff
    static let cancelled: UInt32 = 0x100
    static let locked: UInt32 = 0x200
    static let running: UInt32 = 0x800
    static let enqueued: UInt32 = 0x1000
    static let complete: UInt32 = 0x2000
    static let hasDependency: UInt32 = 0x4000
  }

  /// An async context: its caller's context, and where the caller goes on.
  enum Context {
    static let parent = 0
    static let resume = 8
    static let size = 16
  }

  /// A status record.
  enum Record {
    static let kind = 0
    static let next = 8
    static let kindMask: UInt = 0xff
    static let dependencyKind: UInt = 0
    static let nameKind: UInt = 6
    static let name = 16
    /// Of a dependency record: what is waited for, in two words, and what kind it is.
    static let value = 16
    static let implementation = 24
    static let dependencyType = 32
    static let size = 40
  }

  /// A binding of a task-local value: the next one outwards with the kind of this one in its low bits, the key, the
  /// value's type; then the value itself, aligned.
  enum Local {
    static let next = 0
    static let kindMask: UInt = 7
    static let key = 8
    static let type = 16
    static let value = 24
    /// A value; a value bound in the body of a group; the way to the parent's, without a value.
    static let valueKind: UInt = 0
    static let groupBodyKind: UInt = 2
    static let parentKind: UInt = 4
  }

  /// What a dependency record says is waited for.
  enum Dependency: UInt32 {
    case task = 1
    case continuation = 2
    case group = 3
    case executor = 4
  }

  /// In a boxed error: its type, and its value where that needs no more than a word's alignment.
  static let errorType = 16
  static let errorValue = 32
  /// Boxes in boxes that are looked into.
  static let errorDepth = 4

  /// Status records and contexts walked before a chain counts as broken.
  static let recordLimit = 16
  static let rootLimit = 1024

  // SAFETY, for the direct reads below: the caller vouches that the task cannot end during the call, because it is
  // being enqueued by this thread, is the thread's current task, or is patched and its record's lock is held.

  @inline(__always)
  static func word(_ object: UnsafeRawPointer, _ offset: Int) -> UInt {
    object.load(fromByteOffset: offset, as: UInt.self)
  }

  @inline(__always)
  static func half(_ object: UnsafeRawPointer, _ offset: Int) -> UInt32 {
    object.load(fromByteOffset: offset, as: UInt32.self)
  }

  @inline(__always)
  static func id(of task: UnsafeRawPointer) -> UInt64 {
    UInt64(half(task, idLow)) | UInt64(half(task, idHigh)) << 32
  }

  /// The outermost context of a task that nobody runs, and whether it is the only one: the task is fresh.
  @inline(__always)
  static func root(of task: UnsafeRawPointer) -> (context: UnsafeMutableRawPointer, isFresh: Bool)? {
    guard var context = UnsafeMutableRawPointer(bitPattern: word(task, resumeContext)) else { return nil }
    var steps = 0
    while let parent = UnsafeMutableRawPointer(bitPattern: word(context, Context.parent)) {
      context = parent
      steps += 1
      if steps == rootLimit { return nil }
    }
    return (context, steps == 0)
  }

  /// The task's own C string of its name, or 0.
  static func name(of task: UnsafeRawPointer) -> UInt {
    guard half(task, flags) & Flags.named != 0 else { return 0 }
    var next = UnsafeRawPointer(bitPattern: word(task, statusRecords))
    for _ in 0..<recordLimit {
      guard let record = next else { return 0 }
      if word(record, Record.kind) & Record.kindMask == Record.nameKind { return word(record, Record.name) }
      next = UnsafeRawPointer(bitPattern: word(record, Record.next))
    }
    return 0
  }
}
