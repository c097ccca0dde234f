// Looks at what threads run from time to time, so that a slow run has a name and a stack when it has ended. The end
// itself, and so the duration, is noted by the thread. Works on the housekeeper's thread and on readers'.

import CTaskRuntime
import Synchronization

final class SlowRunWatch: Sendable {
  /// One stay on a thread.
  fileprivate struct Key: Hashable {
    var thread: Int32
    var task: UInt64
    var began: UInt64
  }

  /// What is known of it, read while it went on.
  fileprivate struct Note {
    /// The task inside a job that is none.
    var task: UInt64
    var name: String?
    var site: CodeLocation?
    var blockedIn: String?
    var frames: [StackFrame] = []
    /// How often its stack was looked for.
    var looks = 0
    var isTold = false
  }

  private struct Ended {
    var key: Key
    var duration: UInt64
    var note: Note
  }

  private struct State {
    var threshold = SlowRunWatch.defaultThreshold
    var notes: [Key: Note] = [:]
    /// The latest that have ended, the oldest at `next` once there are as many as are kept.
    var ended: [Ended] = []
    var next = 0
    var overwritten: UInt64 = 0
    /// How many have ended, those included that were lost before anybody took them.
    var endedCount: UInt64 = 0
    /// Those nobody has been told about.
    var untold: [Ended] = []
    var tell: (@Sendable (SlowRun) -> Void)?
  }

  private let state = Guarded(State())

  /// Runs kept that have ended.
  static let capacity = 256
  /// A frame of a screen is 16 ms: what holds a thread for several is felt.
  static let defaultThreshold: UInt64 = 100_000_000
  /// Shorter ones are no news, and each costs its thread a lock.
  static let shortestThreshold: UInt64 = 1_000_000
  /// Looks at a run's stack while it is never found blocked: a computation has none to be found.
  private static let mostLooks = 20

  /// In nanoseconds.
  var threshold: UInt64 { state.withLock { $0.threshold } }

  func setThreshold(_ nanoseconds: UInt64) {
    state.withLock { $0.threshold = max(nanoseconds, Self.shortestThreshold) }
    if Observation.shared.began != 0 { apply() }
  }

  /// Whom to tell of each slow run, on the housekeeper's thread: when it is seen to go on, and when it has ended.
  func setTell(_ tell: (@Sendable (SlowRun) -> Void)?) { state.withLock { $0.tell = tell } }

  /// Gives every thread the threshold in ticks.
  func apply() {
    guard let world = World.current else { return }
    // Cut, as a threshold of years has more ticks than there are numbers.
    let ticks = UInt64(min(Double(threshold) / TickClock.scale.nanosecondsPerTick, 0x1p63))
    // First where new threads get it from, so that none keeps an older one.
    world.pointee.slowRuns.ticks.store(ticks, ordering: .sequentiallyConsistent)
    world.pointee.forEachThread { $0.pointee.slowAfter.store(ticks, ordering: .relaxed) }
  }

  /// Time between two looks, in nanoseconds: every slow run is met several times before it is one.
  var interval: UInt64 { min(max(threshold / 4, 5_000_000), 50_000_000) }

  /// Looks at what runs now, takes in what has ended, and tells of both.
  func look() {
    guard let world = World.current else { return }
    let scale = TickClock.scale
    let (threshold, known) = state.withLock { ($0.threshold, $0.notes) }
    var notes: [Key: Note] = [:]
    for (key, inner) in Self.running(world) {
      let age = scale.nanoseconds(from: key.began &+ inner, to: ctr_ticks())
      guard age >= threshold / 4 else { continue }
      var note = known[key] ?? Self.note(of: key, world)
      if age >= threshold { Self.readStack(of: key, into: &note, world) }
      notes[key] = note
    }
    var news: [SlowRun] = []
    let (tell, ended) = state.withLock { state in
      // What has ended since has its note among the old ones, or the new.
      state.notes.merge(notes) { $1 }
      Self.takeEnded(&state, world)
      for (key, note) in notes where !note.isTold && note.looks > 0 {
        notes[key]?.isTold = true
        if !state.untold.contains(where: { $0.key == key }) { news.append(Self.run(key, nil, note, scale)) }
      }
      state.notes = notes
      defer { state.untold = [] }
      return (state.tell, state.untold)
    }
    guard let tell else { return }
    for run in news + ended.map({ Self.run($0.key, $0.duration, $0.note, scale) }) { tell(run) }
  }

  /// How far somebody has followed what happens.
  struct Followed {
    fileprivate var ended: UInt64?
    /// The slow runs that have not ended, as they were told of.
    fileprivate var goingOn: [Key: Note] = [:]
  }

