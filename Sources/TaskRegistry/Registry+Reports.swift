// Statistics and lag: sums over threads, less what had been counted at the last reset.

import CTaskRuntime
import Synchronization

/// What had been counted when somebody last said "from now on".
struct Baselines: Sendable {
  var counts = Statistics.Counts()
  var at: UInt64 = 0
  var peakLive: UInt64 = 0
  var sites: [UInt64] = []
  var lag = Histogram()
}

extension Registry {
  /// Counts since the start and since the last reset, by spawn site, and the monitor's own cost.
  ///
  /// - Parameter reset: whether the next span begins now; the values returned are of the span before.
  /// - Complexity: one pass over all live tasks, some 50 ns each.
  public func statistics(reset: Bool = false) -> Statistics {
    var statistics = Statistics()
    statistics.features = features()
    guard let world = World.current else { return statistics }
    let scale = TickClock.scale
    let now = ctr_ticks()
    let began = Observation.shared.began
    let (states, liveBySite) = withInspection { liveCounts(world) }
    statistics.running = UInt64(states.running)
    statistics.ready = UInt64(states.ready)
    statistics.suspended = UInt64(states.suspended)
    statistics.live = UInt64(states.total)
    let total = counts(world, scale)
    statistics.sinceStart = total
    statistics.sinceStart.elapsedNanoseconds = began == 0 ? 0 : scale.nanoseconds(from: began, to: now)
    statistics.overhead = overhead(world, scale)
    let spawnedBySite = siteCounts(world)
    baselines.withLock { baselines in
      statistics.sinceReset = total.since(baselines.counts)
      statistics.sinceReset.elapsedNanoseconds =
        baselines.at == 0
        ? statistics.sinceStart.elapsedNanoseconds : scale.nanoseconds(from: baselines.at, to: now)
      statistics.peakLive = max(baselines.peakLive, statistics.live)
      statistics.sites = sites(world, liveBySite, spawnedBySite, baselines.sites)
      guard reset else { return }
      baselines.counts = total
      baselines.at = now
      baselines.peakLive = statistics.live
      baselines.sites = spawnedBySite
      world.pointee.forEachThread { $0.pointee.longestLockWait.store(0, ordering: .relaxed) }
    }
    return statistics
  }

  /// Live tasks by state, and by spawn site.
  private func liveCounts(_ world: UnsafeMutablePointer<World>) -> (StateCounts, [UInt64]) {
    var states = StateCounts()
    var sites = [UInt64](repeating: 0, count: SpawnSites.capacity)
    let site = { (record: RecordPointer, _: UInt64) in Int(record.pointee.site.load(ordering: .relaxed)) }
    TaskScan.forEachTask(world, reading: site) { _, state, site in
      states.count(state)
      sites[site % SpawnSites.capacity] += 1
    }
    return (states, sites)
  }

  private func counts(_ world: UnsafeMutablePointer<World>, _ scale: TickScale) -> Statistics.Counts {
    var counts = Statistics.Counts()
    counts.returned = world.pointee.sum { $0.returned.value }
    counts.threw = world.pointee.sum { $0.threw.value }
    counts.cancelled = world.pointee.sum { $0.cancelled.value }
    counts.spawned = world.pointee.sum { $0.spawned.value }
    counts.runs = world.pointee.sum { $0.runs.value }
    counts.busyNanoseconds = scale.nanoseconds(world.pointee.sum { $0.busy.value })
    return counts
  }

  /// Spawns so far, by site.
  func siteCounts(_ world: UnsafeMutablePointer<World>) -> [UInt64] {
    var counts = [UInt64](repeating: 0, count: world.pointee.sites.count)
    world.pointee.forEachThread { thread in
      for site in counts.indices {
        counts[site] += UInt64(thread.pointee.sites[site].load(ordering: .relaxed))
      }
    }
    return counts
  }

  private func sites(
    _ world: UnsafeMutablePointer<World>, _ live: [UInt64], _ spawned: [UInt64], _ baseline: [UInt64]
  ) -> [Statistics.Site] {
    // Several stacks may lead to one place: people count places.
    var places: [CodeLocation?: Statistics.Site] = [:]
    for site in spawned.indices {
      let before = site < baseline.count ? baseline[site] : 0
      let count = spawned[site] - min(before, spawned[site])
      guard count > 0 || live[site] > 0 else { continue }
      let number = UInt32(truncatingIfNeeded: site)
      let place = self.places.spawnSite(number) { world.pointee.sites.stack(of: number) }
      places[place, default: Statistics.Site(location: place, spawned: 0, live: 0)].spawned += count
      places[place]?.live += live[site]
    }
    return places.values.sorted { ($0.live, $0.spawned) > ($1.live, $1.spawned) }
  }

