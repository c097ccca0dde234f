// How an event reads, as a line and as an object; it knows values only.
import TaskRegistry

extension TextBuffer {
  private static let eventPlaceLimit = 48

  /// `22:59:01.123  spawned  task 12 "walker" by task 3 at Walker.swift:30 walk()`, the time in UTC.
  ///
  /// - Parameter width: columns there are; all that are needed without.
  mutating func line(_ event: TaskEvent, at unixNanoseconds: UInt64, width: Int = .max) {
    let start = count
    append(timeOfDay: unixNanoseconds)
    append("  ")
    switch event.what {
    case .spawned(let spawn): append(spawn)
    case .ended(let task): append(ended: task)
    case .slow(let run): append(slow: run)
    }
    cut(from: start, to: width)
    endLine()
  }

  /// `… skipped 1234 events in 1.00 s, and 12 that came and went unseen`.
  mutating func line(skipped: UInt64, unseen: UInt64, in nanoseconds: UInt64) {
    append("… skipped ")
    append(skipped)
    append(" events in ")
    append(nanoseconds: nanoseconds)
    if unseen > 0 {
      append(", and ")
      append(unseen)
      append(" that came and went unseen")
    }
    endLine()
  }

  private mutating func append(_ spawn: TaskEvent.Spawn) {
    append("spawned  ")
    append(task: spawn.id, name: spawn.name)
    if let creator = spawn.creator ?? spawn.parent {
      append(" by task ")
      append(creator.rawValue)
    }
    guard let place = spawn.spawnedAt else { return }
    append(" at ")
    append(place: place, limit: Self.eventPlaceLimit)
  }

  private mutating func append(ended task: FinishedTask) {
    append("ended    ")
    append(task: task.id, name: task.name)
    append(": ")
    append(outcome: task.outcome)
    if let error = task.error {
      append(" ")
      append(safe: error)
    }
    append(" after ")
    append(nanoseconds: task.lifetimeNanoseconds)
  }

  private mutating func append(slow run: SlowRun) {
    append(.warning) { $0.append("slow") }
    append("     ")
    if let task = run.task {
      append(task: task, name: run.name)
    } else {
      append("-")
    }
    append(run.isGoingOn ? ": on its thread for " : ": was on its thread for ")
    append(nanoseconds: run.durationNanoseconds)
    if let call = run.blockedIn {
      append(", blocked in ")
      append(safe: call)
    }
    append(", at ")
    append(placeOf: run.frames, spawnedAt: run.spawnedAt, limit: Self.eventPlaceLimit)
  }

  /// `22:59:01.123`, in UTC.
  private mutating func append(timeOfDay unixNanoseconds: UInt64) {
    let milliseconds = unixNanoseconds / 1_000_000 % 86_400_000
    append(milliseconds / 3_600_000, digits: 2)
    append(":")
    append(milliseconds / 60_000 % 60, digits: 2)
    append(":")
    append(milliseconds / 1_000 % 60, digits: 2)
    append(".")
    append(milliseconds % 1_000, digits: 3)
  }
}

extension JSONLines {
  /// The members of an event.
  mutating func fields(of event: TaskEvent, at unixNanoseconds: UInt64) {
    field("event", event.kind.rawValue)
    field("time_ns", unixNanoseconds)
    switch event.what {
    case .spawned(let spawn):
      field("id", spawn.id.rawValue)
      field("name", spawn.name)
      field("kind", spawn.kind.rawValue)
      field("parent", spawn.parent?.rawValue)
      field("creator", spawn.creator?.rawValue)
      field("spawned_at", place: spawn.spawnedAt)
    case .ended(let task):
      field("id", task.id.rawValue)
      field("name", task.name)
      field("outcome", task.outcome.rawValue)
      field("error", task.error)
      field("lifetime_ns", task.lifetimeNanoseconds)
      field("busy_ns", task.busyNanoseconds)
      field("runs", task.runs)
      field("spawned_at", place: task.spawnedAt)
    case .slow(let run):
      field("id", run.task?.rawValue)
      field("name", run.name)
      field("thread", UInt64(clamping: run.threadID))
      field("duration_ns", run.durationNanoseconds)
      field("running", .some(run.isGoingOn))
      field("blocked_in", run.blockedIn)
      field("at", place: run.frames.first?.location)
      field("spawned_at", place: run.spawnedAt)
    }
  }
}
