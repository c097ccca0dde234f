// Whether a task may be held up by other tasks: one that waits for no task's value and has no children is not, and who waits
// for it is in no circle.

import CTaskRuntime

enum HeldUp {
  /// The id of the task at an address, unless it is certain that no task holds it up; nil too if none stands there.
  ///
  /// What stands there is alive if who waits for it still does so afterwards.
  static func id(at address: UInt) -> UInt64? {
    let read = TaskHeader.withCopy(of: address) { (TaskLayout.id(of: $0), TaskHeader(of: $0)) }
    guard let (id, header) = read, !isFree(header) else { return nil }
    return id
  }

  private static func isFree(_ header: TaskHeader) -> Bool {
    waitsForNoTask(header) && hasNoChildren(header)
  }

  private static func waitsForNoTask(_ header: TaskHeader) -> Bool {
    guard header.state == .suspended else { return true }
    guard header.status & TaskLayout.Status.hasDependency != 0, header.dependency != 0,
      let (type, _) = SafeMemory.words(header.dependency &+ UInt(TaskLayout.Record.dependencyType))
    else { return false }
    switch TaskLayout.Dependency(rawValue: UInt32(truncatingIfNeeded: type)) {
    case .continuation, .executor: return true
    case .task, .group, nil: return false
    }
  }

  /// Children have records of kinds of their own: only a list that has none but known others says so.
  private static func hasNoChildren(_ header: TaskHeader) -> Bool {
    guard header.status & TaskLayout.Status.locked == 0 else { return false }
    var next = header.records
    for _ in 0..<TaskLayout.recordLimit {
      if next == 0 { return true }
      guard let (kind, following) = SafeMemory.words(next) else { return false }
      switch kind & TaskLayout.Record.kindMask {
      case TaskLayout.Record.dependencyKind, TaskLayout.Record.nameKind: next = following
      default: return false
      }
    }
    return false
  }
}
