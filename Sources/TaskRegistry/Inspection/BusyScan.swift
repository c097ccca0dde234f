// One pass over all records that notes how busy each task has been, to be compared with another. As TaskScan, it holds no
// lock for longer than one task's look; several readers may share one.

import CTaskRuntime
import Synchronization

final class BusyScan: Sendable {
  /// What is kept of a task: 24 bytes.
  struct Entry: Sendable {
    var id: UInt64
    /// Ticks of all its runs, the current one included.
    var busy: UInt64
    /// Of its runs the low half, which is enough for a difference.
    var runs: UInt32
    /// Which record, and in the upper two bits its state.
    private var place: UInt32

    private static let indexMask: UInt32 = 1 << 30 - 1
    private static let states: [TaskState?] = [nil, .running, .ready, .suspended]

    init(id: UInt64, busy: UInt64, runs: UInt64, index: UInt32, state: TaskState?) {
      self.id = id
      self.busy = busy
      self.runs = UInt32(truncatingIfNeeded: runs)
      let number = Self.states.firstIndex(of: state) ?? 0
      place = index & Self.indexMask | UInt32(number) << 30
    }

    var index: UInt32 { place & Self.indexMask }
    var state: TaskState? { Self.states[Int(place >> 30)] }
  }

  /// When it was taken, as `ctr_ticks`.
  let at: UInt64
  /// By ascending index.
  let entries: [Entry]
  let counts: StateCounts
  /// Tasks first seen and ended since the start.
  let spawned: UInt64
  let ended: UInt64
  /// Delays of all runs since the start.
  let lag: Histogram
  /// Threads that run tasks, and those of them that run something now.
  let threads: Int
  let busyThreads: Int

  /// Inside `withInspection`.
  init(_ world: UnsafeMutablePointer<World>) {
    let now = ctr_ticks()
    let running = RunningTasks(world, readsCurrentTasks: false)
    var entries: [Entry] = []
    var counts = StateCounts()
    entries.reserveCapacity(Int(world.pointee.live) + 64)
    let words = { (record: RecordPointer, _: UInt64) in
      (busy: record.pointee.busy.value, runs: record.pointee.runs.load(ordering: .relaxed))
    }
    TaskScan.forEachTask(world, reading: words) { key, state, words in
      counts.count(state)
      var busy = words.busy
      if state == .running, let began = running.began(key.id), began < now { busy &+= now - began }
      entries.append(Entry(id: key.id, busy: busy, runs: words.runs, index: key.index, state: state))
    }
    at = now
    self.entries = entries
    self.counts = counts
    // Ends first: what ends in between is then not counted as ended without having been spawned.
    ended = world.pointee.sum {
      $0.returned.value &+ $0.threw.value &+ $0.cancelled.value &+ $0.vanished.value
    }
    spawned = world.pointee.sum { $0.spawned.value }
    var lag = Histogram()
    var threads = 0
    var busyThreads = 0
    world.pointee.forEachThread { thread in
      lag.add(thread.pointee.lag)
      guard thread.pointee.isInUse.load(ordering: .acquiring) else { return }
      let isBusy = thread.pointee.run.read() != nil
      // Others have only created tasks.
      let isRunner =
        isBusy || thread.pointee.isExecutors.load(ordering: .relaxed)
        || thread.pointee.runs.value > thread.pointee.runsBefore.load(ordering: .relaxed)
      if isRunner { threads += 1 }
      if isBusy { busyThreads += 1 }
    }
    self.lag = lag
    self.threads = threads
    self.busyThreads = busyThreads
  }

  /// What was noted of the task with that record, if it was that task's.
  func entry(at index: UInt32, of id: UInt64) -> Entry? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].index < index { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].index == index && entries[low].id == id ? entries[low] : nil
  }
}
