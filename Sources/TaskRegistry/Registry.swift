/// What is known of every task of the process, as values.
///
/// Every method may be called from any thread or task, at any time, also while observation is off: it then
/// tells what is still known. None of them awaits, and none touches the concurrency pool.
public final class Registry: Sendable {
  /// The registry of this process.
  public static let shared = Registry()

  private init() {}

  /// Begins to observe every task of the process.
  ///
  /// Counted: observation goes on until as many ``stopObserving()`` calls were made. The first call checks the
  /// runtime, which takes some milliseconds; where that fails, only `track` is seen, and ``statistics(reset:)`` says why.
  public func startObserving() { Observation.shared.start() }

  /// Ends what the matching ``startObserving()`` began; tasks recorded by then are known until they end.
  public func stopObserving() { Observation.shared.stop() }

  /// Every live task, in ascending order of id.
  ///
  /// - Complexity: some 2 µs and 300 bytes a task, on the caller's thread. It stops nobody.
  public func snapshot() -> [TaskInfo] {
    var listing = TaskListing(of: self, order: .id)
    return listing.next(.max)
  }

  /// The live task with that id, or `nil` if it has ended or never was.
  public func task(_ id: TaskID) -> TaskInfo? { nil }

  /// The stack of a live task, its spawn stack and its creators; `nil` if no live task has that id.
  public func stack(of id: TaskID) -> TaskStack? { nil }

  /// Asks a live task to cancel, as `Task.cancel()` does.
  ///
  /// The task's cancellation handlers run on the calling thread before this returns, so it blocks for as long as
  /// they do. Harmless for a task that has been cancelled or ends meanwhile.
  public func cancel(_ id: TaskID) -> CancelResult { .notFound }

  /// Counts since the start and since the last reset, by spawn site, and the monitor's own cost.
  ///
  /// - Parameter reset: whether the next span begins now; the values returned are of the span before.
  public func statistics(reset: Bool = false) -> Statistics { Statistics() }

  /// Delays from ready to running, and the probes, for each executor.
  ///
  /// - Parameter reset: whether the distributions begin anew now; the values returned are those before.
  public func loopLag(reset: Bool = false) -> LagReport { LagReport(executors: [], holders: []) }

  /// A cancellation asked for through ``cancel(_:)`` and how it went on.
  package enum Ending: Sendable, Equatable {
    /// Still live.
    case live
    /// Ended `nanoseconds` after cancellation was asked for.
    case ended(outcome: TaskOutcome, nanoseconds: UInt64)
    /// Ended, but too long ago to say how.
    case gone
  }

  /// What became of a task that ``cancel(_:)`` was called for.
  ///
  /// Kept for the latest 1,024 such tasks.
  package func ending(of id: TaskID) -> Ending { .gone }

  /// Live tasks whose chain of parents or creators leads to `id`, nearest first; without `id` itself.
  package func descendants(of id: TaskID) -> [TaskID] { [] }
}

extension Registry {
  package var debugSummary: String {
    guard let world = World.current else { return "no world" }

    return
      "check: \(SelfCheck.report) spawned \(world.pointee.sum { $0.spawned.value }) returned \(world.pointee.sum { $0.returned.value }) threw \(world.pointee.sum { $0.threw.value }) cancelled \(world.pointee.sum { $0.cancelled.value }) runs \(world.pointee.sum { $0.runs.value }) unpatched \(world.pointee.sum { $0.unpatched.value }) unrec \(world.pointee.sum { $0.unrecorded.value }) sites \(world.pointee.sites.count) live \(world.pointee.live) hw \(world.pointee.table.pool.highWater) sih \(world.pointee.standIns.highWater) cost \(world.pointee.sum { $0.enqueueCost.value }/max(1,world.pointee.sum { $0.enqueueSamples.value })) \(world.pointee.sum { $0.runCost.value }/max(1,world.pointee.sum { $0.runSamples.value }))"
  }
  public func debugPrint() { print(debugSummary) }
}
