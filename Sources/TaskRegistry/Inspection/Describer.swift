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
    // By index: a task in place need not be copied with all it refers to.
    for index in hints.indices { infos.append(describe(inspection.tasks[index], hints[index])) }
    return infos
  }

  private func describe(_ task: InspectedTask, _ hint: Places.Hint) -> TaskInfo {
    let copy = task.copy
    var info = TaskInfo(id: TaskID(rawValue: copy.id), kind: kind(copy.facts))
    info.name = copy.name
    info.parent = copy.parent == 0 ? nil : TaskID(rawValue: copy.parent)
    info.creator = copy.creator == 0 ? nil : TaskID(rawValue: copy.creator)
    info.spawnedAt = places.spawnSite(copy.site) { world.pointee.sites.stack(of: copy.site) }
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
    info.state = header.state
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
    guard task.isStackTrue else { return info }
    info.waitKind = task.wait.kind == .continuation && hint.isSleep ? .sleep : task.wait.kind
    info.waitingOn = task.wait.on
    // Before its first run a task stands at its entry, which says less than where it was spawned.
    if info.state == .suspended || info.runs > 0 { info.waitingAt = hint.location }
    return info
  }

  private func kind(_ facts: RecordFlags) -> TaskKind {
    if facts.contains(.groupChild) { return .groupChild }
    if facts.contains(.asyncLet) { return .asyncLet }
    return facts.contains(.tracked) && !facts.contains(.patched) ? .tracked : .task
  }
}
