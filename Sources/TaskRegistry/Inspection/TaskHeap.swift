// Keys in order, taken from the front: the first few cost little however many there are, and a listing of all of them
// is sorted once. Pure.

struct TaskHeap {
  private var keys: [TaskKey]
  private var isSorted = false
  private var taken = 0

  /// From so many taken on, sorting the rest costs less than keeping a heap.
  private static let sortAfter = 4096

  init(_ keys: [TaskKey]) {
    self.keys = keys
    guard keys.count > Self.sortAfter else {
      sort()
      return
    }
    // A heap with the smallest key at the front, made from the bottom up.
    for index in stride(from: keys.count / 2 - 1, through: 0, by: -1) { sink(index, keys.count) }
  }

  /// Removes and answers the first `count` keys.
  mutating func take(_ count: Int) -> ArraySlice<TaskKey> {
    if !isSorted, taken + min(count, keys.count) > Self.sortAfter { sort() }
    if isSorted {
      let start = taken
      taken = min(keys.count, taken + min(count, keys.count))
      return keys[start..<taken]
    }
    var front: [TaskKey] = []
    while front.count < count, let first = keys.first {
      front.append(first)
      let last = keys.removeLast()
      if !keys.isEmpty {
        keys[0] = last
        sink(0, keys.count)
      }
    }
    taken += front.count
    return front[...]
  }

  private mutating func sort() {
    keys.sort { ($0.order, $0.id) < ($1.order, $1.id) }
    isSorted = true
    taken = 0
  }

  private mutating func sink(_ start: Int, _ count: Int) {
    var parent = start
    let moved = keys[start]
    while true {
      var child = 2 * parent + 1
      guard child < count else { break }
      if child + 1 < count, Self.isBefore(keys[child + 1], keys[child]) { child += 1 }
      guard Self.isBefore(keys[child], moved) else { break }
      keys[parent] = keys[child]
      parent = child
    }
    keys[parent] = moved
  }

  @inline(__always)
  private static func isBefore(_ left: TaskKey, _ right: TaskKey) -> Bool {
    left.order != right.order ? left.order < right.order : left.id < right.id
  }
}
