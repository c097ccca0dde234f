import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct LoopLagCommandTests {
  private static var report: LagReport {
    var runs = LagReport.Distribution()
    runs.count = 30
    runs.p50Nanoseconds = 4_096
    runs.p90Nanoseconds = 9_000
    runs.p99Nanoseconds = 15_000
    runs.maxNanoseconds = 14_321
    runs.buckets = [
      .init(upperNanoseconds: 4_096, count: 20), .init(upperNanoseconds: 9_000, count: 5),
      .init(upperNanoseconds: 40_000, count: 5),
    ]
    let probe = LagReport.Probe(
      intervalNanoseconds: 100_000_000, delays: LagReport.Distribution(),
      outstandingNanoseconds: 3_120_000_000, isOverdue: true,
      overdueAfterNanoseconds: 100_000_000)
    return LagReport(
      executors: [
        .init(name: "pool", runs: runs, probe: probe), .init(name: "main-actor", runs: nil, probe: nil),
      ],
      holders: [
        .init(
          task: 12, name: "spin\u{1B}", threadID: 4_712, runningNanoseconds: 3_000_000_000,
          spawnedAt: CodeLocation(function: "go()", file: "Spin.swift", line: 5)),
        .init(task: nil, name: nil, threadID: 4_713, runningNanoseconds: 10, spawnedAt: nil),
      ])
  }

  @Test("An overdue probe comes first and loud, then percentiles, bars and who holds the threads")
  func text() throws {
    #expect(
      try FakeProgram(lag: Self.report).lines("loop-lag") == [
        "OVERDUE: the probe of pool has not come back for 3.12 s (overdue after 100 ms): what is ready there waits",
        "EXECUTOR    SOURCE  COUNT      P50      P90      P99      MAX",
        "pool        runs       30  4.09 µs  9.00 µs  15.0 µs  14.3 µs",
        "pool        probe       0        -        -        -        -",
        "main-actor  runs        -        -        -        -        -",
        "main-actor  probe       -        -        -        -        -",
        "DELAY UP TO  pool runs",
        "    5.00 µs  ######################      20",
        "    10.0 µs  #####                        5",
        "    20.0 µs                               0",
        "    50.0 µs  #####                        5",
        "tasks that hold threads now, longest first",
        "THREAD  TASK  NAME        RUNNING  SPAWNED AT",
        #"  4712    12  spin\u{1B}   3.00 s  Spin.swift:5 go()"#,
        "  4713     -  -             10 ns  -",
      ])
  }

  @Test("As an object it has what is printed, with nanoseconds")
  func json() throws {
    let object = try #require(try FakeProgram(lag: Self.report).objects("lag --json").first)
    #expect(Set(object.keys) == ["executors", "holders"])
    let executors = try #require(object["executors"] as? [[String: Any]])
    #expect(executors.map { $0["name"] as? String } == ["pool", "main-actor"])
    let runs = try #require(executors[0]["runs"] as? [String: Any])
    #expect(Set(runs.keys) == ["count", "p50_ns", "p90_ns", "p99_ns", "max_ns", "histogram"])
    #expect(runs["max_ns"] as? Int == 14_321)
    #expect((runs["histogram"] as? [[String: Int]])?.first == ["upper_ns": 4_096, "count": 20])
    let probe = try #require(executors[0]["probe"] as? [String: Any])
    #expect(probe["overdue"] as? Bool == true)
    #expect(probe["outstanding_ns"] as? Int == 3_120_000_000)
    #expect(probe["p50_ns"].map { "\($0)" } == "<null>")
    let holders = try #require(object["holders"] as? [[String: Any]])
    #expect(holders[0]["task"] as? Int == 12)
    #expect(holders[0]["name"] as? String == "spin\u{1B}")
  }

  @Test("The greeting is three lines and shouts when the pool is stuck")
  func greeting() {
    var program = FakeProgram(tasks: [.fake(1), .fake(2) { $0.state = .running }], lag: Self.report)
    #expect(
      program.console().greeting()
        == "shop, pid 4711, Swift 6.3, up 3m 12s\n"
        + "2 tasks live, 1 running; pool lag OVERDUE: a probe has been waiting for 3.12 s; see loop-lag\n"
        + "type help for the commands, quit to leave\n")
    program.lag.executors[0].probe = nil
    #expect(program.console().greeting().contains("pool lag p50 4.09 µs, p99 15.0 µs\n"))
    program.lag.executors = []
    #expect(program.console().greeting().contains("pool lag -\n"))
  }

  @Test("The process is known by name, id, Swift and age")
  func program() {
    let program = Program.current()
    #expect(!program.name.isEmpty && !program.name.contains("/"))
    #expect(program.pid > 0)
    #expect(program.swiftVersion.split(separator: ".").count == 2)
    #expect(
      Program.startTicks(stat: "12 (a) b) c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21")
        == 4_711)
    #expect(Program.startTicks(stat: "") == nil)
  }
}
