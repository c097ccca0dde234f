// What each thread keeps for itself: free blocks, counters, the lag histogram and what it runs now. Only the thread
// writes; readers sum over all threads. It outlives its thread and is taken over by a later one, so sums stay whole.

import CTaskRuntime
import Synchronization

/// What a thread runs now, written by the thread and read by anyone.
struct RunSlot: ~Copyable {
  /// 0 while nothing runs, and while the other words change.
  let began = Atomic<UInt64>(0)
  /// 0 for a job that is no task.
  let task = Atomic<UInt64>(0)
  /// Address of the record; 0 for a job that is no recorded task, and once the task has ended.
  let record = Atomic<UInt>(0)

  init() {}

  @inline(__always)
  func set(record newRecord: UInt, task newTask: UInt64, began newBegan: UInt64) {
    began.store(0, ordering: .relaxed)
    // Readers that see a new word after this see `began` change too, and look again.
    task.store(newTask, ordering: .releasing)
    record.store(newRecord, ordering: .releasing)
    began.store(newBegan, ordering: .releasing)
  }

  /// A consistent reading, or nil while nothing runs.
  func read() -> (task: UInt64, began: UInt64)? {
    for _ in 0..<100 {
      let first = began.load(ordering: .acquiring)
      let id = task.load(ordering: .acquiring)
      if began.load(ordering: .acquiring) == first { return first == 0 ? nil : (id, first) }
    }
    return nil
  }
}

/// A number that one thread adds to and others read.
struct ThreadCounter: ~Copyable {
  private let word = Atomic<UInt64>(0)

  init() {}

  @inline(__always)
  func add(_ amount: UInt64) {
    // A load and a store, no locked instruction: there is only one writer.
    word.store(word.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }

  var value: UInt64 { word.load(ordering: .relaxed) }
}

struct ThreadState: ~Copyable {
  /// The world this state belongs to.
  let world: UnsafeMutablePointer<World>

  // The thread's own.
  var recordCache = BlockCache()
  var standInCache = BlockCache()
  var stackLow: UInt = 0
  var stackHigh: UInt = 0
  /// When the current run ended, where that is known before the runtime comes back from it; 0 otherwise.
  var endOfRun: UInt64 = 0
  /// The await point behind which the current run goes on.
  var lastAwait = LastAwait()
  /// The end that is written down but for its time, which is that of the run's end; nil otherwise.
  var pendingEnd = PendingEnd()

  // Written by the thread, read by anyone.
  let isInUse = Atomic<Bool>(true)
  let threadID = Atomic<Int32>(0)
  let threadPointer = Atomic<UInt>(0)
  let run = RunSlot()
  /// Whether an executor's probe ran on it: it is one of that executor's threads.
  let isExecutors = Atomic<Bool>(false)
  /// Runs of the threads that had this state before.
  let runsBefore = Atomic<UInt64>(0)
  /// From how many ticks on a run is a slow one.
  let slowAfter = Atomic<UInt64>(.max)
  let enqueues = ThreadCounter()
  let spawned = ThreadCounter()
  /// Tasks whose end was booked here; then the ends that are still kept: of those that returned, of those that did not, and
  /// of those that were asked to cancel, however they ended.
  let booked = ThreadCounter()
  /// The task whose record is being taken out and whose end is not booked yet; 0 otherwise.
  let ending = Atomic<UInt64>(0)
  let returnedEnds = FinishedRing()
  let failedEnds = FinishedRing()
  let askedEnds = FinishedRing()
  let returned = ThreadCounter()
  let threw = ThreadCounter()
  let cancelled = ThreadCounter()
  let runs = ThreadCounter()
  let busy = ThreadCounter()
  let unrecorded = ThreadCounter()
  let unpatched = ThreadCounter()
  /// Tasks that ended unseen.
  let vanished = ThreadCounter()
  let enqueueCost = ThreadCounter()
  let enqueueSamples = ThreadCounter()
  let runCost = ThreadCounter()
  let runSamples = ThreadCounter()
  /// How often it found one of the monitor's locks held, and the longest that it waited then.
  let lockWaits = ThreadCounter()
  let longestLockWait = Atomic<UInt64>(0)
  let lag: LagCounts
  /// Spawns of each site.
  let sites: UnsafeMutablePointer<Atomic<UInt32>>

