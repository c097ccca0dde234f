// How what a check found reads: a sentence, a line for each task, the commands that show more. It knows values only.
import TaskRegistry

/// Sentences of checks.
extension TextBuffer {
  private static let placeLimit = 60
  private static let nameLimit = 32

  /// What is wrong, in one sentence.
  mutating func append(message finding: CheckFinding) {
    let count = finding.count
    switch finding.kind {
    case .poolSaturated(let priority, let ready, let waiting):
      append(count, "thread of the pool is", "threads of the pool are")
      append(" held; what is ready at priority ")
      append(UInt64(priority))
      append(" has waited for ")
      append(nanoseconds: waiting)
      if ready > 0 {
        append(", with ")
        append(ready, "task", "tasks")
        append(" ready for long")
      }
    case .taskStarved(let threshold, let lasting):
      append(count, "task has", "tasks have")
      append(" been ready for more than ")
      append(nanoseconds: threshold)
      append(" without running; it has been so for ")
      append(nanoseconds: lasting)
    case .neverSuspended(let threshold):
      append(count, "task has", "tasks have")
      append(" been on a thread for more than ")
      append(nanoseconds: threshold)
      append(" without suspending")
    case .cancelIgnored(let threshold):
      append(count, "task goes", "tasks go")
      append(" on more than ")
      append(nanoseconds: threshold)
      append(" after cancellation")
    case .leak(let growth):
      append(growth.live)
      append(" tasks of one spawn site are live, ")
      append(growth.grownBy)
      append(" more than ")
      append(nanoseconds: growth.spanNanoseconds)
      append(" ago; ")
      append(growth.spawned)
      append(" were spawned meanwhile and ")
      append(growth.ended)
      append(" ended, at ")
      append(placeOrDash: growth.spawnedAt)
    case .stuck(let spawnedAt, let ended, let lifetime):
      append(count, "task waits", "tasks wait")
      append(" for a continuation far longer than its kind: the ")
      append(ended)
      append(" that ended lived less than ")
      append(nanoseconds: lifetime)
      append(" each, spawned at ")
      append(placeOrDash: spawnedAt)
    case .deadlock(let heldUp):
      append(count, "task waits for itself", "tasks wait for each other in a circle")
      append(" and can never end")
      if heldUp > 0 {
        append("; ")
        append(heldUp, "more task cannot", "more tasks cannot")
        append(" end because of it")
      }
    }
  }

  /// A task of a finding, with how long and where.
  mutating func append(subject: CheckFinding.Subject, in finding: CheckFinding) {
    let task = subject.task
    append(task: task.id, name: task.name, limit: Self.nameLimit)
    switch subject.waitsFor {
    case .value(let other):
      append(" waits for the value of task ")
      append(other.rawValue)
    case .child(let other):
      append(" ends after its child, task ")
      append(other.rawValue)
    case nil:
      append(": ")
      append(stateOf: task, tellsCancelled: false)
      if let nanoseconds = subject.nanoseconds {
        append(finding.verb)
        append(nanoseconds: nanoseconds)
      }
      if let thread = subject.threadID {
        append(" on thread ")
        append(UInt64(clamping: thread))
      }
    }
    append(", at ")
    append(placeOf: task, limit: Self.placeLimit)
  }

  /// When to ask a check again, and why.
  mutating func append(pending: CheckPending, of check: CheckName) {
    append("ask again")
    if let nanoseconds = pending.nanoseconds {
      append(" in ")
      append(nanoseconds: nanoseconds)
    } else {
      append(" later")
    }
    append(": ")
    append(safe: check.rawValue)
    append(" (")
    append(reasonOf: pending)
    append(")")
  }

  /// Why a check cannot answer yet.
  mutating func append(reasonOf pending: CheckPending) {
    switch pending.reason {
    case .off(let reason): append(safe: reason)
    case .looks(let taken, let needed):
      append(taken)
      append(" of ")
      append(needed)
      append(" looks taken")
    case .mayPass: append("what was seen may pass")
    case .tooMany(let looked, let all):
      append(looked)
      append(" of ")
      append(all)
      append(" waits for tasks looked at")
    }
  }

  private mutating func append(_ count: Int, _ one: StaticString, _ many: StaticString) {
    append(count)
    append(" ")
    append(count == 1 ? one : many)
  }

  private mutating func append(placeOrDash place: CodeLocation?) {
    if let place { append(place: place, limit: Self.placeLimit) } else { append("-") }
  }
}

extension CheckFinding {
  /// Where its tasks were spawned, if that is what they have in common.
  var spawnedAt: CodeLocation? {
    switch kind {
    case .leak(let growth): growth.spawnedAt
    case .stuck(let spawnedAt, _, _): spawnedAt
    default: nil
    }
  }

  /// What the time of one of its tasks means.
  var verb: StaticString {
    switch kind {
    case .poolSaturated, .neverSuspended: " for "
    case .taskStarved: " for "
    case .cancelIgnored: ", cancelled for "
    case .leak, .stuck, .deadlock: ", alive for "
    }
  }

  /// What to type to see more.
  var commands: [String] {
    let first = subjects.first.map { "where \($0.task.id)" }
    return switch kind {
    case .poolSaturated: ["threads"] + [first].compactMap(\.self)
    case .neverSuspended: [first, "threads"].compactMap(\.self)
    case .taskStarved: ["ps --state ready --sort lag", "threads"]
    case .cancelIgnored: [first, subjects.first.map { "tree \($0.task.id)" }].compactMap(\.self)
    case .leak: ["ps \(atSite)--sort age", first].compactMap(\.self)
    case .stuck: [first, "waits"].compactMap(\.self)
    case .deadlock: [first, "waits"].compactMap(\.self)
    }
  }

  /// The spawn site is not what `ps --at` looks at where a task waits: so the await point of the first.
  private var atSite: String {
    guard let place = subjects.first?.task.waitingAt ?? spawnedAt, place.line != nil else { return "" }
    let text = place.description
    return text.contains("'") ? "" : "--at '\(text)' "
  }
}
