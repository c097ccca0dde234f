// A record and its task's header, copied together while the task could not end.

import CTaskRuntime
import Synchronization

struct RecordCopy {
  var id: UInt64
  var facts: RecordFlags
  var task: UInt
  var parent: UInt64
  var creator: UInt64
  var site: UInt32
  var spawned: UInt64
  var ready: UInt64
  var busy: UInt64
  var longest: UInt64
  var runs: UInt64
  var cancelRequested: UInt64
  var name: String?
  /// Nil where the task may have ended, and must be read with care.
  var header: TaskHeader?

  /// Bytes of a name that are kept.
  static let nameLimit = 127

  /// Of a record that is this task's, inside `TaskTable.withRecord`.
  @inline(__always)
  init(_ record: RecordPointer, id: UInt64) {
    self.id = id
    facts = RecordFlags(rawValue: record.pointee.flags.load(ordering: .relaxed))
    task = record.pointee.task.load(ordering: .relaxed)
    parent = record.pointee.parent.load(ordering: .relaxed)
    creator = record.pointee.creator.load(ordering: .relaxed)
    site = record.pointee.site.load(ordering: .relaxed)
    spawned = record.pointee.spawned.load(ordering: .relaxed)
    ready = record.pointee.ready.load(ordering: .relaxed)
    busy = record.pointee.busy.value
    longest = record.pointee.longest.value
    runs = record.pointee.runs.load(ordering: .relaxed)
    cancelRequested = record.pointee.cancelRequested.load(ordering: .relaxed)
    let isPinned = !facts.isDisjoint(with: [.patched, .tracked])
    if let name = UnsafePointer<UInt8>(bitPattern: record.pointee.name.load(ordering: .relaxed)) {
      // SAFETY: the string lives as long as the task or the scope of `track`, neither of which can end now.
      self.name = Self.text(name)
    }
    if isPinned, SelfCheck.isTrusted, let task = UnsafeRawPointer(bitPattern: task) {
      // SAFETY: a patched or tracked task cannot end while its record's bucket is locked.
      header = Self.header(of: task, record)
    }
  }

  /// While a task is enqueued the run thunk stands for the function it goes on with.
  @inline(__always)
  private static func header(of task: UnsafeRawPointer, _ record: RecordPointer) -> TaskHeader {
    var header = TaskHeader(of: task)
    if header.resumeTask == UInt(bitPattern: ctr_run_thunk) {
      header.resumeTask = record.pointee.resume.load(ordering: .relaxed)
    }
    return header
  }

  private static func text(_ start: UnsafePointer<UInt8>) -> String {
    var count = 0
    while count < nameLimit, start[count] != 0 { count += 1 }
    if count < nameLimit {
      return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
    return SafeMemory.text(Array(UnsafeBufferPointer(start: start, count: count)))
  }

  /// Whether nothing has happened to the task since this copy: it is at rest as it was, and has not run.
  ///
  /// Inside `TaskTable.withRecord`, as `init`.
  @inline(__always)
  func standsStill(_ record: RecordPointer) -> Bool {
    guard let header, record.pointee.runs.load(ordering: .relaxed) == runs else { return false }
    if !facts.isDisjoint(with: [.patched, .tracked]), let task = UnsafeRawPointer(bitPattern: task) {
      // SAFETY: as in `init`.
      return Self.header(of: task, record) == header
    }
    return TaskHeader(at: task, id: id) == header
  }
}
