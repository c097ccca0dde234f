// Cancelling a task from outside, and telling afterwards how it ended.

import CTaskRuntime
import Synchronization

struct Cancellation {
  private let world: UnsafeMutablePointer<World>

  init(_ world: UnsafeMutablePointer<World>) { self.world = world }

  /// What keeps a task from going away while it is cancelled.
  private enum Hold {
    case reference(UnsafeMutableRawPointer)
    case pin(UnsafeMutableRawPointer)
  }

  func cancel(_ id: UInt64, for session: UInt32) -> CancelResult {
    guard let record = world.pointee.table.findExactly(id) else { return .notFound }
    var held: Hold?
    let result = world.pointee.table.withRecord(record, of: id) { record -> CancelResult in
      let (hold, result) = hold(record)
      guard let hold else { return result }
      held = hold
      record.pointee.canceller.store(session, ordering: .relaxed)
      noteRequest(record)
      return .requested
    }
    // Outside the lock: handlers, and the deinitialisers of what they release, are foreign code.
    switch held {
    case .reference(let task):
      ctr_cancel(task)
      ctr_release(task)
    case .pin(let task):
      ctr_cancel(task)
      world.pointee.table.withRecord(record, of: id) { record in
        record.pointee.pins.store(record.pointee.pins.load(ordering: .relaxed) - 1, ordering: .relaxed)
      }
    case nil: break
    }
    return result ?? .notFound
  }

  /// From now on its end is kept with those of tasks that failed; what is told of it counts from the first request.
  private func noteRequest(_ record: RecordPointer) {
    guard record.pointee.cancelRequested.load(ordering: .relaxed) == 0 else { return }
    record.pointee.cancelRequested.store(ctr_ticks(), ordering: .relaxed)
  }

  /// Holds a task, or says why it cannot be cancelled.
  ///
  /// Inside `withRecord`.
  private func hold(_ record: RecordPointer) -> (Hold?, CancelResult) {
    let facts = record.pointee.facts
    if facts.contains(.asyncLet) {
      // Its memory is its parent's and cannot be kept by a reference.
      let parent = record.pointee.parent.load(ordering: .relaxed)
      return (nil, .needsParent(parent == 0 ? nil : TaskID(rawValue: parent)))
    }
    guard !facts.isDisjoint(with: [.patched, .tracked]),
      let task = UnsafeMutableRawPointer(bitPattern: record.pointee.task.load(ordering: .relaxed))
    else { return (nil, .unreachable) }
    if SelfCheck.isTrusted,
      // SAFETY: a patched or tracked task cannot end inside `withRecord`.
      TaskLayout.half(task, TaskLayout.status) & TaskLayout.Status.cancelled != 0
    {
      noteRequest(record)
      return (nil, .alreadyCancelled)
    }
    guard facts.contains(.patched) else {
      // Nothing is known of a task that is only tracked, perhaps not even its kind: its scope waits for the pin.
      record.pointee.pins.store(record.pointee.pins.load(ordering: .relaxed) + 1, ordering: .relaxed)
      return (.pin(task), .requested)
    }
    // SAFETY: alive now, and kept by the reference until it is released.
    ctr_retain(task)
    return (.reference(task), .requested)
  }
}

extension Registry {
  /// A cancellation asked for through ``cancel(_:)`` and how it went on.
  package enum Ending: Sendable, Equatable {
    /// Still live.
    case live
    /// Ended `nanoseconds` after cancellation was asked for.
    case ended(outcome: TaskOutcome, nanoseconds: UInt64)
    /// Ended, but too long ago to say how.
    case gone
  }

  /// What became of a task that ``cancel(_:)`` was called for.
  ///
  /// Kept as long as the ends of tasks that failed are; see ``FinishedTask``.
  package func ending(of id: TaskID) -> Ending {
    guard let world = World.current else { return .gone }
    // Looked for in this order: an end is booked after the record is taken out.
    if world.pointee.table.findExactly(id.rawValue) != nil { return .live }
    guard let end = world.pointee.finished(id.rawValue), end.cancelRequested != 0 else { return .gone }
    return .ended(
      outcome: end.facts.outcome,
      nanoseconds: TickClock.scale.nanoseconds(from: end.cancelRequested, to: end.ended))
  }

  /// Live tasks whose chain of parents or creators leads to `id`, nearest first; without `id` itself.
  package func descendants(of id: TaskID) -> [TaskID] {
    var children: [UInt64: [UInt64]] = [:]
    for task in links() {
      if task.parent != 0 { children[task.parent, default: []].append(task.id) }
      if task.creator != 0, task.creator != task.parent {
        children[task.creator, default: []].append(task.id)
      }
    }
    var found: [TaskID] = []
    var seen: Set<UInt64> = [id.rawValue]
    var level = [id.rawValue]
    while !level.isEmpty {
      level = level.flatMap { children[$0, default: []] }.filter { seen.insert($0).inserted }
      found += level.map { TaskID(rawValue: $0) }
    }
    return found
  }
}
