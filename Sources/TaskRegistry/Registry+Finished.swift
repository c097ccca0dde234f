// What is known of tasks that have ended.

import CTaskRuntime

extension Registry {
  /// The tasks that ended last, newest first.
  ///
  /// - Complexity: some 2 µs for each that is kept, on the caller's thread; milliseconds where places have not been
  ///   looked up before. It stops nobody.
  public func finished() -> [FinishedTask] { finishedListing().tasks }

  /// The finished task with that id; `nil` if its end is no longer kept, was not seen, or it is live.
  ///
  /// - Complexity: some 10 µs.
  public func finished(_ id: TaskID) -> FinishedTask? {
    guard let world = World.current, let record = world.pointee.finished(id.rawValue) else { return nil }
    var reader = FinishedReader(world, places: places)
    return reader.describe(record)
  }

  /// As ``finished(_:)``, with where it was last and where it came from.
  ///
  /// - Complexity: as ``finished()``.
  public func finishedStack(of id: TaskID) -> FinishedStack? {
    guard let world = World.current, let record = world.pointee.finished(id.rawValue) else { return nil }
    var reader = FinishedReader(world, places: places)
    return withInspection { reader.stack(of: record) }
  }

  /// All finished tasks that are kept, and how many are not any more.
  package struct FinishedListing: Sendable {
    package var tasks: [FinishedTask]
    package var dropped: UInt64

    package init(tasks: [FinishedTask], dropped: UInt64) {
      self.tasks = tasks
      self.dropped = dropped
    }
  }

  /// As ``finished()``.
  package func finishedListing() -> FinishedListing {
    guard let world = World.current else { return FinishedListing(tasks: [], dropped: 0) }
    let history = world.pointee.finishedHistory()
    var reader = FinishedReader(world, places: places)
    return FinishedListing(tasks: history.records.map { reader.describe($0) }, dropped: history.dropped)
  }

  /// What ``finishedLimit`` can be.
  package static var finishedLimits: ClosedRange<Int> { FinishedHistory.limits }

  /// How many ends are kept, 16 to 65,536; 1,000 at first.
  ///
  /// Each thread that tasks end on keeps as many, 256 bytes each, so that the newest of all threads are always there.
  /// Where the number changes, what is kept is dropped.
  public var finishedLimit: Int {
    get { World.current?.pointee.finishedLimit.load(ordering: .relaxed) ?? FinishedHistory.defaultLimit }
    set {
      let bounds = FinishedHistory.limits
      let limit = min(max(newValue, bounds.lowerBound), bounds.upperBound)
      World.current?.pointee.finishedLimit.store(limit, ordering: .relaxed)
    }
  }
}
