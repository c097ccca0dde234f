// The words of a task that tell what it is doing, copied at one moment. Knows where they stand, not what follows from
// them for a listing.

import CTaskRuntime

struct TaskHeader: Equatable {
  var flags: UInt32
  var status: UInt32
  var resumeTask: UInt
  var resumeContext: UInt
  var records: UInt
  var dependency: UInt

  /// Of a task that cannot end during the call: see the rule in TaskLayout.
  @inline(__always)
  init(of task: UnsafeRawPointer) {
    flags = TaskLayout.half(task, TaskLayout.flags)
    status = TaskLayout.half(task, TaskLayout.status)
    resumeTask = TaskLayout.word(task, TaskLayout.resumeTask)
    resumeContext = TaskLayout.word(task, TaskLayout.resumeContext)
    records = TaskLayout.word(task, TaskLayout.statusRecords)
    dependency = TaskLayout.word(task, TaskLayout.dependency)
  }

  /// Of a task that may have ended: nil unless a task of that id stands at the address.
  init?(at address: UInt, id: UInt64) {
    let header = Self.withCopy(of: address) { copy in
      TaskLayout.id(of: copy) == id ? TaskHeader(of: copy) : nil
    }
    guard let header = header ?? nil else { return nil }
    self = header
  }

  /// The id of the task at an address; nil if none stands there.
  static func id(at address: UInt) -> UInt64? { withCopy(of: address) { TaskLayout.id(of: $0) } }

  /// Runs `body` with a copy of the first words of a task that may have ended; nil if no task stands there.
  static func withCopy<Value>(of address: UInt, _ body: (UnsafeRawPointer) -> Value) -> Value? {
    withUnsafeTemporaryAllocation(byteCount: TaskLayout.headerSize, alignment: 8) { copy in
      guard let start = copy.baseAddress, SafeMemory.read(address, into: start, count: copy.count),
        TaskLayout.word(start, TaskLayout.isa) == UInt(bitPattern: ctr_describe_runtime().task_metadata)
      else { return nil }
      return body(start)
    }
  }

  /// What the runtime itself says the task is doing; nil once it is complete.
  var state: TaskState? { TaskState(status: status) }

  var isCancelled: Bool { status & TaskLayout.Status.cancelled != 0 }

  var priority: UInt8 { UInt8(truncatingIfNeeded: status & TaskLayout.Status.priorityMask) }

  /// Whether the context chain stands still: nobody runs the task.
  var isAtRest: Bool { status & (TaskLayout.Status.running | TaskLayout.Status.complete) == 0 }
}

extension TaskState {
  /// What a status word says; nil once the task is complete.
  @inline(__always)
  init?(status: UInt32) {
    if status & TaskLayout.Status.complete != 0 { return nil }
    if status & TaskLayout.Status.running != 0 {
      self = .running
    } else {
      self = status & TaskLayout.Status.enqueued != 0 ? .ready : .suspended
    }
  }
}
