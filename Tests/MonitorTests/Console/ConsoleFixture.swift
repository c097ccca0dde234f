// A program made of values, and a reader that takes replies without a thread or a clock.
import Foundation
import Testing

@testable import MonitorServer
@testable import TaskRegistry

/// What the console is told in a test; everything has a harmless default.
struct FakeProgram: Sendable {
  var tasks: [TaskInfo] = []
  var counts: StateCounts?
  var waits = WaitReport(groups: [])
  var ended: Set<TaskID> = []
  var stacks: [TaskID: TaskStack] = [:]
  var threads: [ThreadInfo] = []
  var slowRuns = SlowRunReport(thresholdNanoseconds: 100_000_000, runs: [], overwritten: 0)
  var locals: [TaskID: TaskLocals] = [:]
  var finished = Registry.FinishedListing(tasks: [], dropped: 0)
  var finishedStacks: [TaskID: FinishedStack] = [:]
  var descendants: [TaskID: [TaskID]] = [:]
  var cancel: @Sendable (TaskID) -> CancelResult = { _ in .notFound }
  var ending: @Sendable (TaskID) -> Registry.Ending = { _ in .gone }
  /// What each look in turn finds; the last one again and again.
  var busyness = [BusySample()]
  /// What each look in turn finds; nothing after that.
  var news: [EventNews] = []
  var statistics = Statistics()
  var lag = LagReport(executors: [], holders: [])
  var check = CheckReport(results: CheckName.allCases.map { CheckResult($0) })
  var latestCheck: CheckReport?
  var helpers = CancelHelpers(startThread: { body in
    body()
    return true
  })
  let clock = FakeClock()
  let resets = FakeClock()
  /// How many looks were to interrupt threads.
  let interrupts = FakeClock()
  /// The signals that were sent.
  let signals = Guarded<[Int32]>([])
  var signalError: Int32?
  /// The threshold that was set last.
  let threshold = FakeClock()

  /// A console that asks this program.
  func console(table: CommandTable = .standard) -> Console {
    Console(
      questions: Questions(
        listing: { [self] order in listing(order) },
        waits: { [self] filter in
          // Two looks before the answer, as a real one takes several.
          var looks = 0
          return {
            looks += 1
            guard looks > 2 else { return nil }
            return filter.choosesByFacts ? WaitReport(groups: []) : waits
          }
        },
        kinship: { [self] in kinship() },
        task: { [self] id in tasks.first { $0.id == id } },
        stack: { [self] id, isInterrupting in
          if isInterrupting { interrupts.advance(1) }
          return stacks[id]
        },
        threads: { [self] isInterrupting in
          if isInterrupting { interrupts.advance(1) }
          return threads
        },
        thread: { [self] id, isInterrupting in
          if isInterrupting { interrupts.advance(1) }
          return threads.first { $0.id == id }
        },
        slowRuns: { [self] in slowRuns },
        setSlowRunThreshold: { [threshold] in threshold.advance($0 - threshold.now) },
        locals: { [self] in locals[$0] },
        finished: { [self] in finished },
        finishedStack: { [self] in finishedStacks[$0] },
        descendants: { [self] in descendants[$0] ?? [] },
        cancel: { [cancel] id, _ in cancel(id) },
        ending: ending,
        busyness: { [self] in followBusyness() },
        events: { [self] kinds in followEvents(kinds) },
        statistics: { [self] isReset in
          if isReset { resets.advance(1) }
          return statistics
        },
        loopLag: { [self] isReset in
          if isReset { resets.advance(1) }
          return lag
        },
        check: { [self] in check },
        latestCheck: { [self] in latestCheck },
        now: { [clock] in clock.now },
        timeOfDay: { [clock] in Self.midnight + clock.now },
        sendSignal: { [signals, signalError] number in
          signals.withLock { $0.append(number) }
          return signalError
        },
        program: {
          Program(name: "shop", pid: 4_711, swiftVersion: "6.3", uptimeNanoseconds: 192_000_000_000)
        },
        helpers: helpers),
      table: table)
  }

  /// Tasks in `ended` have ended since.
  private func kinship() -> Questions.Kinship {
    let sorted = tasks.sorted { $0.id < $1.id }
    var groups: [WaitGroup] = []
    let numbers = sorted.map { task in
      let group = WaitGroup(
        count: 0, state: task.state, waitKind: task.waitKind, waitingAt: task.waitingAt,
        spawnedAt: task.waitingAt == nil ? task.spawnedAt : nil, oldest: 0, oldestAgeNanoseconds: 0)
      if let known = groups.firstIndex(of: group) { return known }
      groups.append(group)
      return groups.count - 1
    }
    return Questions.Kinship(
      links: sorted.map {
        TaskLink(id: $0.id.rawValue, parent: $0.parent?.rawValue ?? 0, creator: $0.creator?.rawValue ?? 0)
      },
      standings: { positions in positions.map { numbers[$0] } },
      group: { [groups] in groups[$0] },
      describe: { positions in positions.map { ended.contains(sorted[$0].id) ? nil : sorted[$0] } })
  }

