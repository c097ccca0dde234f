// Which tasks a listing is about, read from its options in one place; it knows no listing and no layout.
import TaskRegistry

/// What a task must be like to be listed; without any wish every task is.
struct TaskFilter: Sendable {
  /// The state it is in.
  var state: TaskState?
  /// A form of its name.
  var name: Glob?
  /// A form of its await point or, where it has none, its spawn site.
  var place: Glob?
  /// Its least age, in nanoseconds.
  var leastAge: UInt64?
  /// The task it is a structured child of.
  var parent: TaskID?
  /// Whether it must have been asked to stop.
  var isCancelled = false

  /// The options it is read from; a command has those of them that it declares.
  static let options: [CommandOption] = [.state, .taskName, .place, .older, .parent, .cancelled]

  /// Every task.
  init() {}

  /// What the options of a line say.
  init(_ arguments: Arguments) throws(CommandError) {
    state = arguments.values[CommandOption.state.name].flatMap(TaskState.init)
    name = arguments.glob(CommandOption.taskName.name)
    place = arguments.glob(CommandOption.place.name)
    leastAge = try arguments.nanoseconds(CommandOption.older.name)
    parent = try arguments.id(CommandOption.parent.name)
    isCancelled = arguments.has(CommandOption.cancelled.name)
  }

  /// Whether every task is listed.
  var isEmpty: Bool { state == nil && place == nil && !choosesByFacts }

  /// Whether what is known of a task without a look at its stack can leave it out.
  var choosesByFacts: Bool { name != nil || leastAge != nil || parent != nil || isCancelled }

  /// Whether a live task is to be listed.
  func admits(_ task: TaskInfo) -> Bool {
    if let state, task.state != state { return false }
    guard
      admits(
        TaskFacts(
          name: task.name, ageNanoseconds: task.ageNanoseconds, parent: task.parent,
          isCancelled: task.isCancelled))
    else { return false }
    return place?.matches(placeOf: task.waitingAt ?? task.spawnedAt) ?? true
  }

  /// The same by its facts alone, which say nothing of state and place.
  func admits(_ task: TaskFacts) -> Bool {
    if let leastAge, task.ageNanoseconds < leastAge { return false }
    if let parent, task.parent != parent { return false }
    if isCancelled, task.isCancelled != true { return false }
    guard let name else { return true }
    return task.name.map(name.matches) ?? false
  }

  /// The same of a finished task: by its lifetime and its spawn site; its state is none.
  func admits(_ task: FinishedTask) -> Bool {
    let facts = TaskFacts(
      name: task.name, ageNanoseconds: task.lifetimeNanoseconds, parent: task.parent,
      isCancelled: task.isCancelled)
    return admits(facts) && place?.matches(placeOf: task.spawnedAt) ?? true
  }
}
