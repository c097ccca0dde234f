// A small shop of fixed values: what help's examples print is compared with what it answers, letter by letter.
@testable import MonitorServer
@testable import TaskRegistry

extension FakeProgram {
  /// A shop: a service, orders it works on, one of them stuck at its payment, and a report that holds a thread.
  static let shop: FakeProgram = {
    var program = FakeProgram()
    program.tasks = [report, service, stuck, waiting]
    program.waits = WaitReport(groups: [
      WaitGroup(
        count: 2, state: .suspended, waitKind: .continuation, waitingAt: charge, oldest: 31,
        oldestAgeNanoseconds: 48_000_000_000),
      WaitGroup(
        count: 1, state: .suspended, waitKind: .group, waitingAt: serve, oldest: 12,
        oldestAgeNanoseconds: 192_000_000_000),
    ])
    program.stacks = [
      31: TaskStack(
        task: stuck, frames: [frame(charge), frame(take)], framesMissing: nil, spawnFrames: [frame(serve)],
        creators: [.init(id: 12, name: "orders", isAlive: true, spawnedAt: main)]),
      40: {
        var stack = TaskStack(
          task: report, frames: [frame(sum)], framesMissing: nil, spawnFrames: [frame(main)], creators: [])
        stack.thread = thread
        return stack
      }(),
    ]
    program.threads = [thread]
    program.slowRuns = slow
    program.finished = Registry.FinishedListing(tasks: [failed, returned], dropped: 0)
    program.finishedStacks = [
      29: FinishedStack(
        task: failed, lastFrames: [frame(charge)], lastFramesMissing: nil, spawnFrames: [frame(serve)],
        creators: [.init(id: 12, name: "orders", isAlive: true, spawnedAt: main)], groupFailure: .itself),
      28: FinishedStack(
        task: returned, lastFrames: [frame(charge)], lastFramesMissing: nil, spawnFrames: [frame(serve)],
        creators: [.init(id: 12, name: "orders", isAlive: true, spawnedAt: main)], groupFailure: .none),
    ]
    program.descendants = [12: [31, 32]]
    program.cancel = { _ in .requested }
    program.ending = { id in id == 31 ? .live : .ended(outcome: .cancelled, nanoseconds: 3_100_000) }
    program.lag = lag
    program.check.results = program.check.results.map { result in
      result.check == .stuck
        ? CheckResult(
          .stuck,
          findings: [
            CheckFinding(
              .stuck(spawnedAt: serve, ended: 212, lifetime: 5_030_000_000),
              subjects: [.init(stuck, nanoseconds: 48_000_000_000)], count: 1)
          ]) : result
    }
    program.statistics = statistics
    return program
  }()

  private static let main = CodeLocation(function: "main()", file: "Main.swift", line: 9)
  private static let serve = CodeLocation(
    function: "OrderService.serve()", file: "OrderService.swift", line: 31)
  private static let take = CodeLocation(
    function: "OrderService.take(_:)", file: "OrderService.swift", line: 44)
  private static let charge = CodeLocation(function: "Payment.charge(_:)", file: "Payment.swift", line: 58)
  private static let sum = CodeLocation(function: "Report.sum()", file: "Report.swift", line: 17)

  private static func frame(_ place: CodeLocation) -> StackFrame {
    StackFrame(location: place, address: 0x40, isProgramCode: true)
  }

  private static let report = TaskInfo.fake(40) { task in
    task.name = "report"
    task.state = .running
    task.waitKind = nil
    task.ageNanoseconds = 90_000_000_000
    task.busyNanoseconds = 88_000_000_000
    task.runs = 2
    task.spawnedAt = main
  }

  private static let service = TaskInfo.fake(12) { task in
    task.name = "orders"
    task.waitKind = .group
    task.ageNanoseconds = 192_000_000_000
    task.busyNanoseconds = 41_290_000
    task.runs = 118
    task.waitingAt = serve
  }

  private static let stuck = order(31, "order 17", age: 48_000_000_000)
  private static let waiting = order(32, "order 18", age: 700_000_000)

