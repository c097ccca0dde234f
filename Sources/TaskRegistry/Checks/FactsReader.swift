// Gathers what checks are told: counts from one pass over all records, and the few tasks worth naming, described.

import CTaskRuntime

struct FactsReader {
  private let world: UnsafeMutablePointer<World>
  private let registry: Registry
  private let scale = TickClock.scale
  /// The same moment in both clocks.
  private let now = ctr_nanoseconds()
  private let ticks = ctr_ticks()

  /// Sites looked at for growth, the most grown first.
  private static let siteLimit = 16

  init(_ world: UnsafeMutablePointer<World>, _ registry: Registry) {
    self.world = world
    self.registry = registry
  }

  /// A look at all tasks, and what is remembered after it.
  ///
  /// - Parameters:
  ///   - isRegular: whether it counts for growth and lifetimes.
  ///   - waits: whether to note who waits for whom, which takes most of the time.
  func look(_ memory: Guarded<CheckMemory>, isRegular: Bool, waits: Bool) -> (Census, CheckMemory) {
    let before = memory.withLock { $0 }
    let spawned = registry.siteCounts(world)
    let census = registry.withInspection { Census(world, wanted(before, waits: waits)) }
    let after = memory.withLock { memory in
      memory.note(
        cancelled: census.cancelled.map(\.id),
        aged: census.aged.map { .init(task: $0.id, mark: $0.runs) },
        isStarved: census.starvedCount > 0, at: now)
      if isRegular {
        memory.note(live: census.live, spawned: spawned, lifetimes: census.lifetimes, at: now)
      }
      return memory
    }
    return (census, after)
  }

  private func wanted(_ memory: CheckMemory, waits: Bool) -> Census.Wanted {
    let sinceLook = now - min(memory.lookedAt, now)
    return Census.Wanted(
      olderThan: SiteLifetimes.ages.map(before),
      previouslyOlderThan: SiteLifetimes.ages.map {
        memory.lifetimes.looks == 0 ? 0 : before(sinceLook + $0)
      },
      agedBefore: (0..<world.pointee.sites.count).map { memory.watchedAge(of: $0).map(before) ?? 0 },
      readyBefore: before(TaskStarvedCheck.threshold), waits: waits)
  }

  /// The tick that was so many nanoseconds ago.
  private func before(_ nanoseconds: UInt64) -> UInt64 {
    let distance = UInt64(Double(nanoseconds) / scale.nanosecondsPerTick)
    return ticks - min(distance, ticks)
  }

  func facts(_ census: Census, _ memory: CheckMemory, nextLook: UInt64) -> Facts {
    var facts = Facts()
    facts.processors = Self.processors
    facts.probeWaiting = Housekeeper.shared.pool.report(reset: false, scale: scale).outstandingNanoseconds
    let next = nextLook > now ? nextLook - now : CheckMemory.interval
    facts.runs = runs()
    facts.ready = ready(census, memory)
    facts.growth = growth(memory, next)
    facts.aged = aged(census, memory, next)
    fillCancelled(&facts, census, memory)
    fillWaits(&facts, census)
    return facts
  }

  /// As many as the threads of the pool for one priority.
  private static var processors: Int { max(1, Int(ctr_processor_count())) }

  private func runs() -> [Facts.Run] {
    let seen = RunningTasks(world).runs.filter { $0.task != 0 && $0.began != nil }
    // Before anything is described: that may take a second, the first time, in which a run has long ended.
    let readAt = ctr_ticks()
    let keys = seen.map { registry.key(of: TaskID(rawValue: $0.task)) }
    let tasks = described(keys.compactMap { $0 })
    return seen.compactMap { run in
      guard let task = tasks[run.task]?.0, let began = run.began else { return nil }
      return Facts.Run(
        task: task, threadID: run.threadID, nanoseconds: scale.nanoseconds(from: began, to: readAt))
    }
  }

  private func ready(_ census: Census, _ memory: CheckMemory) -> Facts.Ready {
    var ready = Facts.Ready()
    ready.count = census.starvedCount
    let tasks = described(census.starved.map(\.key))
    ready.longest = census.starved.compactMap { tasks[$0.id]?.0 }.filter {
      $0.state == .ready && $0.lagNanoseconds ?? 0 >= TaskStarvedCheck.threshold
    }
    // Whoever runs by now was about to: only where none of those looked at does, they are starved.
    guard !ready.longest.isEmpty else { return Facts.Ready() }
    ready.lasting = memory.starvedSince.map { now - min($0, now) }
    return ready
  }

