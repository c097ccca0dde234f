// What one task does and where, as raw values: tasks that are alike have the same, and none of them needs a symbol.

/// What a task does and where it stands.
struct Standing: Hashable {
  /// A place before anybody has looked up what function and line it is.
  enum Place: Hashable {
    /// The address where the program's own code goes on.
    case awaitPoint(UInt)
    /// The number of a spawn stack: for a task that has no await point.
    case spawnSite(UInt32)
  }

  var state: TaskState?
  var waitKind: WaitKind?
  var waitingOn: String?
  /// Whether this stands for tasks that wait for different ones; `waitingOn` is nil then.
  var isVarious = false
  var place: Place

  @inline(__always)
  init(of task: borrowing InspectedTask, at hint: Places.Hint) {
    state = task.copy.header?.state
    place = .spawnSite(task.copy.site)
    guard state != nil, state != .running, task.isStackTrue else { return }
    waitKind = task.wait.kind == .continuation && hint.isSleep ? .sleep : task.wait.kind
    waitingOn = task.wait.on
    // Before its first run a task stands at its entry, which says less than where it was spawned.
    if state == .suspended || task.copy.runs > 0, hint.frame != nil { place = .awaitPoint(hint.address) }
  }

  init(state: TaskState?, waitKind: WaitKind?, waitingOn: String?, place: Place) {
    self.state = state
    self.waitKind = waitKind
    self.waitingOn = waitingOn
    self.place = place
  }

  /// The place says most, and is one word; the rest is left to comparing.
  func hash(into hasher: inout Hasher) {
    switch place {
    case .awaitPoint(let address): hasher.combine(address)
    case .spawnSite(let site): hasher.combine(site)
    }
    hasher.combine(waitingOn)
  }

  /// This for tasks that wait for different ones.
  var forVarious: Standing {
    var standing = self
    standing.waitingOn = nil
    standing.isVarious = true
    return standing
  }
}
