// One pass over all records that counts what checks need, and keeps the few tasks that may be worth naming. As TaskScan,
// it holds no lock for longer than one task's look; its memory does not grow with the number of tasks.

import CTaskRuntime
import Synchronization

struct Census {
  /// What is looked for; times are `ctr_ticks`.
  struct Wanted {
    /// Tasks first seen before this are older, for each age of ``SiteLifetimes``; and so at the look before.
    var olderThan: [UInt64]
    var previouslyOlderThan: [UInt64]
    /// By spawn site: a task first seen before this is aged; 0 where there is nothing to compare with.
    var agedBefore: [UInt64]
    /// A task that has been ready since before this is starved.
    var readyBefore: UInt64
    /// Whether to note who waits for whom.
    var waits: Bool
  }

  struct Noted {
    var id: UInt64
    var index: UInt32
    var site: UInt32
    var runs: UInt64
    /// Ready since; or when the console asked for cancellation, or 0.
    var since: UInt64

    var key: TaskKey { TaskKey(id: id, order: id, index: index) }
  }

  /// Tasks kept of one kind.
  static let limit = Sightings.capacity

  private(set) var live: [UInt32]
  private(set) var lifetimes: SiteLifetimes.Counts
  private(set) var starvedCount = 0
  /// The longest of them first.
  private(set) var starved: [Noted] = []
  private(set) var cancelled: [Noted] = []
  private(set) var aged: [Noted] = []
  private(set) var waits: [WaitScan.Wait] = []
  /// Waits beyond those.
  private(set) var droppedWaits = 0

  private let wanted: Wanted
  private let world: UnsafeMutablePointer<World>

  /// Inside `withInspection`.
  init(_ world: UnsafeMutablePointer<World>, _ wanted: Wanted) {
    self.world = world
    self.wanted = wanted
    let sites = world.pointee.sites.count
    live = Array(repeating: 0, count: sites)
    lifetimes = SiteLifetimes.Counts(sites: sites)
    var waitScan = wanted.waits ? WaitScan(world) : nil
    let inspector = Inspector(world)
    if SelfCheck.isTrusted {
      world.pointee.table.forEachRecord { record, index, id in look(record, index, id, inspector, &waitScan) }
    }
    waitScan?.finish()
    waits = waitScan?.waits ?? []
    droppedWaits = waitScan?.dropped ?? 0
    starved.sort { $0.since < $1.since }
  }

  @inline(__always)
  private mutating func look(
    _ record: RecordPointer, _ index: Int, _ id: UInt64, _ inspector: Inspector, _ waitScan: inout WaitScan?
  ) {
    var noted = Noted(id: id, index: UInt32(truncatingIfNeeded: index), site: 0, runs: 0, since: 0)
    var header: TaskHeader?
    var ready: UInt64 = 0
    var spawned: UInt64 = 0
    let isThere: Void? = world.pointee.table.withRecord(record, of: id) { record in
      noted.site = record.pointee.site.load(ordering: .relaxed)
      noted.runs = record.pointee.runs.load(ordering: .relaxed)
      noted.since = record.pointee.cancelRequested.load(ordering: .relaxed)
      ready = record.pointee.ready.load(ordering: .relaxed)
      spawned = record.pointee.spawned.load(ordering: .relaxed)
      if !record.pointee.facts.isDisjoint(with: [.patched, .tracked]),
        let task = UnsafeRawPointer(bitPattern: record.pointee.task.load(ordering: .relaxed))
      {
        // SAFETY: a patched or tracked task cannot end inside `withRecord`.
        header = TaskHeader(of: task)
      }
    }
    guard isThere != nil, let header = header ?? inspector.copy(noted.key)?.header, let state = header.state
    else { return }
    count(noted.site, spawned: spawned)
    if header.isCancelled, cancelled.count < Self.limit { cancelled.append(noted) }
    switch state {
    case .running: break
    case .ready:
      if ready & TaskRecord.delayBit == 0, ready != 0, ready < wanted.readyBefore {
        noted.since = ready
        noteStarved(noted)
      }
    case .suspended:
      if Int(noted.site) < wanted.agedBefore.count, spawned < wanted.agedBefore[Int(noted.site)],
        aged.count < Self.limit
      {
        aged.append(noted)
      }
      waitScan?.add(noted.key, header, runs: noted.runs)
    }
  }

  @inline(__always)
  private mutating func count(_ number: UInt32, spawned: UInt64) {
    let site = Int(number)
    guard site < live.count else { return }
    live[site] += 1
    for age in wanted.olderThan.indices {
      // Whoever is not older than the least age is older than none.
      guard spawned < wanted.olderThan[age] else { break }
      lifetimes.older[age][site] += 1
      if spawned < wanted.previouslyOlderThan[age] { lifetimes.stillOlder[age][site] += 1 }
    }
  }

  private mutating func noteStarved(_ noted: Noted) {
    starvedCount += 1
    if starved.count < Checks.subjectLimit { return starved.append(noted) }
    if let latest = starved.indices.max(by: { starved[$0].since < starved[$1].since }),
      noted.since < starved[latest].since
    {
      starved[latest] = noted
    }
  }

  /// The oldest tasks of some spawn sites.
  ///
  /// Inside `withInspection`.
  static func oldest(
    _ world: UnsafeMutablePointer<World>, of sites: Set<UInt32>, most: Int
  ) -> [TaskKey] {
    var oldest: [TaskKey] = []
    world.pointee.table.forEachRecord { record, index, id in
      guard sites.contains(record.pointee.site.load(ordering: .relaxed)) else { return }
      let key = TaskKey(id: id, order: id, index: UInt32(truncatingIfNeeded: index))
      if oldest.count < most {
        oldest.append(key)
      } else if let youngest = oldest.indices.max(by: { oldest[$0].id < oldest[$1].id }),
        id < oldest[youngest].id
      {
        oldest[youngest] = key
      }
    }
    return oldest.sorted { $0.id < $1.id }
  }
}
