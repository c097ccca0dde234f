// Which task cannot end before which: waits for values, and parents of children. Finds those that can never end. Pure.
//
// A task that waits for the value of another ends after that one; cancelling does not end such a wait. A task ends after
// its structured children, whatever it does at the moment. What waits in a group is therefore in a circle as soon as one
// of its children is, though others of them may still end.
//
// Waiting for an actor is no edge: whoever has the actor's turn is on a thread, so it is not waiting in this sense, and
// a task that suspends gives the turn away.

struct WaitGraph {
  struct Wait: Equatable {
    var task: UInt64
    /// The task whose value it waits for.
    var awaited: UInt64
  }

  struct Member: Equatable {
    var task: UInt64
    var waitsFor: CheckBlocker
  }

  /// Tasks each of which waits for the next, and the last for the first.
  struct Circle: Equatable {
    var members: [Member]
    /// Tasks besides that cannot end before one of them has.
    var heldUp: Int
  }

  var waits: [Wait] = []
  /// Of tasks that wait, and of their parents in turn.
  var parents: [UInt64: UInt64] = [:]

  /// The greatest set of tasks each of which cannot end before another of the set has.
  var doomed: Set<UInt64> { Set(remaining().keys) }

  /// Each group of tasks that hold each other up, as one circle in it.
  func circles() -> [Circle] {
    let blockers = remaining()
    var seen: Set<UInt64> = []
    var circles: [Circle] = []
    var root: [UInt64: Int] = [:]
    for start in blockers.keys.sorted() where !seen.contains(start) {
      var path: [UInt64] = []
      var next = start
      while seen.insert(next).inserted {
        path.append(next)
        guard let blocker = blockers[next]?.first else { break }
        next = blocker.task.rawValue
      }
      if let begin = path.firstIndex(of: next) {
        let members = path[begin...].compactMap { task in
          blockers[task]?.first.map { Member(task: task, waitsFor: $0) }
        }
        circles.append(Circle(members: Self.fromSmallest(members), heldUp: 0))
        for task in path[begin...] { root[task] = circles.count - 1 }
        path.removeSubrange(begin...)
      }
      guard let circle = root[next] else { continue }
      for task in path { root[task] = circle }
      circles[circle].heldUp += path.count
    }
    return circles
  }

  /// For each doomed task those that have to end before it, the awaited one first.
  private func remaining() -> [UInt64: [CheckBlocker]] {
    var blockers: [UInt64: [CheckBlocker]] = [:]
    var blocked: [UInt64: [UInt64]] = [:]
    var left: [UInt64: Int] = [:]
    func add(_ task: UInt64, _ blocker: CheckBlocker) {
      blockers[task, default: []].append(blocker)
      blocked[blocker.task.rawValue, default: []].append(task)
      left[task, default: 0] += 1
      left[blocker.task.rawValue, default: 0] += 0
    }
    for wait in waits { add(wait.task, .value(of: TaskID(rawValue: wait.awaited))) }
    for (child, parent) in parents.sorted(by: { $0.key < $1.key }) {
      add(parent, .child(TaskID(rawValue: child)))
    }
    // Whoever waits for nobody may end; then those may that waited for it alone; and so on. Who remains never does.
    var free = left.filter { $0.value == 0 }.map(\.key)
    while let task = free.popLast() {
      left[task] = nil
      for waiting in blocked[task] ?? [] {
        guard let count = left[waiting] else { continue }
        left[waiting] = count - 1
        if count == 1 { free.append(waiting) }
      }
    }
    return blockers.filter { left[$0.key] != nil }.mapValues { all in
      all.filter { left[$0.task.rawValue] != nil }
    }
  }

  private static func fromSmallest(_ members: [Member]) -> [Member] {
    guard let least = members.indices.min(by: { members[$0].task < members[$1].task }) else { return [] }
    return Array(members[least...] + members[..<least])
  }
}
