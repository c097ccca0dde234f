// The public face: what is known of every task, as values. It joins the folders of this module and does nothing itself.

import CTaskRuntime

/// What is known of every task of the process, as values.
///
/// Every method may be called from any thread or task, at any time, also while observation is off: it then
/// tells what is still known. None of them awaits, and none touches the concurrency pool.
public final class Registry: Sendable {
  /// The registry of this process.
  public static let shared = Registry()

  /// Tasks read at once: what is copied of them stays in the processor's cache.
  private static let snapshotPiece = 256

  /// Shared by those that read records, exclusive for giving memory of free records back.
  private let inspectionLock = SharedLock()
  let places = Places()
  let baselines = Guarded(Baselines())
  let slowRunWatch = SlowRunWatch()
  let checks = CheckKeeper()
  let lagHistory = Guarded(LagHistory())
  let busyKeeper = BusyKeeper()

  private init() {}

  /// Begins to observe every task of the process.
  ///
  /// Counted: observation goes on until as many ``stopObserving()`` calls were made. The first call checks the
  /// runtime, which takes some milliseconds; where that fails, only `track` is seen, and ``statistics(reset:)`` says why.
  public func startObserving() {
    Observation.shared.start()
    Housekeeper.shared.start()
  }

  /// Ends what the matching ``startObserving()`` began; tasks recorded by then are known until they end.
  public func stopObserving() {
    Housekeeper.shared.stop()
    Observation.shared.stop()
  }

  /// Every live task, in ascending order of id.
  ///
  /// - Complexity: some 2 µs and 300 bytes a task, on the caller's thread. It stops nobody.
  public func snapshot() -> [TaskInfo] {
    var listing = TaskListing(of: self, order: .id)
    var tasks: [TaskInfo] = []
    tasks.reserveCapacity(listing.counts.total)
    while case let piece = listing.next(Self.snapshotPiece), !piece.isEmpty {
      tasks.append(contentsOf: piece)
    }
    return tasks
  }

  /// The live task with that id, or `nil` if it has ended or never was.
  ///
  /// - Complexity: some microseconds.
  public func task(_ id: TaskID) -> TaskInfo? {
    var inspector = World.current.map { Inspector($0) }
    return key(of: id).flatMap { describe([$0], with: &inspector).first }
  }

  /// The stack of a live task, its spawn stack and its creators; `nil` if no live task has that id.
  ///
  /// A running task has the stack of its thread, read without disturbing it where it is blocked; see
  /// ``threads(interrupting:)`` for one that is on a processor.
  ///
  /// - Parameters:
  ///   - id: the task.
  ///   - interrupting: whether the thread of a running task is interrupted with a signal if it is on a processor.
  /// - Complexity: some 100 µs; milliseconds where its places have not been looked up before.
  public func stack(of id: TaskID, interrupting: Bool = false) -> TaskStack? {
    guard let world = World.current, let key = key(of: id) else { return nil }
    guard var stack = withInspection({ StackReader(world, places: places).stack(of: key) }) else {
      return nil
    }
    if stack.task.state == .running {
      stack.addThread(ThreadReader(world, of: self).thread(running: id.rawValue, interrupting: interrupting))
    }
    return stack
  }

  /// Asks a live task to cancel, as `Task.cancel()` does.
  ///
  /// The task's cancellation handlers run on the calling thread before this returns, so it blocks for as long as
  /// they do. Harmless for a task that has been cancelled or ends meanwhile.
  public func cancel(_ id: TaskID) -> CancelResult {
    cancel(id, for: 0)
  }

  /// As ``cancel(_:)``, for a console session, which is then told of as the one that cancelled it; 0 for none.
  package func cancel(_ id: TaskID, for session: UInt32) -> CancelResult {
    guard let world = World.current else { return .notFound }
    return Cancellation(world).cancel(id.rawValue, for: session)
  }

  /// Runs `body` while no memory of records is given back.
  func withInspection<Value>(_ body: () -> Value) -> Value { inspectionLock.shared(body) }

  /// Gives memory of free records and stand-ins back.
  func trim() {
    guard let world = World.current else { return }
    inspectionLock.exclusive { world.pointee.table.pool.trim(keeping: World.keptBlocks) }
    world.pointee.standIns.trim(keeping: World.keptBlocks)
  }

  func describe(_ keys: ArraySlice<TaskKey>, with inspector: inout Inspector?) -> [TaskInfo] {
    guard let world = World.current, let inspection = withInspection({ inspector?.inspect(keys) }) else {
      return []
    }
    return Describer(world, places: places).describe(inspection)
  }

  func key(of id: TaskID) -> TaskKey? {
    guard let world = World.current, let record = world.pointee.table.findExactly(id.rawValue) else {
      return nil
    }
    let index = world.pointee.table.index(of: record)
    return TaskKey(id: id.rawValue, order: id.rawValue, index: UInt32(truncatingIfNeeded: index))
  }
}
