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

  /// - Parameter readsCurrentTasks: whether `currentTask` is wanted, which takes a system call a thread.
  init(_ world: UnsafeMutablePointer<World>, readsCurrentTasks: Bool = true) {
    var runs: [Run] = []
    world.pointee.forEachThread { thread in
      guard thread.pointee.isInUse.load(ordering: .acquiring) else { return }
      let run = thread.pointee.run.read()
      let pointer = thread.pointee.threadPointer.load(ordering: .relaxed)
      let isUnknown = readsCurrentTasks && (run == nil || run?.task == 0)
      let currentTask = isUnknown ? CurrentTask.id(threadPointer: pointer) : nil
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
    running = RunningTasks(world, readsCurrentTasks: false)
    now = ctr_ticks()
  }

  func describe(_ inspection: Inspection) -> [TaskInfo] {
    let hints = places.hints(inspection.tasks.map(\.frames), in: inspection.frames)
    var infos: [TaskInfo] = []
    infos.reserveCapacity(hints.count)
    var sites = RecentSites(world, places)
    // A span lends its elements, where an array would copy each with all it refers to.
    let tasks = inspection.tasks.span
    for index in tasks.indices {
      var info = TaskInfo(id: TaskID(rawValue: tasks[index].copy.id), kind: kind(tasks[index].copy.facts))
      fill(&info, of: tasks[index], at: hints[index], &sites)
      infos.append(consume info)
    }
    return infos
  }

  @inline(__always)
  private func fill(
    _ info: inout TaskInfo, of task: borrowing InspectedTask, at hint: Places.Hint, _ sites: inout RecentSites
  ) {
    info.name = task.copy.name
    info.parent = task.copy.parent == 0 ? nil : TaskID(rawValue: task.copy.parent)
    info.creator = task.copy.creator == 0 ? nil : TaskID(rawValue: task.copy.creator)
    info.spawnedAt = sites.place(task.copy.site)
    info.runs = task.copy.runs
    info.ageNanoseconds = scale.nanoseconds(from: task.copy.spawned, to: now)
    info.busyNanoseconds = scale.nanoseconds(task.copy.busy)
    info.longestRunNanoseconds = scale.nanoseconds(task.copy.longest)
    if task.copy.ready & TaskRecord.delayBit != 0 {
      info.lagNanoseconds = scale.nanoseconds(task.copy.ready & ~TaskRecord.delayBit)
    } else if task.copy.ready != 0 {
      info.lagNanoseconds = scale.nanoseconds(from: task.copy.ready, to: now)
    }
    guard let header = task.copy.header else { return }
    let standing = Standing(of: task, at: hint)
    info.state = standing.state
    info.isCancelled = header.isCancelled
    info.priority = header.priority
    if info.state == .running {
      if let began = running.began(task.copy.id) {
        let current = scale.nanoseconds(from: began, to: now)
        info.busyNanoseconds += current
        info.longestRunNanoseconds = max(info.longestRunNanoseconds, current)
      }
      return
    }
    info.waitKind = standing.waitKind
    info.waitingOn = standing.waitingOn
    if case .awaitPoint = standing.place { info.waitingAt = hint.location }
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
