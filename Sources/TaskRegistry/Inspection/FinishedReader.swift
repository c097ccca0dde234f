// From the words kept of a finished task to the values people get: places, times in nanoseconds, the error in words.

import CTaskRuntime

struct FinishedReader {
  private let world: UnsafeMutablePointer<World>
  private let places: Places
  private let scale: TickScale
  private let now: UInt64
  private var errors: ErrorReader

  init(_ world: UnsafeMutablePointer<World>, places: Places) {
    self.world = world
    self.places = places
    scale = TickClock.scale
    now = ctr_ticks()
    errors = ErrorReader(isCode: places.isCode)
  }

  mutating func describe(_ record: FinishedRecord) -> FinishedTask {
    let facts = record.facts
    var task = FinishedTask(
      id: TaskID(rawValue: record.id), kind: Self.kind(facts.record), outcome: facts.outcome)
    task.name = record.name
    task.error = errors.text(of: record)
    task.endedNanosecondsAgo = scale.nanoseconds(from: record.ended, to: now)
    task.lifetimeNanoseconds = scale.nanoseconds(from: record.spawned, to: record.ended)
    if record.runs > 0 {
      task.busyNanoseconds = scale.nanoseconds(record.busy)
      task.runs = record.runs
    }
    task.isCancelled = facts.wasCancelled
    if record.canceller != 0 { task.cancelledBy = "console \(record.canceller)" }
    if record.cancelRequested != 0 {
      task.cancelRequestedNanosecondsBefore = scale.nanoseconds(
        from: record.cancelRequested, to: record.ended)
    }
    task.parent = record.parent == 0 ? nil : TaskID(rawValue: record.parent)
    task.creator = record.creator == 0 ? nil : TaskID(rawValue: record.creator)
    task.group = record.group == 0 ? nil : record.group
    task.spawnedAt = places.spawnSite(record.site) { world.pointee.sites.stack(of: record.site) }
    task.lastAt = places.hints([record.frames.indices], in: record.frames).first?.location
    return task
  }

  mutating func stack(of record: FinishedRecord) -> FinishedStack {
    let history = world.pointee.finishedHistory()
    let failure = GroupHistory(history).failure(around: record)
    let groupFailure: GroupFailure =
      switch failure {
      case .notInGroup: .notInGroup
      case .unknown: .unknown
      case .none: .none
      case .itself: .itself
      case .sibling(let sibling): .sibling(describe(sibling))
      }
    let frames = places.frames(record.frames, .resumePoint)
    return FinishedStack(
      task: describe(record),
      lastFrames: frames,
      lastFramesMissing: frames.isEmpty ? missing(record) : nil,
      spawnFrames: places.frames(world.pointee.sites.stack(of: record.site), .returnAddress),
      creators: CreatorChain(world: world, places: places).creators(
        from: record.creator, parent: record.parent),
      groupFailure: groupFailure
    )
  }

  private func missing(_ record: FinishedRecord) -> String {
    if !record.frames.isEmpty { return "no frame of the program's own code" }
    return record.runs == 1 ? "it ended in its first run" : "it ended in a run that was not seen"
  }

  private static func kind(_ facts: RecordFlags) -> TaskKind {
    if facts.contains(.groupChild) { return .groupChild }
    if facts.contains(.asyncLet) { return .asyncLet }
    return facts.contains(.tracked) && !facts.contains(.patched) ? .tracked : .task
  }
}