  private func overhead(_ world: UnsafeMutablePointer<World>, _ scale: TickScale) -> Statistics.Overhead {
    var overhead = Statistics.Overhead()
    overhead.memoryBytes = UInt64(world.pointee.residentBytes)
    overhead.recordBytes = UInt64(TaskRecord.stride)
    let enqueues = world.pointee.sum { $0.enqueueSamples.value }
    let runs = world.pointee.sum { $0.runSamples.value }
    if enqueues > 0, runs > 0 {
      overhead.costPerRunNanoseconds = scale.nanoseconds(
        world.pointee.sum { $0.enqueueCost.value } / enqueues + world.pointee.sum { $0.runCost.value } / runs)
    }
    overhead.lockWaits = world.pointee.sum { $0.lockWaits.value }
    var longest: UInt64 = 0
    world.pointee.forEachThread {
      longest = max(longest, $0.pointee.longestLockWait.load(ordering: .relaxed))
    }
    overhead.longestLockWaitNanoseconds = scale.nanoseconds(longest)
    overhead.unrecordedTasks = world.pointee.sum { $0.unrecorded.value }
    overhead.unpatchedTasks = world.pointee.sum { $0.unpatched.value }
    overhead.unrecordedSites =
      world.pointee.sites.count < SpawnSites.capacity ? 0 : siteCounts(world).first ?? 0
    overhead.hookLost = Observation.shared.lost
    return overhead
  }

  private func features() -> [Statistics.Feature] {
    let report = SelfCheck.report
    let space = World.current == nil ? "no address space for the monitor's tables" : nil
    let idle = Observation.shared.isOn ? nil : "observation is stopped"
    let hook =
      ctr_hook_read() == ctr_hook_foreign
      ? "somebody has set a hook over the monitor's; tasks are seen only if it passes them on" : nil
    let observation = report.inspectionOff ?? space ?? idle ?? hook
    return [
      .init(name: "observation", isOn: observation == nil, reason: observation),
      .init(name: "inspection", isOn: report.inspectionOff == nil, reason: report.inspectionOff),
      .init(name: "stacks", isOn: report.stacksOff == nil, reason: report.stacksOff),
      .init(name: "actors", isOn: report.actorsOff == nil, reason: report.actorsOff),
      .init(name: "locals", isOn: report.localsOff == nil, reason: report.localsOff),
      .init(name: "outcomes", isOn: report.outcomesOff == nil, reason: report.outcomesOff),
    ]
  }

  /// Delays from ready to running, and the probes, for each executor.
  ///
  /// - Parameter reset: whether the distributions begin anew now; the values returned are those before.
  /// - Complexity: some 100 µs.
  public func loopLag(reset: Bool = false) -> LagReport {
    let scale = TickClock.scale
    let keeper = Housekeeper.shared
    let pool = keeper.isRunning ? keeper.pool.report(reset: reset, scale: scale) : nil
    let main = keeper.isRunning ? keeper.mainActor.report(reset: reset, scale: scale) : nil
    guard let world = World.current else { return LagReport(executors: [], holders: []) }
    var total = Histogram()
    world.pointee.forEachThread { total.add($0.pointee.lag) }
    let runs = baselines.withLock { baselines in
      let since = total.since(baselines.lag)
      if reset {
        baselines.lag = total
        world.pointee.forEachThread { $0.pointee.lag.resetMax() }
      }
      return since
    }
    var poolReport = LagReport.Executor(
      name: "pool", runs: runs.distribution { scale.nanoseconds($0) }, probe: pool)
    poolReport.history = lagHistory.withLock { $0.values }
    return LagReport(
      executors: [poolReport, .init(name: "main-actor", runs: nil, probe: main)],
      holders: holders(world, scale)
    )
  }

  private func holders(_ world: UnsafeMutablePointer<World>, _ scale: TickScale) -> [LagReport.Holder] {
    world.pointee.glimpseRunning()
    let now = ctr_ticks()
    let inspector = Inspector(world)
    return RunningTasks(world).runs.map { run in
      let id = run.task != 0 ? run.task : run.currentTask ?? 0
      let key = id == 0 ? nil : key(of: TaskID(rawValue: id))
      let copy = key.flatMap { key in withInspection { inspector.copy(key) } }
      return LagReport.Holder(
        task: id == 0 ? nil : TaskID(rawValue: id),
        name: copy?.name,
        threadID: run.threadID,
        runningNanoseconds: run.began.map { scale.nanoseconds(from: $0, to: now) },
        spawnedAt: copy.flatMap { copy in
          places.spawnSite(copy.site) { world.pointee.sites.stack(of: copy.site) }
        }
      )
    }
    .sorted { ($0.runningNanoseconds ?? 0) > ($1.runningNanoseconds ?? 0) }
  }
}

extension Statistics.Counts {
  /// What was counted since the baseline was taken, without the time.
  func since(_ baseline: Statistics.Counts) -> Statistics.Counts {
    var counts = self
    counts.spawned -= min(baseline.spawned, spawned)
    counts.returned -= min(baseline.returned, returned)
    counts.threw -= min(baseline.threw, threw)
    counts.cancelled -= min(baseline.cancelled, cancelled)
    counts.runs -= min(baseline.runs, runs)
    counts.busyNanoseconds -= min(baseline.busyNanoseconds, busyNanoseconds)
    return counts
  }
}
