// The way in for what automatic observation does not reach: a program names a piece of work itself.

import CTaskRuntime
import Glibc
import Synchronization

/// Names a piece of work, and makes its task visible where automatic observation does not reach.
///
/// While `operation` runs, the current task is listed under `name`, with its own id, and can be cancelled from the
/// console: also a task that only ever runs on the main actor, on a custom executor or on a preferred `TaskExecutor`,
/// and on a runtime whose layout is unknown. A task that is observed anyway keeps its row and bears the name meanwhile.
/// Outside of a task, or while nobody observes, it only runs `operation`.
///
/// - Parameters:
///   - name: what listings show; cut to 127 bytes of UTF-8.
///   - isolation: the caller's isolation, which `operation` keeps.
///   - operation: the work.
/// - Returns: what `operation` returns.
/// - Throws: what `operation` throws.
/// - Complexity: less than a microsecond beside `operation`.
public func track<Value>(
  _ name: String, isolation: isolated (any Actor)? = #isolation, operation: () async throws -> Value
) async rethrows -> Value {
  guard let scope = TrackedScope.enter(name) else { return try await operation() }
  do {
    let value = try await operation()
    scope.leave(nil)
    return value
  } catch {
    scope.leave(error)
    throw error
  }
}

/// The record of a task for as long as it is inside `track`.
struct TrackedScope {
  private let world: UnsafeMutablePointer<World>
  private let record: RecordPointer
  private let id: UInt64
  private let name: UnsafeMutablePointer<CChar>
  /// What the record's name was before, and whether it was tracked already.
  private let outerName: UInt
  private let outerFacts: RecordFlags
  /// Whether the record was made for this scope.
  private let isOwn: Bool

  /// Ids of our own, for a runtime whose ids cannot be read; observation is off there, so they meet no others.
  private static let serial = Atomic<UInt64>(0)

  static func enter(_ text: String) -> TrackedScope? {
    guard Observation.isActive.load(ordering: .relaxed), let task = ctr_current_task(),
      let world = World.current,
      let thread = ThreadState.current(), let name = copy(text)
    else { return nil }
    let isTrusted = SelfCheck.isTrusted
    let id = isTrusted ? TaskLayout.id(of: task) : serial.wrappingAdd(1, ordering: .relaxed).newValue
    if let record = world.pointee.table.findExactly(id) {
      return TrackedScope(world, joining: record, id: id, name: name)
    }
    guard let record = Spawning.take(thread) else {
      free(name)
      return nil
    }
    let kinds = isTrusted ? Spawning.kinds(TaskLayout.half(task, TaskLayout.flags)) : []
    Spawning.fill(record, task: task, now: ctr_ticks(), facts: kinds.union(.tracked))
    record.pointee.name.store(UInt(bitPattern: name), ordering: .relaxed)
    let present = Spawning.enterOnce(record, id: id, thread: thread)
    guard present == record else { return TrackedScope(world, joining: present, id: id, name: name) }
    return TrackedScope(
      world: world, record: record, id: id, name: name, outerName: 0, outerFacts: [], isOwn: true)
  }

  private init(
    world: UnsafeMutablePointer<World>, record: RecordPointer, id: UInt64, name: UnsafeMutablePointer<CChar>,
    outerName: UInt, outerFacts: RecordFlags, isOwn: Bool
  ) {
    self.world = world
    self.record = record
    self.id = id
    self.name = name
    self.outerName = outerName
    self.outerFacts = outerFacts
    self.isOwn = isOwn
  }

  /// Gives a recorded task the name for a while.
  private init(
    _ world: UnsafeMutablePointer<World>, joining record: RecordPointer, id: UInt64,
    name: UnsafeMutablePointer<CChar>
  ) {
    var outerName: UInt = 0
    var outerFacts: RecordFlags = []
    world.pointee.table.withRecord(record, of: id) { record in
      outerName = record.pointee.name.exchange(UInt(bitPattern: name), ordering: .relaxed)
      outerFacts = record.pointee.facts
      // Inside the scope it cannot end, whether its end would be seen or not.
      record.pointee.facts = outerFacts.union(.tracked)
    }
    self.init(
      world: world, record: record, id: id, name: name, outerName: outerName, outerFacts: outerFacts,
      isOwn: false)
  }

  /// The task leaves the scope; it is still running.
  func leave(_ error: (any Error)?) {
    defer { free(name) }
    var backoff = Backoff()
    var isPatched = false
    // The task runs this very line, so its name stands still.
    let isTrusted = SelfCheck.isTrusted
    let ownName = isOwn && isTrusted ? ctr_current_task().map { TaskLayout.name(of: $0) } ?? 0 : 0
    // Whoever cancels a tracked task from outside holds it by this count, as a reference would not do for every kind.
    while world.pointee.table.withRecord(
      record, of: id,
      { record in
        guard record.pointee.pins.load(ordering: .relaxed) == 0 else { return false }
        var facts = record.pointee.facts
        isPatched = facts.contains(.patched)
        if !outerFacts.contains(.tracked) { facts.remove(.tracked) }
        record.pointee.facts = facts
        // One that ends with the scope is told of by the scope's name.
        if !isOwn || isPatched {
          record.pointee.name.store(isOwn ? ownName : outerName, ordering: .relaxed)
        }
        return true
      }) == false
    {
      backoff.pause()
    }
    // Enqueued through the hook meanwhile: it goes on being observed, and its end will be seen.
    guard isOwn, !isPatched, let thread = ThreadState.current() else { return }
    var end = EndBooking.End(id: id, outcome: .returned, error: nil, facts: .tracked)
    if error != nil {
      // SAFETY: without Objective-C an error is a reference to its box and nothing else, which the optional does not
      // change; `error` keeps it alive.
      (end.outcome, end.error) = Completion.outcome(of: unsafeBitCast(error, to: UnsafeRawPointer?.self))
      // Also where errors could not be recognised by their boxes.
      if error is CancellationError { end.outcome = .cancelled }
    }
    if isTrusted, let task = ctr_current_task() { end.task = UnsafeRawPointer(task) }
    withExtendedLifetime(error) { Completion.end(record, end, thread: thread) }
  }

  private static func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
    strdup(SafeMemory.text(Array(text.utf8.prefix(RecordCopy.nameLimit))))
  }
}
