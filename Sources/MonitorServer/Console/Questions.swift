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

  /// Live tasks by their relations; tasks are asked about by their positions in `links`.
  struct Kinship {
    /// Every task, in ascending order of id.
    var links: [TaskLink]
    /// Of some tasks, a number for what each does, the same for alike ones.
    var standings: (ArraySlice<Int>) -> [Int]
    /// What those with a number do.
    var group: (Int) -> WaitGroup
    /// Some tasks as they are now; nil for those that have ended.
    var describe: ([Int]) -> [TaskInfo?]
  }

  /// Two looks at all live tasks, for one reader.
  struct Busyness {
    /// Looks now.
    var look: () -> Void
    /// What was wished of what happened between the latest two looks.
    var sample: (BusyWish) -> BusySample
  }

  /// Begins a listing of all live tasks.
  var listing: @Sendable (TaskOrder?) -> Listing
  /// Begins to count live tasks by what they wait for, of those that a filter admits by their facts.
  ///
  /// What it returns looks at some more tasks; it answers once it has looked at all, and is not called again then.
  var waits: @Sendable (TaskFilter) -> () -> WaitReport?
  /// All live tasks by their relations.
  var kinship: @Sendable () -> Kinship
  /// A live task.
  var task: @Sendable (TaskID) -> TaskInfo?
  /// A live task with its stack, and whether a thread on a processor is interrupted for it.
  var stack: @Sendable (TaskID, Bool) -> TaskStack?
  /// The threads that run tasks, and whether those on a processor are interrupted.
  var threads: @Sendable (Bool) -> [ThreadInfo]
  /// One of them.
  var thread: @Sendable (Int32, Bool) -> ThreadInfo?
  /// Runs that held a thread for long.
  var slowRuns: @Sendable () -> SlowRunReport
  /// Sets from how many nanoseconds on a run is a slow one.
  var setSlowRunThreshold: @Sendable (UInt64) -> Void
  /// The task-local values of a live task.
  var locals: @Sendable (TaskID) -> TaskLocals?
  /// The finished tasks that are kept, newest first.
  var finished: @Sendable () -> Registry.FinishedListing
  /// A finished task with where it was and came from.
  var finishedStack: @Sendable (TaskID) -> FinishedStack?
  /// Live tasks below a task.
  var descendants: @Sendable (TaskID) -> [TaskID]
  /// Asks a task to cancel, for a session; runs its cancellation handlers, so it may block for ever.
  var cancel: @Sendable (TaskID, UInt32) -> CancelResult
  /// What became of a task that was asked to cancel.
  var ending: @Sendable (TaskID) -> Registry.Ending
  /// Begins to follow how busy tasks are.
  var busyness: @Sendable () -> Busyness
  /// Begins to follow events of these kinds; what it returns tells what is new.
  var events: @Sendable (Set<TaskEvent.Kind>) -> () -> EventNews
  /// Counts, and whether to begin anew.
  var statistics: @Sendable (Bool) -> Statistics
  /// Delays, and whether to begin anew.
  var loopLag: @Sendable (Bool) -> LagReport
  /// What is wrong; looks at all tasks.
  var check: @Sendable () -> CheckReport
  /// What was wrong some seconds ago, if anybody looked; answers at once.
  var latestCheck: @Sendable () -> CheckReport?
  /// A clock that never goes back.
  var now: @Sendable () -> UInt64
  /// The time of day: nanoseconds since 1970 in UTC.
  var timeOfDay: @Sendable () -> UInt64
  /// Sends a signal to the process; the number of the error, or `nil` if it was sent.
  var sendSignal: @Sendable (Int32) -> Int32?
  /// The process that is observed.
  var program: @Sendable () -> Program
  /// Where cancellation handlers run.
  var helpers: CancelHelpers
  /// What the program has added to its console.
  var additions = ProgramAdditions()
}

extension Questions {
  /// Pieces of a survey between two looks at whether its reader is still there: some 20 ms.
  private static let surveyPieces = 64

  /// Asks a registry.
  init(to registry: Registry) {
    listing = { order in
      var listing = TaskListing(of: registry, order: order)
      return Listing(counts: listing.counts) { listing.next($0) }
    }
    waits = { filter in
      var survey = WaitSurvey(of: registry, where: filter.choosesByFacts ? { filter.admits($0) } : nil)
      return {
        for _ in 0..<Self.surveyPieces where !survey.advance() { return survey.report() }
        return nil
      }
    }
    kinship = {
      var kinship = TaskKinship(of: registry)
      return Kinship(
        links: kinship.links, standings: { kinship.standings(at: $0) }, group: { kinship.group($0) },
        describe: { kinship.describe($0) })
    }
    task = { registry.task($0) }
    stack = { registry.stack(of: $0, interrupting: $1) }
    threads = { registry.threads(interrupting: $0) }
    thread = { registry.thread($0, interrupting: $1) }
    slowRuns = { registry.slowRuns() }
    setSlowRunThreshold = { registry.slowRunThreshold = .nanoseconds(Int64(clamping: $0)) }
    locals = { registry.locals(of: $0) }
    finished = { registry.finishedListing() }
    finishedStack = { registry.finishedStack(of: $0) }
    descendants = { registry.descendants(of: $0) }
    cancel = { registry.cancel($0, for: $1) }
    ending = { registry.ending(of: $0) }
    busyness = {
      var following = BusyFollowing(of: registry)
      return Busyness(look: { following.look() }, sample: { following.sample($0) })
    }
    events = { kinds in
      var following = EventFollowing(of: registry, kinds: kinds)
      return { following.look() }
    }
    statistics = { registry.statistics(reset: $0) }
    loopLag = { registry.loopLag(reset: $0) }
    check = { registry.check() }
    latestCheck = { registry.latestCheck() }
    now = Program.monotonicNanoseconds
    timeOfDay = Program.unixNanoseconds
    sendSignal = Program.send
    program = Program.current
    helpers = CancelHelpers()
  }
}
