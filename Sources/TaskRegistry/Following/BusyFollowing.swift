// How busy tasks were between two looks: compares two scans, and describes only the few tasks that are to be shown.

import CTaskRuntime
import Synchronization

/// The scan that was taken last, for all who follow.
final class BusyKeeper: Sendable {
  private struct Latest {
    weak var scan: BusyScan?
  }

  private let latest = Guarded(Latest())

  /// Readers that look at nearly the same time share a scan.
  private static let freshNanoseconds: UInt64 = 20_000_000

  /// All tasks now, or as they were some milliseconds ago; nil where nothing can be observed.
  ///
  /// Who comes while one is being taken waits for it: some milliseconds for 100,000 tasks.
  func scan(_ registry: Registry) -> BusyScan? {
    guard let world = World.current else { return nil }
    return latest.withLock { latest in
      if let scan = latest.scan,
        TickClock.scale.nanoseconds(from: scan.at, to: ctr_ticks()) < Self.freshNanoseconds
      {
        return scan
      }
      world.pointee.glimpseRunning()
      let scan = registry.withInspection { BusyScan(world) }
      latest.scan = scan
      return scan
    }
  }
}

/// Two looks at all live tasks, and the difference.
///
/// For one reader at a time; 24 bytes a live task, shared with others that look at the same times.
package struct BusyFollowing {
  private let registry: Registry
  private var before: BusyScan?
  private var now: BusyScan?

  /// Tasks that are described for a filter, at most: some 2 µs each.
  private static let mostAsked = 20_000
  /// Tasks described at once.
  private static let piece = 256

  /// Follows a registry's tasks, without a look yet.
  package init(of registry: Registry) { self.registry = registry }

  /// Looks at all tasks; what was seen at the look before is what the next sample is compared with.
  ///
  /// Some 0.1 µs a live task.
  package mutating func look() {
    guard let scan = registry.busyKeeper.scan(registry), scan !== now else { return }
    before = now
    now = scan
  }

  /// The tasks that are wanted, with what they did between the latest two looks; may be asked again and again.
  ///
  /// Less than a look, and 2 µs a row.
  package func sample(_ wish: BusyWish) -> BusySample {
    var sample = BusySample()
    guard let now else { return sample }
    let scale = TickClock.scale
    sample.elapsedNanoseconds = before.map { scale.nanoseconds(from: $0.at, to: now.at) }
    sample.counts = now.counts
    sample.threads = now.threads
    sample.busyThreads = now.busyThreads
    sample.lagHistory = registry.lagHistory.withLock { $0.values }
    if let before {
      sample.spawned = now.spawned &- min(before.spawned, now.spawned)
      sample.ended = now.ended &- min(before.ended, now.ended)
      sample.lag = now.lag.since(before.lag).distribution { scale.nanoseconds($0) }
    }
    addRows(wish, of: now, scale, to: &sample)
    return sample
  }

  private func addRows(_ wish: BusyWish, of now: BusyScan, _ scale: TickScale, to sample: inout BusySample) {
    guard let world = World.current, wish.limit > 0 else { return }
    var keys = TaskHeap(orderedKeys(wish, now, world))
    var inspector: Inspector? = Inspector(world)
    var asked = 0
    while sample.rows.count < wish.limit {
      let most = wish.isWanted == nil ? min(Self.piece, wish.limit - sample.rows.count) : Self.piece
      let taken = keys.take(most)
      guard !taken.isEmpty else { return }
      asked += taken.count
      let indices = Dictionary(taken.map { ($0.id, $0.index) }) { first, _ in first }
      for task in registry.describe(taken, with: &inspector) where sample.rows.count < wish.limit {
        if let isWanted = wish.isWanted, !isWanted(task) { continue }
        guard let index = indices[task.id.rawValue] else { continue }
        sample.rows.append(row(task, index, now, scale, sample.elapsedNanoseconds))
      }
      if wish.isWanted != nil, asked >= Self.mostAsked {
        sample.isCut = sample.rows.count < wish.limit && !keys.take(1).isEmpty
        return
      }
    }
  }

  private func row(
    _ task: TaskInfo, _ index: UInt32, _ now: BusyScan, _ scale: TickScale, _ elapsed: UInt64?
  ) -> BusySample.Row {
    var row = BusySample.Row(task: task, busyNanoseconds: nil, runs: nil)
    guard let elapsed, task.runs > 0, let entry = now.entry(at: index, of: task.id.rawValue) else {
      return row
    }
    let old = before?.entry(at: index, of: task.id.rawValue)
    row.busyNanoseconds = min(scale.nanoseconds(Self.busy(entry, since: old)), elapsed)
    row.runs = UInt64(entry.runs &- (old?.runs ?? 0))
    return row
  }

  /// A task that was not there before has done all it did since.
  private static func busy(_ entry: BusyScan.Entry, since old: BusyScan.Entry?) -> UInt64 {
    let before = old?.busy ?? 0
    return entry.busy > before ? entry.busy - before : 0
  }

  /// Keys of all tasks that may be wanted, to be taken smallest first.
  private func orderedKeys(
    _ wish: BusyWish, _ now: BusyScan, _ world: UnsafeMutablePointer<World>
  ) -> [TaskKey] {
    var keys: [TaskKey] = []
    keys.reserveCapacity(now.entries.count)
    let ticks = ctr_ticks()
    let old = before?.entries ?? []
    var position = 0
    for entry in now.entries {
      while position < old.count, old[position].index < entry.index { position += 1 }
      if let state = wish.state, entry.state != state { continue }
      let isSame = position < old.count && old[position].index == entry.index && old[position].id == entry.id
      let same = isSame ? old[position] : nil
      var key = TaskKey(id: entry.id, order: 0, index: entry.index)
      switch wish.order {
      case .busy: key.order = .max - Self.busy(entry, since: same)
      case .runs: key.order = .max - UInt64(entry.runs &- (same?.runs ?? 0))
      // Of a record that another task has by now: this one is left out when it is described.
      case .lag: key.order = TaskScan.lagOrder(of: world.pointee.table.record(at: Int(entry.index)), ticks)
      case .age: key.order = TaskScan.ageOrder(of: world.pointee.table.record(at: Int(entry.index)))
      }
      keys.append(key)
    }
    return keys
  }
}
