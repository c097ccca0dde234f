// From what was read of tasks to the values people get: names, states, times in nanoseconds, places.

import CTaskRuntime
import Synchronization

/// What the threads that were met at an enqueue or a run are running at a moment.
struct RunningTasks {
  struct Run {
    /// The task whose run on the pool was seen to begin; 0 if there is none.
    var task: UInt64
    /// When what the thread does began; nil where that was not seen, as on the main thread.
    var began: UInt64?
    var threadID: Int32
    /// The task that runs inside a job that is none (an actor's turn), or on a thread that is none of the pool's.
    var currentTask: UInt64?
  }

  let runs: [Run]

  init(_ world: UnsafeMutablePointer<World>) {
    var runs: [Run] = []
    world.pointee.forEachThread { thread in
      guard thread.pointee.isInUse.load(ordering: .acquiring) else { return }
      let run = thread.pointee.run.read()
      let pointer = thread.pointee.threadPointer.load(ordering: .relaxed)
      let currentTask = run == nil || run?.task == 0 ? CurrentTask.id(threadPointer: pointer) : nil
      guard run != nil || currentTask != nil else { return }
      runs.append(
        Run(
          task: run?.task ?? 0, began: run?.began,
          threadID: thread.pointee.threadID.load(ordering: .relaxed), currentTask: currentTask))
    }
    self.runs = runs
  }

  /// When the task's current run began.
  func began(_ task: UInt64) -> UInt64? { runs.first { $0.task == task }.flatMap(\.began) }
}

struct Describer {
  private let world: UnsafeMutablePointer<World>
  private let places: Places
  private let scale: TickScale
  private let now: UInt64
  private let running: RunningTasks

  init(_ world: UnsafeMutablePointer<World>, places: Places) {
    self.world = world
    self.places = places
    scale = TickClock.scale
    running = RunningTasks(world)
    now = ctr_ticks()
  }

  func describe(_ inspection: Inspection) -> [TaskInfo] {
    let hints = places.hints(inspection.tasks.map(\.frames), in: inspection.frames)
    var infos: [TaskInfo] = []
    infos.reserveCapacity(hints.count)
    var sites = RecentSites(world, places)
    // By index: a task in place need not be copied with all it refers to.
    for index in hints.indices { infos.append(describe(inspection.tasks[index], hints[index], &sites)) }
    return infos
  }

  private func describe(_ task: InspectedTask, _ hint: Places.Hint, _ sites: inout RecentSites) -> TaskInfo {
    let copy = task.copy
    var info = TaskInfo(id: TaskID(rawValue: copy.id), kind: kind(copy.facts))
    info.name = copy.name
    info.parent = copy.parent == 0 ? nil : TaskID(rawValue: copy.parent)
    info.creator = copy.creator == 0 ? nil : TaskID(rawValue: copy.creator)
    info.spawnedAt = sites.place(copy.site)
    info.runs = copy.runs
    info.ageNanoseconds = scale.nanoseconds(from: copy.spawned, to: now)
    info.busyNanoseconds = scale.nanoseconds(copy.busy)
    info.longestRunNanoseconds = scale.nanoseconds(copy.longest)
    if copy.ready & TaskRecord.delayBit != 0 {
      info.lagNanoseconds = scale.nanoseconds(copy.ready & ~TaskRecord.delayBit)
    } else if copy.ready != 0 {
      info.lagNanoseconds = scale.nanoseconds(from: copy.ready, to: now)
    }
    guard let header = copy.header else { return info }
    let standing = Standing(of: task, at: hint)
    info.state = standing.state
    info.isCancelled = header.isCancelled
    info.priority = header.priority
    if info.state == .running {
      if let began = running.began(copy.id) {
        let current = scale.nanoseconds(from: began, to: now)
        info.busyNanoseconds += current
        info.longestRunNanoseconds = max(info.longestRunNanoseconds, current)
      }
      return info
    }
    info.waitKind = standing.waitKind
    info.waitingOn = standing.waitingOn
    if case .awaitPoint = standing.place { info.waitingAt = hint.location }
    return info
  }

  private func kind(_ facts: RecordFlags) -> TaskKind {
    if facts.contains(.groupChild) { return .groupChild }
    if facts.contains(.asyncLet) { return .asyncLet }
    return facts.contains(.tracked) && !facts.contains(.patched) ? .tracked : .task
  }
}

/// The spawn sites of the latest tasks, so that not every one takes the lock of those that are known.
struct RecentSites {
  private let world: UnsafeMutablePointer<World>
  private let places: Places
  private var recent = [(site: UInt32, place: CodeLocation?)](repeating: (0, nil), count: count)

  /// A power of two, and more than the sites that most programs' tasks come from.
  private static let count = 16

  init(_ world: UnsafeMutablePointer<World>, _ places: Places) {
    self.world = world
    self.places = places
  }

  mutating func place(_ site: UInt32) -> CodeLocation? {
    let slot = Int(site) & (Self.count - 1)
    if recent[slot].site != site {
      recent[slot] = (site, places.spawnSite(site) { [world] in world.pointee.sites.stack(of: site) })
    }
    return recent[slot].place
  }
}
