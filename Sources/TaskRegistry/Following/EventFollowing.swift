// What happens to tasks while somebody follows: found by looking now and then, so that it costs the program nothing. What
// no look can find is counted.

import CTaskRuntime
import Synchronization

/// Looks for what is new since the look before.
///
/// For one reader at a time.
package struct EventFollowing {
  /// Events of one kind that stem from words of one thread each, and that are counted beside.
  private struct Stream {
    /// Ids told of that a look may meet again.
    var recent: Set<UInt64> = []
    /// How many had been counted when it began.
    var base: UInt64 = 0
    /// How many since then were told of, or taken for unseen.
    var known: UInt64 = 0

    /// Of so many that have been counted, those that nobody can find any more.
    mutating func unseen(counted: UInt64) -> UInt64 {
      let since = counted > base ? counted - base : 0
      guard since > known else { return 0 }
      defer { known = since }
      return since - known
    }
  }

  private let registry: Registry
  private let kinds: Set<TaskEvent.Kind>
  private var spawns = Stream()
  private var ends = Stream()
  private var slowRuns = SlowRunWatch.Followed()
  /// `ctr_ticks` of the latest look.
  private var since: UInt64

  /// Events of one kind that one look describes, some 2 µs each; the others are counted.
  private static let mostDescribed = 1_000
  /// Between an event's time and its being found lie some instructions of its thread, which may be interrupted there.
  private static let marginNanoseconds = 50_000_000.0

  /// Follows from now on.
  package init(of registry: Registry, kinds: Set<TaskEvent.Kind>) {
    self.registry = registry
    self.kinds = kinds
    since = ctr_ticks()
    _ = look()
    guard let world = World.current else { return }
    spawns.base = world.pointee.sum { $0.spawned.value }
    ends.base = world.pointee.sum { $0.booked.value }
    spawns.known = 0
    ends.known = 0
  }

  /// What has happened since the look before.
  ///
  /// Reads one word of each live task's record and of each end that is kept.
  package mutating func look() -> EventNews {
    guard let world = World.current else { return EventNews() }
    let scale = TickClock.scale
    let margin = UInt64(Self.marginNanoseconds / scale.nanosecondsPerTick)
    let from = since > margin ? since - margin : 0
    let now = ctr_ticks()
    var news = EventNews()
    // Counted first: what is counted by now is found by the looks that follow, unless it is gone by then.
    let counted = (
      spawned: world.pointee.sum { $0.spawned.value }, ended: world.pointee.sum { $0.booked.value }
    )
    var spawned: [UInt64: UInt64] = [:]
    if kinds.contains(.spawned) { lookForSpawns(world, from, &spawned, &news) }
    if !kinds.isDisjoint(with: [.spawned, .ended]) {
      let ended = lookForEnds(world, from, &spawned, &news)
      ends.recent = Set(ended.filter { $0.value > now - min(margin, now) }.keys)
    }
    spawns.recent = Set(spawned.filter { $0.value > now - min(margin, now) }.keys)
    if kinds.contains(.spawned) { news.unseen += spawns.unseen(counted: counted.spawned) }
    if kinds.contains(.ended) { news.unseen += ends.unseen(counted: counted.ended) }
    if kinds.contains(.slow) { lookForSlowRuns(&news) }
    since = now
    news.events.sort { $0.ago > $1.ago }
    return news
  }

  /// Notes in `found` when each new task was first seen.
  private mutating func lookForSpawns(
    _ world: UnsafeMutablePointer<World>, _ from: UInt64, _ found: inout [UInt64: UInt64],
    _ news: inout EventNews
  ) {
    var keys: [TaskKey] = []
    registry.withInspection {
      world.pointee.table.forEachRecord { record, index, id in
        let spawned = record.pointee.spawned.load(ordering: .relaxed)
        guard spawned > from else { return }
        keys.append(TaskKey(id: id, order: spawned, index: UInt32(truncatingIfNeeded: index)))
      }
    }
    var heap = TaskHeap(keys.filter { !spawns.recent.contains($0.id) })
    for key in keys where spawns.recent.contains(key.id) { found[key.id] = key.order }
    let taken = heap.take(Self.mostDescribed)
    let times = Dictionary(taken.map { ($0.id, $0.order) }) { first, _ in first }
    var inspector: Inspector? = Inspector(world)
    // A task that ends meanwhile is left out here, and found among the ends.
    for task in registry.describe(taken, with: &inspector) {
      guard let time = times[task.id.rawValue] else { continue }
      found[task.id.rawValue] = time
      spawns.known += 1
      let spawn = TaskEvent.Spawn(
        id: task.id, name: task.name, kind: task.kind, parent: task.parent, creator: task.creator,
        spawnedAt: task.spawnedAt)
      news.events.append(TaskEvent(ago: Self.ago(time), what: .spawned(spawn)))
    }
    // The rest is too much to be told of.
    for key in heap.take(.max) {
      found[key.id] = key.order
      spawns.known += 1
      news.unseen += 1
    }
  }

  /// Answers when each task that is found ended; those that also began since then are new here.
  private mutating func lookForEnds(
    _ world: UnsafeMutablePointer<World>, _ from: UInt64, _ spawned: inout [UInt64: UInt64],
    _ news: inout EventNews
  ) -> [UInt64: UInt64] {
    var found: [UInt64: UInt64] = [:]
    var reader = FinishedReader(world, places: registry.places)
    var described = 0
    world.pointee.forEachEnd(after: from) { record in
      guard found.updateValue(record.ended, forKey: record.id) == nil else { return }
      let isNewEnd = kinds.contains(.ended) && !ends.recent.contains(record.id)
      let isNewSpawn =
        kinds.contains(.spawned) && record.spawned > from && spawned[record.id] == nil
        && !spawns.recent.contains(record.id)
      if kinds.contains(.spawned), record.spawned > from { spawned[record.id] = record.spawned }
      guard isNewEnd || isNewSpawn else { return }
      if isNewEnd { ends.known += 1 }
      if isNewSpawn { spawns.known += 1 }
      guard described < Self.mostDescribed else {
        news.unseen += (isNewEnd ? 1 : 0) + (isNewSpawn ? 1 : 0)
        return
      }
      described += 1
      let task = reader.describe(record)
      if isNewSpawn {
        let spawn = TaskEvent.Spawn(
          id: task.id, name: task.name, kind: task.kind, parent: task.parent, creator: task.creator,
          spawnedAt: task.spawnedAt)
        news.events.append(TaskEvent(ago: Self.ago(record.spawned), what: .spawned(spawn)))
      }
      if isNewEnd { news.events.append(TaskEvent(ago: Self.ago(record.ended), what: .ended(task))) }
    }
    return found
  }

  private mutating func lookForSlowRuns(_ news: inout EventNews) {
    let (runs, missed) = registry.slowRunWatch.news(since: &slowRuns)
    let threshold = registry.slowRunWatch.threshold
    for run in runs {
      // One that goes on became slow when it had lasted so long.
      let after = run.isGoingOn ? threshold : run.durationNanoseconds
      news.events.append(
        TaskEvent(ago: run.ageNanoseconds - min(after, run.ageNanoseconds), what: .slow(run)))
    }
    news.unseen += missed
  }

  private static func ago(_ time: UInt64) -> UInt64 {
    TickClock.scale.nanoseconds(from: time, to: ctr_ticks())
  }
}
