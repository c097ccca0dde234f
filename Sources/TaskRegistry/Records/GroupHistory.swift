// Which child of a group failed first, as far as the ends that are kept tell for certain. Pure.

struct GroupHistory {
  private let history: FinishedHistory

  init(_ history: FinishedHistory) { self.history = history }

  enum Failure {
    case notInGroup
    case unknown
    case none
    case itself
    case sibling(FinishedRecord)
  }

  /// The first failure in a task's group while the task lived.
  ///
  /// A group is known by its parent and its address, and a parent's next group may have the address of the one before.
  /// But while the task lived its group did: what ended meanwhile at that address ended in the same group.
  func failure(around task: FinishedRecord) -> Failure {
    guard task.group != 0 else { return .notInGroup }
    guard task.spawned >= history.failuresKnownSince else { return .unknown }
    let failures = history.records.filter {
      $0.facts.outcome == .threw && $0.group == task.group && $0.parent == task.parent
        && $0.ended >= task.spawned && ($0.ended, $0.id) <= (task.ended, task.id)
    }
    guard let first = failures.min(by: { ($0.ended, $0.id) < ($1.ended, $1.id) }) else { return .none }
    return first.id == task.id ? .itself : .sibling(first)
  }
}
