// All live tasks by what they do and where: counted by raw values, and only the groups are given names.

import CTaskRuntime

extension Registry {
  /// All live tasks by await point, wait kind, and whom they wait for.
  ///
  /// Ten thousand tasks that wait for one semaphore are one group. At most some 4,000 groups are kept; what comes beyond
  /// is counted in ``WaitReport/others``.
  ///
  /// - Complexity: some 1 µs a live task, on the caller's thread; a fixed amount of memory. It stops nobody.
  public func waits() -> WaitReport {
    var survey = WaitSurvey(of: self)
    while survey.advance() {}
    return survey.report()
  }
}

/// A look at all live tasks, some at a time.
package struct WaitSurvey {
  private let registry: Registry
  private let isWanted: ((TaskFacts) -> Bool)?
  private var walk: TaskWalk?
  private var inspector: Inspector?
  private var tally = WaitTally()

  /// Tasks read under one taking of the registry's lock: what is copied of them stays in the processor's cache.
  private static let pieceSize = 256
  /// Lines of single tasks that wait for different ones at one place, before they are put together: people look for
  /// what many wait for.
  private static let mostSingles = 3

  /// Begins.
  ///
  /// - Parameter isWanted: which tasks count; all where it is nil.
  package init(of registry: Registry, where isWanted: ((TaskFacts) -> Bool)? = nil) {
    self.registry = registry
    self.isWanted = isWanted
    guard let world = World.current else { return }
    world.pointee.glimpseRunning()
    walk = TaskWalk(world)
    inspector = Inspector(world)
  }

  /// Looks at some more tasks; false if there are none left.
  ///
  /// May symbolicate addresses seen for the first time, which takes milliseconds.
  package mutating func advance() -> Bool {
    let inspection = registry.withInspection { () -> Inspection? in
      guard let keys = walk?.take(Self.pieceSize), !keys.isEmpty else { return nil }
      return inspector?.inspect(keys[...])
    }
    guard let inspection else { return false }
    let hints = registry.places.hints(inspection.tasks.map(\.frames), in: inspection.frames)
    let (scale, now) = (TickClock.scale, ctr_ticks())
    let tasks = inspection.tasks.span
    for index in tasks.indices {
      if let isWanted, !isWanted(TaskFacts(tasks[index].copy, scale, now: now)) { continue }
      _ = tally.count(
        Standing(of: tasks[index], at: hints[index]), task: tasks[index].copy.id,
        spawned: tasks[index].copy.spawned)
    }
    return true
  }

  /// What was found so far.
  package func report() -> WaitReport {
    let scale = TickClock.scale
    let now = ctr_ticks()
    var groups: [WaitGroup] = []
    for group in tally.groups where group.count > 0 {
      var named = registry.name(group.standing)
      named.count = group.count
      named.oldest = TaskID(rawValue: group.oldest)
      named.oldestAgeNanoseconds = scale.nanoseconds(from: group.spawned, to: now)
      groups.append(named)
    }
    let others = tally.groups[0].count > 0 ? groups.removeFirst() : nil
    return WaitReport(groups: WaitGroup.merged(groups, mostSingles: Self.mostSingles), others: others)
  }
}

extension Registry {
  /// A group of no task yet, with the places of a standing looked up.
  func name(_ standing: Standing?) -> WaitGroup {
    var group = WaitGroup(
      count: 0, state: standing?.state, oldest: TaskID(rawValue: 0), oldestAgeNanoseconds: 0)
    guard let standing, let world = World.current else { return group }
    group.waitKind = standing.waitKind
    group.waitingOn = standing.waitingOn
    group.waitsForVarious = standing.isVarious
    switch standing.place {
    case .awaitPoint(let address): group.waitingAt = places.awaitPoint(address)
    case .spawnSite(let site):
      group.spawnedAt = places.spawnSite(site) { world.pointee.sites.stack(of: site) }
    }
    return group
  }
}

extension TaskFacts {
  fileprivate init(_ copy: borrowing RecordCopy, _ scale: TickScale, now: UInt64) {
    self.init(
      name: copy.name, ageNanoseconds: scale.nanoseconds(from: copy.spawned, to: now),
      parent: copy.parent == 0 ? nil : TaskID(rawValue: copy.parent), isCancelled: copy.header?.isCancelled)
  }
}
