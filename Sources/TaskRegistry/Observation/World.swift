// Everything observation writes to, in one place that is made once and never freed: a hook, a stand-in or a thunk may
// come back to it at any time until the process ends.

import CTaskRuntime
import Synchronization

struct World: ~Copyable {
  let table: TaskTable
  let standIns: BlockPool
  let sites: SpawnSites
  /// How many ends are kept, of all threads together.
  let finishedLimit = Atomic<Int>(FinishedHistory.defaultLimit)
  let glimpsed = GlimpsedTasks()
  let slowRuns = SlowRunLog()
  private let threads = Atomic<UInt>(0)
  private let threadsLock = SpinLock()

  /// Live tasks that are recorded; those beyond are counted, and the program goes on.
  static let taskLimit = 2 << 20
  /// Stand-ins under way at once; beyond that jobs are enqueued as they are, unseen.
  static let standInLimit = 2 << 20
  /// Free records and stand-ins that are kept for the next burst when memory is given back.
  static let keptBlocks = 8192
  /// Offset of the two links in a free stand-in: in its header, which is filled anew at each use.
  private static let standInLink = 16

  private init?() {
    guard let table = TaskTable(capacity: Self.taskLimit),
      let standIns = BlockPool(
        blockSize: MemoryLayout<ctr_stand_in>.size, linkOffset: Self.standInLink, capacity: Self.standInLimit),
      let sites = SpawnSites()
    else { return nil }
    self.table = table
    self.standIns = standIns
    self.sites = sites
  }

  /// The world, made at the first call; nil when there is no address space for it.
  // SAFETY: a pointer that is set once, by the one thread that runs a static initialiser, and never freed.
  nonisolated(unsafe) static let current: UnsafeMutablePointer<World>? = {
    guard let world = World() else { return nil }
    let pointer = UnsafeMutablePointer<World>.allocate(capacity: 1)
    pointer.initialize(to: world)
    return pointer
  }()

  /// Every thread's state, also of threads that have ended.
  func forEachThread(_ body: (UnsafeMutablePointer<ThreadState>) -> Void) {
    var next = UnsafeMutablePointer<ThreadState>(bitPattern: threads.load(ordering: .acquiring))
    while let state = next {
      body(state)
      next = state.pointee.next
    }
  }

  /// A sum over all threads.
  func sum(_ value: (borrowing ThreadState) -> UInt64) -> UInt64 {
    var sum: UInt64 = 0
    forEachThread { sum &+= value($0.pointee) }
    return sum
  }

  /// Tasks whose record was freed, however they ended.
  var ended: UInt64 { sum { $0.returned.value &+ $0.threw.value &+ $0.cancelled.value &+ $0.vanished.value } }

  /// Tasks recorded and not ended.
  ///
  /// Sums of other threads' counters are not of one instant, so it may be off by the few tasks that begin or
  /// end during the call.
  var live: UInt64 {
    // Ends first: a task that begins and ends in between is then counted at most as live, never as minus one.
    let ended = self.ended
    let spawned = sum { $0.spawned.value }
    return spawned > ended ? spawned - ended : 0
  }

  /// Memory of the tables in bytes, free records and stand-ins included.
  var residentBytes: Int {
    var threadCount = 0
    var finishedBytes = 0
    forEachThread { thread in
      threadCount += 1
      finishedBytes +=
        thread.pointee.returnedEnds.residentBytes + thread.pointee.failedEnds.residentBytes
        + thread.pointee.askedEnds.residentBytes
    }
    return table.pool.residentBytes + table.residentBytes + standIns.residentBytes + sites.residentBytes
      + threadCount * ThreadState.residentBytes + finishedBytes
  }

  /// A state for a new thread: one whose thread has ended, or a new one.
  func takeThreadState() -> UnsafeMutablePointer<ThreadState>? {
    var next = UnsafeMutablePointer<ThreadState>(bitPattern: threads.load(ordering: .acquiring))
    while let state = next {
      if state.pointee.isInUse.compareExchange(
        expected: false, desired: true, ordering: .acquiringAndReleasing
      )
      .exchanged {
        return state
      }
      next = state.pointee.next
    }
    guard let world = World.current else { return nil }
    threadsLock.lock()
    defer { threadsLock.unlock() }
    let head = UnsafeMutablePointer<ThreadState>(bitPattern: threads.load(ordering: .acquiring))
    guard let state = ThreadState(world: world, next: head) else { return nil }
    let pointer = UnsafeMutablePointer<ThreadState>.allocate(capacity: 1)
    pointer.initialize(to: state)
    threads.store(UInt(bitPattern: pointer), ordering: .releasing)
    return pointer
  }
}
