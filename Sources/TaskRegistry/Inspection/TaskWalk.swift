// All recorded tasks in the order of their records, some at a time: for a look at each that needs no order, and so no
// memory for a key of each.

import CTaskRuntime

struct TaskWalk {
  private let world: UnsafeMutablePointer<World>
  private var index = 0
  private let end: Int

  /// Of the records there are now; those made later are left out.
  init(_ world: UnsafeMutablePointer<World>) {
    self.world = world
    end = world.pointee.table.pool.highWater
  }

  /// At most so many more tasks; none when that was all.
  ///
  /// Inside `withInspection`.
  mutating func take(_ most: Int) -> [TaskKey] {
    var keys: [TaskKey] = []
    keys.reserveCapacity(min(most, end - index))
    while index < end, keys.count < most {
      let skipped = world.pointee.table.pool.skip(at: index)
      guard skipped == 0 else {
        index += skipped
        continue
      }
      if index + TaskTable.recordsAhead < end {
        ctr_prefetch(world.pointee.table.record(at: index + TaskTable.recordsAhead))
      }
      let id = world.pointee.table.record(at: index).pointee.id.load(ordering: .acquiring)
      if id != 0 { keys.append(TaskKey(id: id, order: id, index: UInt32(truncatingIfNeeded: index))) }
      index += 1
    }
    return keys
  }
}