  private static func order(_ id: UInt64, _ name: String, age: UInt64) -> TaskInfo {
    .fake(id) { task in
      task.name = name
      task.kind = .groupChild
      task.parent = 12
      task.creator = 12
      task.priority = 21
      task.waitKind = .continuation
      task.ageNanoseconds = age
      task.busyNanoseconds = 1_200_000
      task.longestRunNanoseconds = 900_000
      task.lagNanoseconds = 59_100
      task.runs = 4
      task.waitingAt = charge
      task.spawnedAt = serve
    }
  }

  private static let thread: ThreadInfo = {
    var thread = ThreadInfo(id: 4_712)
    thread.name = "shop"
    thread.activity = .blocked
    thread.task = 40
    thread.taskName = "report"
    thread.runningNanoseconds = 88_000_000_000
    thread.blockedIn = "sleep"
    thread.systemCall = "clock_nanosleep"
    thread.spawnedAt = main
    thread.frames = [frame(sum)]
    return thread
  }()

  private static let slow = SlowRunReport(
    thresholdNanoseconds: 100_000_000,
    runs: [
      SlowRun(
        task: 40, name: "report", spawnedAt: main, threadID: 4_712, ageNanoseconds: 88_000_000_000,
        durationNanoseconds: 88_000_000_000, isGoingOn: true, blockedIn: "sleep", frames: [frame(sum)]),
      SlowRun(
        task: 28, name: "order 16", spawnedAt: serve, threadID: 4_713, ageNanoseconds: 95_000_000_000,
        durationNanoseconds: 150_000_000, isGoingOn: false, blockedIn: nil, frames: []),
    ], overwritten: 0)

  private static func finished(_ id: UInt64, _ name: String, _ outcome: TaskOutcome) -> FinishedTask {
    var task = FinishedTask(id: TaskID(rawValue: id), kind: .groupChild, outcome: outcome)
    task.name = name
    task.endedNanosecondsAgo = 2_000_000_000
    task.lifetimeNanoseconds = 310_000_000
    task.busyNanoseconds = 1_100_000
    task.runs = 3
    task.isCancelled = false
    task.parent = 12
    task.creator = 12
    task.spawnedAt = serve
    task.lastAt = charge
    return task
  }

  private static let failed: FinishedTask = {
    var task = finished(29, "order 15", .threw)
    task.error = "PaymentError.declined(402)"
    return task
  }()

  private static let returned: FinishedTask = {
    var task = finished(28, "order 16", .returned)
    task.endedNanosecondsAgo = 94_000_000_000
    task.lifetimeNanoseconds = 4_900_000_000
    return task
  }()

  private static let lag: LagReport = {
    var runs = LagReport.Distribution()
    runs.count = 1_204
    runs.p50Nanoseconds = 59_000
    runs.p90Nanoseconds = 120_000
    runs.p99Nanoseconds = 8_570_000
    runs.maxNanoseconds = 31_400_000
    runs.buckets = [
      .init(upperNanoseconds: 100_000, count: 1_000), .init(upperNanoseconds: 10_000_000, count: 204),
    ]
    let probe = LagReport.Probe(
      intervalNanoseconds: 100_000_000, delays: LagReport.Distribution(),
      outstandingNanoseconds: 3_120_000_000,
      isOverdue: true, overdueAfterNanoseconds: 100_000_000)
    let holder = LagReport.Holder(
      task: 40, name: "report", threadID: 4_712, runningNanoseconds: 88_000_000_000, spawnedAt: main)
    return LagReport(executors: [.init(name: "pool", runs: runs, probe: probe)], holders: [holder])
  }()

  private static let statistics: Statistics = {
    var statistics = Statistics()
    statistics.sinceStart.elapsedNanoseconds = 192_000_000_000
    statistics.sinceStart.spawned = 216
    statistics.sinceStart.returned = 211
    statistics.sinceStart.threw = 1
    statistics.sinceStart.runs = 1_204
    statistics.sinceReset = statistics.sinceStart
    statistics.live = 4
    statistics.running = 1
    statistics.suspended = 3
    statistics.peakLive = 9
    statistics.sites = [
      .init(location: serve, spawned: 214, live: 2), .init(location: main, spawned: 2, live: 2),
    ]
    return statistics
  }()
}
