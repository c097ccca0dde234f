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
  /// So many that go on at one place are told of one by one; the others are counted.
  private static let mostToldAtAPlace = 10

  /// What tasks that go on have in common.
  private struct Standing: Hashable {
    var state: TaskState?
    var waitKind: WaitKind?
    var waitingAt: CodeLocation?
    var spawnedAt: CodeLocation?

    init(_ task: TaskInfo) {
      state = task.state
      waitKind = task.waitKind
      waitingAt = task.waitingAt
      spawnedAt = task.waitingAt == nil ? task.spawnedAt : nil
    }
  }

  /// All tasks of the same command line: some need not be told twice.
  var expected: Set<TaskID> = []
  private let form: Form
  private var text: TextBuffer
  private var json = JSONLines()
  private var requested: [TaskID] = []
  private var wereCancelled: [TaskID] = []
  /// How many go on at each place, in the order in which the places were met.
  private var goingOn: [(standing: Standing, count: Int)] = []
  private var places: [Standing: Int] = [:]

  init(form: Form, audience: Audience) {
    self.form = form
    text = TextBuffer(for: audience)
  }

  /// What the registry answered.
  mutating func answered(_ id: TaskID, _ result: CancelResult) {
    switch result {
    case .requested: requested.append(id)
    case .alreadyCancelled: wereCancelled.append(id)
    case .needsParent(let parent): needsParent(id, parent, result)
    case .notFound:
      tell(id, result) { text in
        text.appendError()
        text.append("no live task has id ")
        text.append(id.rawValue)
        text.append(": it has ended or never was; ps lists the live ones")
      }
    case .unreachable:
      tell(id, result) { text in
        text.appendError()
        text.append("task ")
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
      text.append(outcome: outcome)
      text.append(")")
    }
  }

  /// A task that was asked lives on.
  mutating func goesOn(_ id: TaskID, _ result: CancelResult, _ task: TaskInfo) {
    let standing = Standing(task)
    if form == .text, count(standing) > Self.mostToldAtAPlace { return }
    tell(id, result, isLive: true) { text in
      text.append(task: id, name: task.name)
      text.append(" ")
      text.append(.warning) { $0.append("goes on in spite of it") }
      text.append(": ")
      text.append(stateOf: task, tellsCancelled: false)
      Self.append(placeOf: standing, to: &text)
    }
  }

  /// Counts one more, and tells how many there are.
  private mutating func count(_ standing: Standing) -> Int {
    let index = places[standing] ?? goingOn.count
    if index == goingOn.count {
      places[standing] = index
      goingOn.append((standing, 0))
    }
    goingOn[index].count += 1
    return goingOn[index].count
  }

  /// Says at the end how many more go on than were told of.
  mutating func finish() {
    for (standing, count) in goingOn where count > Self.mostToldAtAPlace {
      text.append(count - Self.mostToldAtAPlace)
      text.append(" more ")
      text.append(.warning) { $0.append(count == Self.mostToldAtAPlace + 1 ? "goes on" : "go on") }
      text.append(" in spite of it")
      text.append(": ")
      text.append(state: standing.state, waitKind: standing.waitKind)
      Self.append(placeOf: standing, to: &text)
      text.endLine()
    }
    goingOn = []
    places = [:]
  }

  private static func append(placeOf standing: Standing, to text: inout TextBuffer) {
    if let place = standing.waitingAt {
      text.append(" at ")
      text.append(place: place)
    } else if let place = standing.spawnedAt {
      text.append(", spawned at ")
      text.append(place: place)
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
      text.appendError()
      text.append("task ")
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
      if !isAsked { text.appendError() }
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
