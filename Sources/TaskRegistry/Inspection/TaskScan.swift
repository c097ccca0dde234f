// One pass over all records: counts by state, and a key for each task. Touches two or three cache lines a task, asked
// for ahead, and holds no lock for longer than one task's look.

import CTaskRuntime
import Synchronization

struct TaskScan {
  private(set) var counts = StateCounts()
  private(set) var keys: [TaskKey] = []

  /// Closer than records are asked for: the task's address must have arrived before its header can be asked for.
  private static let tasksAhead = 8

  /// Behind every id that was ever given.
  private static let later: UInt64 = 1 << 63

  /// Inside `withInspection`.
  init(_ world: UnsafeMutablePointer<World>?, order: TaskOrder?) {
    guard let world else { return }
    keys.reserveCapacity(Int(world.pointee.live) + 64)
    let running = RunningTasks(world, readsCurrentTasks: false)
    let now = ctr_ticks()
    let place = { (record: RecordPointer, id: UInt64) in Self.order(of: record, id, order, running, now) }
    Self.forEachTask(world, reading: place) { key, state, place in
      counts.count(state)
      let isLater = order == nil && state != .running
      keys.append(TaskKey(id: key.id, order: isLater ? place | Self.later : place, index: key.index))
    }
  }

  /// Calls `body` with each live task's key, its state, nil where that cannot be read, and what was read of its record.
  ///
  /// Inside `withInspection`.
  ///
  /// - Parameter read: called with the record and the task's id, inside `TaskTable.withRecord`.
  @inline(__always)
  static func forEachTask<Words>(
    _ world: UnsafeMutablePointer<World>, reading read: (RecordPointer, UInt64) -> Words,
    _ body: (TaskKey, TaskState?, Words) -> Void
  ) {
    let inspector = Inspector(world)
    let trusts = SelfCheck.isTrusted
    let end = world.pointee.table.pool.highWater
    world.pointee.table.forEachRecord { record, index, id in
      prefetchTask(world, index + tasksAhead, end)
      let seen = world.pointee.table.withRecord(record, of: id) {
        (read($0, id), status(of: $0, trusts: trusts))
      }
      guard let (words, status) = seen else { return }
      let key = TaskKey(id: id, order: id, index: UInt32(truncatingIfNeeded: index))
      guard let status else {
        if let copy = inspector.copy(key) { body(key, copy.header?.state, words) }
        return
      }
      // One that is complete is on its way out of the table.
      if let state = TaskState(status: status) { body(key, state, words) }
    }
  }

  @inline(__always)
  private static func prefetchTask(_ world: UnsafeMutablePointer<World>, _ index: Int, _ end: Int) {
    guard index < end else { return }
    let ahead = world.pointee.table.record(at: index)
    guard ahead.pointee.id.load(ordering: .relaxed) != 0 else { return }
    let task = ahead.pointee.task.load(ordering: .relaxed)
    // Of a task that may be gone by then: asking for an address ahead never faults.
    ctr_prefetch(UnsafeRawPointer(bitPattern: task &+ UInt(TaskLayout.status)))
  }

  /// The status word of a record's task, inside `TaskTable.withRecord`; nil where it must be read with care.
  @inline(__always)
  private static func status(of record: RecordPointer, trusts: Bool) -> UInt32? {
    let facts = RecordFlags(rawValue: record.pointee.flags.load(ordering: .relaxed))
    guard trusts, !facts.isDisjoint(with: [.patched, .tracked]),
      let task = UnsafeRawPointer(bitPattern: record.pointee.task.load(ordering: .relaxed))
    else { return nil }
    // SAFETY: a patched or tracked task cannot end inside `withRecord`.
    return TaskLayout.half(task, TaskLayout.status)
  }

  /// Smallest first, so what people want to see first is turned round.
  private static func order(
    of record: RecordPointer, _ id: UInt64, _ order: TaskOrder?, _ running: RunningTasks, _ now: UInt64
  ) -> UInt64 {
    switch order {
    case .id, nil: return id
    case .busy:
      let current = running.began(id).map { now > $0 ? now - $0 : 0 } ?? 0
      return .max - (record.pointee.busy.value &+ current)
    case .age: return ageOrder(of: record)
    case .runs: return .max - record.pointee.runs.load(ordering: .relaxed)
    case .lag: return lagOrder(of: record, now)
    }
  }

  /// The oldest first.
  @inline(__always)
  static func ageOrder(of record: RecordPointer) -> UInt64 { record.pointee.spawned.load(ordering: .relaxed) }

  /// The longest first: of the latest run, or of one that is ready so far.
  @inline(__always)
  static func lagOrder(of record: RecordPointer, _ now: UInt64) -> UInt64 {
    let ready = record.pointee.ready.load(ordering: .relaxed)
    if ready & TaskRecord.delayBit != 0 { return .max - (ready & ~TaskRecord.delayBit) }
    return .max - (ready == 0 || ready > now ? 0 : now - ready)
  }
}
