// Cancelling a task from outside, and telling afterwards how it ended.

import CTaskRuntime
import Synchronization

struct Cancellation {
  private let world: UnsafeMutablePointer<World>

  init(_ world: UnsafeMutablePointer<World>) { self.world = world }

  func cancel(_ id: UInt64) -> CancelResult {
    guard let record = world.pointee.table.findExactly(id) else { return .notFound }
    let now = ctr_ticks()
    // Before the request, so that an end that follows at once finds its entry.
    world.pointee.endings.expect(id: id, requested: now)
    var task: UnsafeMutableRawPointer?
    let result = world.pointee.table.withRecord(record, of: id) { record -> CancelResult in
      let facts = RecordFlags(rawValue: record.pointee.flags.load(ordering: .relaxed))
      if facts.contains(.asyncLet) {
        // Its memory is its parent's and cannot be kept by a reference.
        let parent = record.pointee.parent.load(ordering: .relaxed)
        return .needsParent(parent == 0 ? nil : TaskID(rawValue: parent))
      }
      guard facts.contains(.patched) || facts.contains(.tracked),
        let address = UnsafeMutableRawPointer(bitPattern: record.pointee.task.load(ordering: .relaxed))
      else { return .unreachable }
      if SelfCheck.report.inspectionOff == nil {
        // SAFETY: a patched or tracked task cannot end inside `withRecord`.
        let status = TaskLayout.half(address, TaskLayout.status)
        if status & TaskLayout.Status.cancelled != 0 { return .alreadyCancelled }
      }
      // SAFETY: alive now, and kept by the reference until it is released below.
      ctr_retain(address)
      task = address
      record.pointee.cancelRequested.store(now, ordering: .relaxed)
      record.pointee.flags.store((facts.union(.endingWanted)).rawValue, ordering: .relaxed)
      return .requested
    }
    if let task {
      // Outside the lock: handlers, and the deinitialisers of what they release, are foreign code.
      ctr_cancel(task)
      ctr_release(task)
    }
    return result ?? .notFound
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
  /// Kept for the latest 1,024 such tasks.
  package func ending(of id: TaskID) -> Ending {
    guard let world = World.current else { return .gone }
    // Looked for in this order: an end is booked after the record is taken out.
    let isLive = world.pointee.table.findExactly(id.rawValue) != nil
    if let entry = world.pointee.endings.entry(of: id.rawValue), entry.ended != 0 {
      return .ended(
        outcome: entry.outcome,
        nanoseconds: TickClock.scale.nanoseconds(from: entry.requested, to: entry.ended))
    }
    return isLive ? .live : .gone
  }

  /// Live tasks whose chain of parents or creators leads to `id`, nearest first; without `id` itself.
  package func descendants(of id: TaskID) -> [TaskID] {
    var children: [UInt64: [UInt64]] = [:]
    for task in ancestry() {
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

  private func ancestry() -> [(id: UInt64, parent: UInt64, creator: UInt64)] {
    guard let world = World.current else { return [] }
    return withInspection {
      TaskScan(world, order: .id).keys.compactMap { key in
        world.pointee.table.withRecord(world.pointee.table.record(at: Int(key.index)), of: key.id) { record in
          (
            key.id, record.pointee.parent.load(ordering: .relaxed),
            record.pointee.creator.load(ordering: .relaxed)
          )
        }
      }
    }
  }
}
