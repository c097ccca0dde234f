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
  ///
  /// In flat arrays: a program may have very many waits, and as a rule nobody is doomed.
  var doomed: Set<UInt64> {
    let pairs = waits.map { ($0.task, $0.awaited) } + parents.map { ($0.value, $0.key) }
    let ids = Self.unique(pairs)
    let edges = pairs.map { (blocked: Self.number($0.0, in: ids), blocker: Self.number($0.1, in: ids)) }
    // The blocked of each blocker stand one after the other, from its start on.
    var starts = [Int](repeating: 0, count: ids.count + 1)
    var left = [Int](repeating: 0, count: ids.count)
    for edge in edges {
      starts[edge.blocker + 1] += 1
      left[edge.blocked] += 1
    }
    for index in ids.indices { starts[index + 1] += starts[index] }
    var ends = starts
    var blocked = [Int](repeating: 0, count: edges.count)
    for edge in edges {
      blocked[ends[edge.blocker]] = edge.blocked
      ends[edge.blocker] += 1
    }
    // Whoever waits for nobody may end; then those may that waited for it alone; and so on. Who remains never does.
    var free = ids.indices.filter { left[$0] == 0 }
    while let task = free.popLast() {
      for waiting in blocked[starts[task]..<starts[task + 1]] {
        left[waiting] -= 1
        if left[waiting] == 0 { free.append(waiting) }
      }
    }
    return Set(ids.indices.lazy.filter { left[$0] > 0 }.map { ids[$0] })
  }

  private static func unique(_ pairs: [(UInt64, UInt64)]) -> [UInt64] {
    var ids = pairs.flatMap { [$0.0, $0.1] }
    ids.sort()
    var count = 0
    for id in ids where count == 0 || ids[count - 1] != id {
      ids[count] = id
      count += 1
    }
    return Array(ids.prefix(count))
  }

  /// Where an id stands among sorted ones that it is one of.
  private static func number(_ id: UInt64, in ids: [UInt64]) -> Int {
    var range = 0..<ids.count
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      range = id < ids[middle] ? range.lowerBound..<middle : middle..<range.upperBound
    }
    return range.lowerBound
  }

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
    let doomed = doomed
    var blockers: [UInt64: [CheckBlocker]] = [:]
    for wait in waits where doomed.contains(wait.task) && doomed.contains(wait.awaited) {
      blockers[wait.task, default: []].append(.value(of: TaskID(rawValue: wait.awaited)))
    }
    let families = parents.filter { doomed.contains($0.key) && doomed.contains($0.value) }
    for (child, parent) in families.sorted(by: { $0.key < $1.key }) {
      blockers[parent, default: []].append(.child(TaskID(rawValue: child)))
    }
    return blockers
  }

  private static func fromSmallest(_ members: [Member]) -> [Member] {
    guard let least = members.indices.min(by: { members[$0].task < members[$1].task }) else { return [] }
    return Array(members[least...] + members[..<least])
  }
}