  private func growth(_ memory: CheckMemory, _ next: UInt64) -> Facts.Growth {
    var growth = Facts.Growth()
    growth.taken = memory.growth.looks.count
    growth.next = next
    // Several stacks may lead to one place: people look at places.
    var sites: [CodeLocation?: [Int]] = [:]
    for site in memory.growth.grown(most: Self.siteLimit) { sites[place(of: site), default: []].append(site) }
    growth.sites = sites.map { place, numbers in
      Facts.Growth.Site(location: place, looks: memory.growth.history(of: numbers))
    }
    guard growth.taken == SiteGrowth.limit else { return growth }
    for index in growth.sites.indices where LeakCheck.hasGrown(growth.sites[index].looks) {
      let numbers = Set((sites[growth.sites[index].location] ?? []).map { UInt32(truncatingIfNeeded: $0) })
      let keys = registry.withInspection {
        Census.oldest(world, of: numbers, most: Checks.subjectLimit)
      }
      let tasks = described(keys)
      growth.sites[index].oldest = keys.compactMap { tasks[$0.id]?.0 }
    }
    return growth
  }

  private func place(of site: Int) -> CodeLocation? {
    let number = UInt32(truncatingIfNeeded: site)
    return registry.places.spawnSite(number) { world.pointee.sites.stack(of: number) }
  }

  private func aged(_ census: Census, _ memory: CheckMemory, _ next: UInt64) -> Facts.Aged {
    var aged = Facts.Aged()
    aged.taken = memory.lifetimes.looks
    aged.next = next
    let tasks = described(census.aged.map(\.key))
    aged.tasks = census.aged.compactMap { noted in
      let site = Int(noted.site)
      guard let (task, isStream) = tasks[noted.id], let since = memory.resting.since(noted.id),
        // It has run since it was noted, and so does not rest.
        task.runs == noted.runs, let lifetime = memory.lifetimes.bound(of: site)
      else { return nil }
      return Facts.Aged.Task(
        task: task, isIdleStream: isStream, resting: now - min(since, now), ended: memory.ended(of: site),
        lifetime: lifetime)
    }
    return aged
  }

  private func fillCancelled(_ facts: inout Facts, _ census: Census, _ memory: CheckMemory) {
    facts.cancelled.marks = census.cancelled.map { noted in
      let seen = memory.cancelled.since(noted.id).map { now - min($0, now) } ?? 0
      let asked = noted.since == 0 ? 0 : scale.nanoseconds(from: noted.since, to: ticks)
      return Facts.Cancelled.Mark(task: noted.id, known: max(seen, asked))
    }
    let late = zip(census.cancelled, facts.cancelled.marks).filter {
      $0.1.known >= CancelIgnoredCheck.threshold
    }
    for (id, (task, _)) in described(late.map(\.0.key)) { facts.tasks[id] = task }
    // Whoever has ended meanwhile did not ignore it.
    facts.cancelled.marks.removeAll { mark in
      mark.known >= CancelIgnoredCheck.threshold && facts.tasks[mark.task]?.isCancelled != true
    }
  }

  private func fillWaits(_ facts: inout Facts, _ census: Census) {
    facts.droppedWaits = census.droppedWaits
    let first = graph(census.waits)
    let doomed = first.doomed
    guard !doomed.isEmpty else { return }
    // Said only of what is still so when it is read once more.
    let suspects = census.waits.filter { doomed.contains($0.key.id) }
    let confirmed = registry.withInspection { WaitScan.confirmed(suspects, world) }
    facts.waits = graph(confirmed)
    let named = facts.waits.circles().prefix(Checks.findingLimit).flatMap {
      $0.members.prefix(Checks.subjectLimit).map(\.task)
    }
    for (id, (task, _)) in described(named.compactMap { registry.key(of: TaskID(rawValue: $0)) }) {
      facts.tasks[id] = task
    }
  }

  /// Parents in a chain that are followed.
  private static let depthLimit = 256

  private func graph(_ waits: [WaitScan.Wait]) -> WaitGraph {
    var graph = WaitGraph(waits: waits.map { .init(task: $0.key.id, awaited: $0.awaited) })
    for wait in waits {
      var child = wait.key.id
      for _ in 0..<Self.depthLimit where graph.parents[child] == nil {
        guard let parent = parent(of: child) else { break }
        graph.parents[child] = parent
        child = parent
      }
    }
    return graph
  }

  private func parent(of id: UInt64) -> UInt64? {
    guard let record = world.pointee.table.findExactly(id) else { return nil }
    let parent = world.pointee.table.withRecord(record, of: id) {
      $0.pointee.parent.load(ordering: .relaxed)
    }
    return parent == 0 ? nil : parent
  }

  /// Tasks as people are shown them, and whether each waits for the next element of a stream.
  private func described(_ keys: [TaskKey]) -> [UInt64: (TaskInfo, Bool)] {
    let inspection = registry.withInspection {
      var inspector = Inspector(world)
      return inspector.inspect(keys[...])
    }
    let infos = Describer(world, places: registry.places).describe(inspection)
    var described: [UInt64: (TaskInfo, Bool)] = [:]
    for (task, info) in zip(inspection.tasks, infos) {
      let isStream =
        info.waitKind == .continuation && registry.places.isStreamWait(inspection.frames[task.frames])
      described[info.id.rawValue] = (info, isStream)
    }
    return described
  }
}
