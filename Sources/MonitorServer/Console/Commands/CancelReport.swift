// The words of `cancel`: what was asked, what ended, what goes on. It knows no time and no thread.
import TaskRegistry

/// Lines about cancellations, as text or as JSON.
struct CancelReport {
  /// How they are written.
  enum Form {
    case text
    case json
  }

  /// So many ids are named in the line that says what was asked.
  private static let mostNamed = 10

  /// All tasks of the same command line: some need not be told twice.
  var expected: Set<TaskID> = []
  private let form: Form
  private var text = TextBuffer()
  private var json = JSONLines()
  private var requested: [TaskID] = []
  private var wereCancelled: [TaskID] = []

  init(form: Form) { self.form = form }

  /// What the registry answered.
  mutating func answered(_ id: TaskID, _ result: CancelResult) {
    switch result {
    case .requested: requested.append(id)
    case .alreadyCancelled: wereCancelled.append(id)
    case .needsParent(let parent): needsParent(id, parent, result)
    case .notFound:
      tell(id, result) { text in
        text.append("error: no live task has id ")
        text.append(id.rawValue)
        text.append(": it has ended or never was; ps lists the live ones")
      }
    case .unreachable:
      tell(id, result) { text in
        text.append("error: task ")
        text.append(id.rawValue)
        text.append(" is known only through its children and cannot be reached safely: cancel its children")
      }
    }
  }

  /// Says once what was asked, when all answers are there or are not waited for any longer.
  mutating func asked() {
    defer {
      requested = []
      wereCancelled = []
    }
    guard form == .text else { return }
    if !requested.isEmpty {
      text.append("cancellation asked for: ")
      append(requested)
    }
    if !wereCancelled.isEmpty {
      text.append("already cancelled: ")
      append(wereCancelled)
    }
  }

  /// A task that was asked has ended.
  mutating func ended(_ id: TaskID, _ result: CancelResult, _ ending: Registry.Ending) {
    var outcome: TaskOutcome?
    var after: UInt64?
    if case .ended(let how, let nanoseconds) = ending { (outcome, after) = (how, nanoseconds) }
    tell(id, result, outcome, after, isLive: false) { text in
      text.append("task ")
      text.append(id.rawValue)
      guard let outcome, let after else {
        text.append(" has ended; how and when is no longer known")
        return
      }
      text.append(" ended after ")
      text.append(nanoseconds: after)
      text.append(" (")
      text.append(safe: outcome.rawValue)
      text.append(")")
    }
  }

  /// A task that was asked lives on.
  mutating func goesOn(_ id: TaskID, _ result: CancelResult, _ task: TaskInfo) {
    tell(id, result, isLive: true) { text in
      text.append(task: id, name: task.name)
      text.append(" goes on in spite of it: ")
      text.append(stateOf: task, tellsCancelled: false)
      if let place = task.waitingAt {
        text.append(" at ")
        text.append(place: place)
      } else if let place = task.spawnedAt {
        text.append(", spawned at ")
        text.append(place: place)
      }
    }
  }

  /// The request has not come back.
  mutating func handlersRunning(_ id: TaskID) {
    tell(id, result: "handlers-running") { text in
      text.append("cancellation handlers of task ")
      text.append(id.rawValue)
      text.append(" are still running")
    }
  }

  /// The request never went out.
  mutating func notAsked(_ id: TaskID) {
    tell(id, result: "not-asked") { text in
      text.append("error: task ")
      text.append(id.rawValue)
      text.append(" was not asked: cancellation handlers hold the threads kept for them; try it again")
    }
  }

  /// Moves what was told to where the reader takes it.
  mutating func flush(into output: inout [UInt8]) {
    output.append(contentsOf: text.bytes)
    output.append(contentsOf: json.bytes)
    text.removeAll()
    json.removeAll()
  }

  private mutating func needsParent(_ id: TaskID, _ parent: TaskID?, _ result: CancelResult) {
    let isAsked = parent.map(expected.contains) ?? false
    tell(id, result) { text in
      // With its parent among those asked, nothing is wrong.
      if !isAsked { text.append("error: ") }
      text.append("task ")
      text.append(id.rawValue)
      text.append(": an async let child is cancelled through its parent")
      guard let parent else { return }
      text.append(isAsked ? ", task " : ": cancel ")
      text.append(parent.rawValue)
    }
  }

  private mutating func append(_ ids: [TaskID]) {
    text.append(ids.count == 1 ? "task" : "tasks")
    for id in ids.prefix(Self.mostNamed) {
      text.append(" ")
      text.append(id.rawValue)
    }
    if ids.count > Self.mostNamed {
      text.append(" and ")
      text.append(ids.count - Self.mostNamed)
      text.append(" more")
    }
    text.endLine()
  }

  private mutating func tell(
    _ id: TaskID, _ result: CancelResult, _ outcome: TaskOutcome? = nil, _ after: UInt64? = nil,
    isLive: Bool? = nil, _ write: (inout TextBuffer) -> Void
  ) {
    tell(id, result: Self.word(for: result), outcome, after, isLive: isLive, write)
  }

  private mutating func tell(
    _ id: TaskID, result: String, _ outcome: TaskOutcome? = nil, _ after: UInt64? = nil, isLive: Bool? = nil,
    _ write: (inout TextBuffer) -> Void
  ) {
    switch form {
    case .text:
      write(&text)
      text.endLine()
    case .json:
      json.row { json in
        json.field("id", id.rawValue)
        json.field("result", result)
        json.field("live", isLive)
        json.field("outcome", outcome?.rawValue)
        json.field("ended_after_ns", after)
      }
    }
  }

  private static func word(for result: CancelResult) -> String {
    switch result {
    case .requested: "requested"
    case .alreadyCancelled: "already-cancelled"
    case .needsParent: "needs-parent"
    case .notFound: "not-found"
    case .unreachable: "unreachable"
    }
  }
}
