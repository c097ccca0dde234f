// What commands may ask, as functions: so a command is tested with values, and knows no registry, clock or process.
import TaskRegistry

/// The questions of the console.
///
/// Times are nanoseconds. Every one may take a while or block; so commands ask from within their replies, never before.
struct Questions: Sendable {
  /// A listing of live tasks that was begun.
  struct Listing {
    /// Live tasks by state when it was begun.
    var counts: StateCounts
    /// At most so many more tasks; none when that was all.
    var next: (Int) -> [TaskInfo]
  }

  /// Begins a listing of all live tasks.
  var listing: @Sendable (TaskOrder) -> Listing
  /// A live task.
  var task: @Sendable (TaskID) -> TaskInfo?
  /// A live task with its stack.
  var stack: @Sendable (TaskID) -> TaskStack?
  /// Live tasks below a task.
  var descendants: @Sendable (TaskID) -> [TaskID]
  /// Asks a task to cancel; runs its cancellation handlers, so it may block for ever.
  var cancel: @Sendable (TaskID) -> CancelResult
  /// What became of a task that was asked to cancel.
  var ending: @Sendable (TaskID) -> Registry.Ending
  /// Counts, and whether to begin anew.
  var statistics: @Sendable (Bool) -> Statistics
  /// Delays, and whether to begin anew.
  var loopLag: @Sendable (Bool) -> LagReport
  /// A clock that never goes back.
  var now: @Sendable () -> UInt64
  /// The process that is observed.
  var program: @Sendable () -> Program
  /// Where cancellation handlers run.
  var helpers: CancelHelpers
}

extension Questions {
  /// Asks a registry.
  init(to registry: Registry) {
    listing = { order in
      var listing = TaskListing(of: registry, order: order)
      return Listing(counts: listing.counts) { listing.next($0) }
    }
    task = { registry.task($0) }
    stack = { registry.stack(of: $0) }
    descendants = { registry.descendants(of: $0) }
    cancel = { registry.cancel($0) }
    ending = { registry.ending(of: $0) }
    statistics = { registry.statistics(reset: $0) }
    loopLag = { registry.loopLag(reset: $0) }
    now = Program.monotonicNanoseconds
    program = Program.current
    helpers = CancelHelpers()
  }
}
