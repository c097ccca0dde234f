// Tasks known only through a child or something they created: their end is not seen, so somebody has to look whether
// they are still there.

import Synchronization

final class GlimpsedTasks: Sendable {
  /// Tasks noted between two sweeps at most; those beyond are not recorded until they are enqueued.
  static let capacity = 65_536

  private let ids = Guarded<[UInt64]>([])

  /// Whether one more may be noted.
  ///
  /// Threads that ask at once may go beyond by one each.
  var hasRoom: Bool { ids.withLock { $0.count < Self.capacity } }

  /// Notes a task that has been entered.
  ///
  /// Called on the program's threads, at most once for a task, and never for most.
  func note(_ id: UInt64) { ids.withLock { $0.append(id) } }

  /// The ids noted, those dropped for which `isKept` is false.
  func sweep(_ isKept: (UInt64) -> Bool) {
    let noted = ids.withLock { $0 }
    let dropped = Set(noted.filter { !isKept($0) })
    if !dropped.isEmpty { ids.withLock { $0.removeAll { dropped.contains($0) } } }
  }
}

extension World {
  /// Frees the records of glimpsed tasks that have ended unseen.
  ///
  /// On a slow thread of ours.
  func sweepGlimpsed() {
    guard let thread = ThreadState.current() else { return }
    let inspector = Inspector(thread.pointee.world)
    glimpsed.sweep { id in
      guard let record = table.findExactly(id) else { return false }
      let key = TaskKey(id: id, order: 0, index: UInt32(truncatingIfNeeded: table.index(of: record)))
      let isPatched = table.withRecord(record, of: id) {
        $0.pointee.flags.load(ordering: .relaxed) & RecordFlags.patched.rawValue != 0
      }
      // Enqueued since: its end will be seen.
      guard isPatched == false else { return false }
      if inspector.copy(key) != nil { return true }
      // Its memory is no longer a task of that id, so nobody should enqueue it and patch it now. If somebody did all the
      // same, the record stays: the run thunk could not go on without it.
      if table.remove(record, id: id, unless: .patched) {
        table.pool.put(UnsafeMutableRawPointer(record), &thread.pointee.recordCache)
        thread.pointee.vanished.add(1)
      }
      return false
    }
  }
}