  /// The runs that have become slow, or have ended, since somebody asked before, and how many more have that are not kept;
  /// none at the first time.
  func news(since followed: inout Followed) -> (runs: [SlowRun], missed: UInt64) {
    guard let world = World.current else { return ([], 0) }
    let scale = TickClock.scale
    let running = Self.running(world)
    let (threshold, notes, fresh, count) = state.withLock { state in
      Self.takeEnded(&state, world)
      let new = state.endedCount - (followed.ended ?? state.endedCount)
      let kept = state.ended[state.next...] + state.ended[..<state.next]
      return (state.threshold, state.notes, Array(kept.suffix(Int(clamping: new))), state.endedCount)
    }
    let over = Set(fresh.map(\.key))
    let slow = running.filter { key, inner in
      scale.nanoseconds(from: key.began &+ inner, to: ctr_ticks()) >= threshold && !over.contains(key)
    }
    var goingOn: [Key: Note] = [:]
    for key in slow.keys { goingOn[key] = followed.goingOn[key] ?? notes[key] ?? Self.note(of: key, world) }
    let missed = count - (followed.ended ?? count) - UInt64(fresh.count)
    defer { followed = Followed(ended: count, goingOn: goingOn) }
    guard followed.ended != nil else { return ([], 0) }
    let runs =
      fresh.map { ended in
        var note = ended.note
        // The housekeeper has no note of one that has ended between two of its looks, but it was told of here.
        if let told = followed.goingOn[ended.key], note.name == nil {
          (note.task, note.name, note.site) = (told.task, told.name, told.site)
        }
        return Self.run(ended.key, ended.duration, note, scale)
      }
      + goingOn.filter { followed.goingOn[$0.key] == nil }.map { Self.run($0.key, nil, $0.value, scale) }
    return (runs, missed)
  }

  func report() -> SlowRunReport {
    guard let world = World.current else {
      return SlowRunReport(thresholdNanoseconds: threshold, runs: [], overwritten: 0)
    }
    let scale = TickClock.scale
    // Before what has ended is taken in: a run that ends in between is then in both, and not in neither.
    let running = Self.running(world)
    let (threshold, notes, ended, overwritten) = state.withLock { state in
      Self.takeEnded(&state, world)
      let newest = (state.ended[state.next...] + state.ended[..<state.next]).reversed()
      return (state.threshold, state.notes, Array(newest), state.overwritten)
    }
    let over = Set(ended.map(\.key))
    let goingOn = running.filter { key, inner in
      scale.nanoseconds(from: key.began &+ inner, to: ctr_ticks()) >= threshold && !over.contains(key)
    }
    let runs =
      goingOn.keys.sorted { $0.began < $1.began }.map {
        Self.run($0, nil, notes[$0] ?? Self.note(of: $0, world), scale)
      } + ended.map { Self.run($0.key, $0.duration, $0.note, scale) }
    return SlowRunReport(thresholdNanoseconds: threshold, runs: runs, overwritten: overwritten)
  }

  /// What threads run now, each with the ticks that were spent in other runs inside of it.
  private static func running(_ world: UnsafeMutablePointer<World>) -> [Key: UInt64] {
    var runs: [Key: UInt64] = [:]
    world.pointee.forEachThread { thread in
      guard thread.pointee.isInUse.load(ordering: .acquiring), let run = thread.pointee.run.read() else {
        return
      }
      var inner: UInt64 = 0
      if run.task == 0,
        let record = RecordPointer(bitPattern: thread.pointee.run.record.load(ordering: .acquiring))
      {
        // SAFETY: records are never unmapped; whether it is still this run's is seen afterwards.
        inner = record.pointee.busy.value
        guard thread.pointee.run.read().map({ $0 == run }) == true else { return }
      }
      let key = Key(
        thread: thread.pointee.threadID.load(ordering: .relaxed), task: run.task, began: run.began)
      runs[key] = inner
    }
    return runs
  }

  /// The name and origin of a run, unless it has ended meanwhile.
  private static func note(of key: Key, _ world: UnsafeMutablePointer<World>) -> Note {
    var note = Note(task: key.task)
    if note.task == 0 {
      note.task = RunningTasks(world).runs.first { $0.threadID == key.thread }?.currentTask ?? 0
    }
    if note.task != 0 { (note.name, note.site) = Registry.shared.nameAndSite(of: note.task) }
    return note
  }

  /// Never with a signal: only a blocked thread has a stack here.
  private static func readStack(of key: Key, into note: inout Note, _ world: UnsafeMutablePointer<World>) {
    guard note.frames.isEmpty, note.looks < mostLooks else { return }
    note.looks += 1
    guard let info = ThreadReader(world, of: .shared).thread(key.thread, interrupting: false),
      running(world)[key] != nil
    else { return }
    note.frames = info.frames
    note.blockedIn = info.blockedIn
  }

  /// Takes in what threads have noted.
  private static func takeEnded(_ state: inout State, _ world: UnsafeMutablePointer<World>) {
    while true {
      let (taken, lost) = world.pointee.slowRuns.take()
      state.overwritten += lost
      state.endedCount += lost
      guard let entry = taken else { return }
      let key = Key(thread: entry.thread, task: entry.task, began: entry.began)
      let ended = Ended(
        key: key, duration: entry.duration, note: state.notes[key] ?? Note(task: entry.task))
      state.endedCount += 1
      if state.untold.count < capacity { state.untold.append(ended) }
      if state.ended.count < capacity {
        state.ended.append(ended)
      } else {
        state.ended[state.next] = ended
        state.next = (state.next + 1) % capacity
        state.overwritten += 1
      }
    }
  }

  private static func run(_ key: Key, _ duration: UInt64?, _ note: Note, _ scale: TickScale) -> SlowRun {
    let age = scale.nanoseconds(from: key.began, to: ctr_ticks())
    return SlowRun(
      task: note.task == 0 ? nil : TaskID(rawValue: note.task), name: note.name, spawnedAt: note.site,
      threadID: key.thread, ageNanoseconds: age, durationNanoseconds: duration.map(scale.nanoseconds) ?? age,
      isGoingOn: duration == nil, blockedIn: note.blockedIn, frames: note.frames)
  }
}
