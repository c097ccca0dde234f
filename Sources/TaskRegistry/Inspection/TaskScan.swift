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

  init(_ world: UnsafeMutablePointer<World>?, order: TaskOrder?) {
    guard let world else { return }
    keys.reserveCapacity(Int(world.pointee.live) + 64)
    let inspector = Inspector(world)
    let running = RunningTasks(world, readsCurrentTasks: false)
    let now = ctr_ticks()
    let trusts = SelfCheck.isTrusted
    let end = world.pointee.table.pool.highWater
    world.pointee.table.forEachRecord { record, index, id in
      prefetchTask(world, index + Self.tasksAhead, end)
      look(record, index, id, order, world, inspector, running, now, trusts)
    }
  }

  @inline(__always)
  private func prefetchTask(_ world: UnsafeMutablePointer<World>, _ index: Int, _ end: Int) {
    guard index < end else { return }
    let ahead = world.pointee.table.record(at: index)
    guard ahead.pointee.id.load(ordering: .relaxed) != 0 else { return }
    let task = ahead.pointee.task.load(ordering: .relaxed)
    // Of a task that may be gone by then: asking for an address ahead never faults.
    ctr_prefetch(UnsafeRawPointer(bitPattern: task &+ UInt(TaskLayout.status)))
  }

  @inline(__always)
  private mutating func look(
    _ record: RecordPointer, _ index: Int, _ id: UInt64, _ order: TaskOrder?,
    _ world: UnsafeMutablePointer<World>,
    _ inspector: Inspector, _ running: RunningTasks, _ now: UInt64, _ trusts: Bool
  ) {
    var key = TaskKey(id: id, order: id, index: UInt32(truncatingIfNeeded: index))
    var status: UInt32?
    let isThere: Void? = world.pointee.table.withRecord(record, of: id) { record in
      key.order = Self.order(of: record, id, order, running, now)
      let facts = RecordFlags(rawValue: record.pointee.flags.load(ordering: .relaxed))
      if trusts, !facts.isDisjoint(with: [.patched, .tracked]),
        let task = UnsafeRawPointer(bitPattern: record.pointee.task.load(ordering: .relaxed))
      {
        // SAFETY: a patched or tracked task cannot end inside `withRecord`.
        status = TaskLayout.half(task, TaskLayout.status)
      }
    }
    guard isThere != nil else { return }
    var isRunning = false
    if let status {
      guard status & TaskLayout.Status.complete == 0 else { return }
      isRunning = status & TaskLayout.Status.running != 0
      if isRunning {
        counts.running += 1
      } else if status & TaskLayout.Status.enqueued != 0 {
        counts.ready += 1
      } else {
        counts.suspended += 1
      }
    } else {
      guard let copy = inspector.copy(key) else { return }
      counts.count(copy.header?.state)
      isRunning = copy.header?.state == .running
    }
    if order == nil, !isRunning { key.order |= Self.later }
    keys.append(key)
  }

  /// Smallest first, so what people want to see first is turned round.
  private static func order(
    of record: RecordPointer, _ id: UInt64, _ order: TaskOrder?, _ running: RunningTasks, _ now: UInt64
  ) -> UInt64 {
    switch order {
    case .id, nil: return id
    case .age: return record.pointee.spawned.load(ordering: .relaxed)
    case .runs: return .max - record.pointee.runs.load(ordering: .relaxed)
    case .busy:
      let current = running.began(id).map { now > $0 ? now - $0 : 0 } ?? 0
      return .max - (record.pointee.busy.load(ordering: .relaxed) &+ current)
    case .lag:
      let ready = record.pointee.ready.load(ordering: .relaxed)
      if ready & TaskRecord.delayBit != 0 { return .max - (ready & ~TaskRecord.delayBit) }
      return .max - (ready == 0 || ready > now ? 0 : now - ready)
    }
  }
}
