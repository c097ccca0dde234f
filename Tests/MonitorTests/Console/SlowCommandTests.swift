import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct SlowCommandTests {
  private static let place = CodeLocation(function: "fetch(_:)", file: "Fetcher.swift", line: 42)
  private static let site = CodeLocation(function: "main()", file: "Main.swift", line: 3)

  private static let report = SlowRunReport(
    thresholdNanoseconds: 100_000_000,
    runs: [
      SlowRun(
        task: 12, name: "fetcher\u{7}", spawnedAt: site, threadID: 70, ageNanoseconds: 2_500_000_000,
        durationNanoseconds: 2_500_000_000, isGoingOn: true, blockedIn: "sleep",
        frames: [StackFrame(location: place, address: 0x1000, isProgramCode: true)]),
      SlowRun(
        task: 13, name: nil, spawnedAt: site, threadID: 71, ageNanoseconds: 61_000_000_000,
        durationNanoseconds: 150_000_000, isGoingOn: false, blockedIn: nil, frames: []),
      SlowRun(
        task: nil, name: nil, spawnedAt: nil, threadID: 71, ageNanoseconds: 62_000_000_000,
        durationNanoseconds: 110_000_000, isGoingOn: false, blockedIn: nil, frames: []),
    ],
    overwritten: 7)

  @Test("Each run has a row: when, how long, which task, the blocking call and the place")
  func text() throws {
    #expect(
      try FakeProgram(slowRuns: Self.report).lines("slow") == [
        #"     BEGAN   LASTED  STATE    TASK  NAME          BLOCKED IN  AT"#,
        #"2.50 s ago   2.50 s  goes on    12  fetcher\u{7}  sleep       Fetcher.swift:42 fetch(_:)"#,
        #"1m 01s ago   150 ms  ended      13  -             -           [Main.swift:3]"#,
        #"1m 02s ago   110 ms  ended       -  -             -           -"#,
        "showing 3 of 3 runs of 100 ms or more; 7 older ones are no longer kept",
      ])
    #expect(
      try FakeProgram(slowRuns: Self.report).lines("slow -n 1").last
        == "showing 1 of 3 runs of 100 ms or more; 7 older ones are no longer kept")
  }

  @Test("As objects they have everything")
  func json() throws {
    #expect(
      try FakeProgram(slowRuns: Self.report).lines("slow --json --limit 2") == [
        #"{"task":12,"name":"fetcher\u0007","thread":70,"age_ns":2500000000,"duration_ns":2500000000,"running":true,"#
          + #""blocked_in":"sleep","at":"Fetcher.swift:42","spawned_at":"Main.swift:3","#
          + #""frames":[{"function":"fetch(_:)","file":"Fetcher.swift","line":42,"address":"0x1000"}]}"#,
        #"{"task":13,"name":null,"thread":71,"age_ns":61000000000,"duration_ns":150000000,"running":false,"#
          + #""blocked_in":null,"at":null,"spawned_at":"Main.swift:3","frames":[]}"#,
      ])
  }

  @Test(
    "Filters choose runs, and the last line counts them",
    arguments: [
      ("--name 'fetch*'", [12], "1 of 3", "; 1 matches"),
      ("--at 'Main.swift:3'", [13], "1 of 3", "; 1 matches"),
      ("--at '*:*'", [12, 13], "2 of 3", "; 2 match"), ("--at '*:*' -n 1", [12], "1 of 3", "; 2 match"),
      ("--sort lasted", [12, 13, nil], "3 of 3", ""), ("--all", [12, 13, nil], "3 of 3", ""),
    ] as [(String, [Int?], String, String)])
  func filters(options: String, tasks: [Int?], shown: String, matching: String) throws {
    let program = FakeProgram(slowRuns: Self.report)
    #expect(try program.objects("slow \(options) --json").map { $0["task"] as? Int } == tasks)
    #expect(
      try program.lines("slow \(options)").last
        == "showing \(shown) runs of 100 ms or more; 7 older ones are no longer kept\(matching)")
  }

  @Test func the_longest_run_comes_first_where_one_sorts_by_it() throws {
    var report = Self.report
    report.runs.reverse()
    #expect(
      try FakeProgram(slowRuns: report).objects("slow --sort lasted --json").map { $0["duration_ns"] as? Int }
        == [2_500_000_000, 150_000_000, 110_000_000])
  }

  @Test("The threshold is set only when it is given")
  func threshold() throws {
    let program = FakeProgram()
    #expect(try program.lines("slow").last == "showing 0 of 0 runs of 100 ms or more")
    #expect(program.threshold.now == 0)
    _ = try program.lines("slow --threshold 250ms")
    #expect(program.threshold.now == 250_000_000)
  }
}