  /// The state registered before this one.
  let next: UnsafeMutablePointer<ThreadState>?

  /// Memory of one state in bytes, where its thread has met all delays and many sites.
  static let residentBytes =
    MemoryLayout<ThreadState>.size + LagCounts.bucketCount * 8 + SpawnSites.capacity
    * MemoryLayout<UInt32>.size

  init?(world: UnsafeMutablePointer<World>, next: UnsafeMutablePointer<ThreadState>?) {
    guard let lag = LagCounts(),
      let sites = ctr_reserve(SpawnSites.capacity * MemoryLayout<UInt32>.size)
    else { return nil }
    self.world = world
    self.next = next
    self.lag = lag
    // SAFETY: zeroed memory is a valid array of atomics with value 0, and it is never freed.
    self.sites = sites.bindMemory(to: Atomic<UInt32>.self, capacity: SpawnSites.capacity)
  }

  /// The calling thread's state, made at the first call; nil when there is no memory for it.
  @inline(__always)
  static func current() -> UnsafeMutablePointer<ThreadState>? {
    if let state = ctr_thread_state() {
      // SAFETY: the word is only ever set by `enter`, to a state that is never freed.
      return state.assumingMemoryBound(to: ThreadState.self)
    }
    return enter()
  }

  @inline(never)
  private static func enter() -> UnsafeMutablePointer<ThreadState>? {
    guard let world = World.current, let state = world.pointee.takeThreadState() else { return nil }
    var low: UInt = 0
    var high: UInt = 0
    // Without bounds no frame is walked: a spawn site is then unknown.
    if !ctr_stack_bounds(&low, &high) { (low, high) = (0, 0) }
    state.pointee.stackLow = low
    state.pointee.stackHigh = high
    state.pointee.isExecutors.store(false, ordering: .relaxed)
    state.pointee.runsBefore.store(state.pointee.runs.value, ordering: .relaxed)
    state.pointee.slowAfter.store(
      world.pointee.slowRuns.ticks.load(ordering: .relaxed), ordering: .relaxed)
    state.pointee.threadID.store(ctr_thread_id(), ordering: .relaxed)
    state.pointee.threadPointer.store(ctr_thread_pointer(), ordering: .relaxed)
    ctr_set_thread_state(state)
    return state
  }

  /// Notes that the calling thread waited for a lock until now; only of threads that run tasks, as others delay none.
  @inline(never)
  static func noteLockWait(since began: UInt64) {
    guard let raw = ctr_thread_state() else { return }
    // SAFETY: as in `current`.
    let state = raw.assumingMemoryBound(to: ThreadState.self)
    guard state.pointee.runs.value > state.pointee.runsBefore.load(ordering: .relaxed) else { return }
    let now = ctr_ticks()
    let wait = now > began ? now &- began : 0
    state.pointee.lockWaits.add(1)
    if wait > state.pointee.longestLockWait.load(ordering: .relaxed) {
      state.pointee.longestLockWait.store(wait, ordering: .relaxed)
    }
  }

  /// Called when the thread ends.
  static func exit(_ raw: UnsafeMutableRawPointer?) {
    guard let raw else { return }
    // SAFETY: as in `current`.
    let state = raw.assumingMemoryBound(to: ThreadState.self)
    let world = state.pointee.world
    world.pointee.table.pool.flush(&state.pointee.recordCache)
    world.pointee.standIns.flush(&state.pointee.standInCache)
    state.pointee.run.set(record: 0, task: 0, began: 0)
    // Last, and releasing: the next owner must see empty caches.
    state.pointee.isInUse.store(false, ordering: .releasing)
  }
}