  /// The beginning of a day, in UTC.
  static let midnight: UInt64 = 1_795_564_800_000_000_000

  private func followBusyness() -> Questions.Busyness {
    var looks = 0
    return Questions.Busyness(
      look: { looks += 1 },
      sample: { wish in
        var sample = busyness[max(0, min(looks, busyness.count) - 1)]
        sample.rows.removeAll { row in
          wish.isWanted.map { !$0(row.task) } ?? (wish.state != nil && row.task.state != wish.state)
        }
        switch wish.order {
        case .busy: sample.rows.sort { $0.busyNanoseconds ?? 0 > $1.busyNanoseconds ?? 0 }
        case .runs: sample.rows.sort { $0.runs ?? 0 > $1.runs ?? 0 }
        case .lag: sample.rows.sort { $0.task.lagNanoseconds ?? 0 > $1.task.lagNanoseconds ?? 0 }
        case .age: sample.rows.sort { $0.task.ageNanoseconds > $1.task.ageNanoseconds }
        }
        sample.rows = Array(sample.rows.prefix(wish.limit))
        return sample
      })
  }

  private func followEvents(_ kinds: Set<TaskEvent.Kind>) -> () -> EventNews {
    var rest = news[...]
    return {
      var next = rest.popFirst() ?? EventNews()
      next.events.removeAll { !kinds.contains($0.kind) }
      return next
    }
  }

  private func listing(_ order: TaskOrder?) -> Questions.Listing {
    var known = StateCounts()
    for task in tasks {
      switch task.state {
      case .running: known.running += 1
      case .ready: known.ready += 1
      case .suspended: known.suspended += 1
      case nil: known.unknown += 1
      }
    }
    var rest = sorted(order)[...]
    return Questions.Listing(counts: counts ?? known) { most in
      let piece = rest.prefix(most)
      rest = rest.dropFirst(most)
      return Array(piece)
    }
  }

  private func sorted(_ order: TaskOrder?) -> [TaskInfo] {
    switch order {
    case nil: tasks
    case .id: tasks.sorted { $0.id < $1.id }
    case .age: tasks.sorted { $0.ageNanoseconds > $1.ageNanoseconds }
    case .busy: tasks.sorted { $0.busyNanoseconds > $1.busyNanoseconds }
    case .runs: tasks.sorted { $0.runs > $1.runs }
    case .lag: tasks.sorted { $0.lagNanoseconds ?? 0 > $1.lagNanoseconds ?? 0 }
    }
  }

  /// Everything a line prints.
  func print(_ line: String, isInteractive: Bool = false) throws -> String {
    String(decoding: try pieces(of: line, isInteractive: isInteractive).joined(), as: UTF8.self)
  }

  /// What a line prints, line by line.
  func lines(_ line: String, isInteractive: Bool = false) throws -> [String] {
    let text = try print(line, isInteractive: isInteractive)
    try #require(text.isEmpty || text.hasSuffix("\n"))
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// What a line prints for this audience, line by line, colours and all.
  func lines(_ line: String, for audience: Audience, table: CommandTable = .standard) throws -> [String] {
    let bytes = try pieces(of: line, for: audience, table: table).joined()
    let text = String(decoding: bytes, as: UTF8.self)
    try #require(text.isEmpty || text.hasSuffix("\n"))
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// What a line prints, piece by piece; time passes only where the reply asks for it.
  func pieces(of line: String, isInteractive: Bool = false) throws -> [[UInt8]] {
    try pieces(of: line, for: Audience(isInteractive: isInteractive))
  }

  /// The same for this audience.
  func pieces(of line: String, for audience: Audience, table: CommandTable = .standard) throws -> [[UInt8]] {
    guard case .reply(let reply) = console(table: table).outcome(of: line, for: audience) else { return [] }
    var pieces: [[UInt8]] = []
    for _ in 0..<100_000 {
      var output: [UInt8] = []
      let step = reply.next(&output)
      pieces.append(output)
      switch step {
      case .finished: return pieces
      case .more: continue
      case .later(let nanoseconds): clock.advance(nanoseconds)
      }
    }
    Issue.record("the reply never ends")
    return pieces
  }

  /// What a line prints, as objects of JSON.
  func objects(_ line: String) throws -> [[String: Any]] {
    try lines(line).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }
}

/// A clock that stands still until it is told to go on.
final class FakeClock: Sendable {
  private let time = Guarded<UInt64>(0)
  var now: UInt64 { time.withLock { $0 } }
  func advance(_ nanoseconds: UInt64) { time.withLock { $0 += nanoseconds } }
}

extension TaskInfo {
  /// A suspended task; what matters to a test is set in `change`.
  static func fake(_ id: UInt64, _ change: (inout TaskInfo) -> Void = { _ in }) -> TaskInfo {
    var task = TaskInfo(id: TaskID(rawValue: id), kind: .task)
    task.state = .suspended
    task.waitKind = .sleep
    task.isCancelled = false
    change(&task)
    return task
  }
}

extension TaskID: ExpressibleByIntegerLiteral {
  /// Ids in tests are plain numbers.
  public init(integerLiteral value: UInt64) { self.init(rawValue: value) }
}
