// Everything `threads` tells: which threads run tasks, what each runs now, and where it stands.

import CTaskRuntime
import Synchronization

struct ThreadReader {
  private let world: UnsafeMutablePointer<World>
  private let registry: Registry
  private let stacks: ThreadStackReader

  /// Attempts at a thread that begins another run while it is looked at.
  private static let attempts = 3

  init(_ world: UnsafeMutablePointer<World>, of registry: Registry) {
    self.world = world
    self.registry = registry
    stacks = ThreadStackReader(symbols: registry.places.symbols)
  }

  /// The threads that run tasks, or have run some: those that have run longest first, then idle ones by id.
  func threads(interrupting: Bool) -> [ThreadInfo] {
    var threads: [ThreadInfo] = []
    world.pointee.forEachThread { state in
      if let info = thread(state, interrupting: interrupting) { threads.append(info) }
    }
    return threads.sorted {
      let (left, right) = ($0.runningNanoseconds ?? 0, $1.runningNanoseconds ?? 0)
      if left != right { return left > right }
      if ($0.task == nil) != ($1.task == nil) { return $0.task != nil }
      return $0.id < $1.id
    }
  }

  /// One of them; nil if no thread of that id has run tasks.
  func thread(_ id: Int32, interrupting: Bool) -> ThreadInfo? {
    var found: ThreadInfo?
    world.pointee.forEachThread { state in
      guard found == nil, state.pointee.threadID.load(ordering: .relaxed) == id else { return }
      found = thread(state, interrupting: interrupting)
    }
    return found
  }

  /// The thread that runs a task; nil if none does.
  func thread(running task: UInt64, interrupting: Bool) -> ThreadInfo? {
    guard let run = RunningTasks(world).runs.first(where: { $0.task == task || $0.currentTask == task }),
      let info = thread(run.threadID, interrupting: interrupting), info.task?.rawValue == task
    else { return nil }
    return info
  }

  private func thread(_ state: UnsafeMutablePointer<ThreadState>, interrupting: Bool) -> ThreadInfo? {
    for _ in 0..<Self.attempts {
      guard state.pointee.isInUse.load(ordering: .acquiring) else { return nil }
      let run = run(of: state)
      // The monitor's own threads have a state as well, and run no task.
      let runsTasks =
        run != nil || state.pointee.isExecutors.load(ordering: .relaxed)
        || state.pointee.runs.value > state.pointee.runsBefore.load(ordering: .relaxed)
      guard runsTasks else { return nil }
      let id = state.pointee.threadID.load(ordering: .relaxed)
      guard let reading = stacks.read(id, interrupting: interrupting) else { return nil }
      // What was read belongs to this run only if it is still the same one.
      let actor = CurrentExecutor.actor(threadPointer: state.pointee.threadPointer.load(ordering: .relaxed))
      let info = info(id, run, inside: actor, reading)
      guard self.run(of: state) == run else { continue }
      return info
    }
    return nil
  }

  /// What a thread runs: since when, where that was seen, and which task; 0 where it is none.
  private struct Run: Equatable {
    var began: UInt64?
    var task: UInt64
  }

  private func run(of state: UnsafeMutablePointer<ThreadState>) -> Run? {
    let run = state.pointee.run.read()
    if let run, run.task != 0 { return Run(began: run.began, task: run.task) }
    let pointer = state.pointee.threadPointer.load(ordering: .relaxed)
    let current = CurrentTask.id(threadPointer: pointer)
    return run == nil && current == nil ? nil : Run(began: run?.began, task: current ?? 0)
  }

  private func info(_ id: Int32, _ run: Run?, inside actor: UInt?, _ reading: ThreadReading) -> ThreadInfo {
    var info = ThreadInfo(id: id)
    info.name = ThreadFiles(id).name
    info.systemCall = reading.systemCall.map(SystemCallName.name)
    info.runningNanoseconds = run?.began.map { TickClock.scale.nanoseconds(from: $0, to: ctr_ticks()) }
    if let task = run?.task, task != 0 {
      info.task = TaskID(rawValue: task)
      (info.taskName, info.spawnedAt) = registry.nameAndSite(of: task)
    }
    if run != nil { info.actor = actor.flatMap { ObjectType.name(ofObjectAt: $0) } }
    let hint = registry.places.threadHint(reading.calls.map(\.address), reading.resumePoints)
    info.frames = hint.frames
    info.framesMissing =
      reading.missing ?? (hint.frames.isEmpty ? "no frame of the program's own code" : nil)
    switch reading.isOnCPU {
    case true: info.activity = .onCPU
    // A thread without a task that waits with nothing of the program's on its stack waits for work.
    case false:
      info.activity = run == nil && hint.frames.isEmpty && reading.missing == nil ? .idle : .blocked
      info.blockedIn = info.activity == .blocked ? hint.callee : nil
    case nil: break
    }
    return info
  }
}

extension Registry {
  /// The name of a live task and where it was spawned, as far as they are known.
  func nameAndSite(of task: UInt64) -> (name: String?, site: CodeLocation?) {
    guard let world = World.current, let key = key(of: TaskID(rawValue: task)),
      let copy = withInspection({ Inspector(world).copy(key) })
    else { return (nil, nil) }
    return (copy.name, places.spawnSite(copy.site) { world.pointee.sites.stack(of: copy.site) })
  }
}
