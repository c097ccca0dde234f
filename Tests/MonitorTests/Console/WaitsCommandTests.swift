import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct WaitsCommandTests {
  private static let semaphore = CodeLocation(
    function: "AsyncSemaphore.wait()", file: "AsyncSemaphore.swift", line: 31)
  private static let report = WaitReport(
    groups: [
      WaitGroup(
        count: 10_000, state: .suspended, waitKind: .continuation, waitingAt: semaphore, oldest: 17,
        oldestAgeNanoseconds: 192_000_000_000),
      WaitGroup(
        count: 40, state: .suspended, waitKind: .task, waitingOn: "18", waitingAt: semaphore, oldest: 3,
        oldestAgeNanoseconds: 1_500_000),
      WaitGroup(
        count: 9, state: .suspended, waitKind: .asyncLet, waitsForVarious: true, waitingAt: semaphore,
        oldest: 4,
        oldestAgeNanoseconds: 7),
      WaitGroup(
        count: 2, state: .ready, waitKind: .actor, waitingOn: "Warehouse\n",
        spawnedAt: CodeLocation(function: "run()", file: "Main.swift", line: 7), oldest: 5,
        oldestAgeNanoseconds: 6),
      WaitGroup(count: 1, state: nil, oldest: 6, oldestAgeNanoseconds: 5),
    ],
    others: WaitGroup(count: 30, state: nil, oldest: 99, oldestAgeNanoseconds: 8))

  private let program = FakeProgram(waits: report)

  @Test("Groups stand most first, and the last line counts them and their tasks")
  func table() throws {
    #expect(
      try program.lines("waits") == [
        "COUNT  STATE                     ON            OLDEST    ID  AT",
        "10000  suspended (continuation)  -             3m 12s    17  AsyncSemaphore.swift:31 wait()",
        "   40  suspended (task)          18           1.50 ms     3  AsyncSemaphore.swift:31 wait()",
        "    9  suspended (async-let)     various         7 ns     4  AsyncSemaphore.swift:31 wait()",
        #"    2  ready (actor)             Warehouse\n     6 ns     5  [Main.swift:7]"#,
        "    1  -                         -               5 ns     6  -",
        "   30  -                         -               8 ns    99  other places",
        "showing 6 of 6 groups (10082 tasks)",
      ])
  }

  @Test(
    "Filters choose groups, and the last line counts what they leave",
    arguments: [
      ("--state ready", [2], "1 of 1 groups (2 tasks)"), ("--state running", [], "0 of 0 groups (0 tasks)"),
      ("--at '*wait()'", [10_000, 40, 9], "3 of 3 groups (10049 tasks)"),
      ("--at 'Main.swift:7'", [2], "1 of 1 groups (2 tasks)"),
      ("-n 1", [10_000], "1 of 6 groups (10082 tasks)"), ("-n 0", [], "0 of 6 groups (10082 tasks)"),
      ("--name 'x*'", [], "0 of 0 groups (0 tasks)"), ("--older 5m", [], "0 of 0 groups (0 tasks)"),
      ("--parent 5", [], "0 of 0 groups (0 tasks)"), ("--cancelled", [], "0 of 0 groups (0 tasks)"),
      ("--sort oldest", [10_000, 40, 9, 2, 1, 30], "6 of 6 groups (10082 tasks)"),
      ("--sort count -n 2", [10_000, 40], "2 of 6 groups (10082 tasks)"),
      ("--all", [10_000, 40, 9, 2, 1, 30], "6 of 6 groups (10082 tasks)"),
    ] as [(String, [Int], String)])
  func filters(options: String, counts: [Int], sum: String) throws {
    #expect(try program.lines("waits \(options)").last == "showing \(sum)")
    #expect(try program.objects("waits \(options) --json").map { $0["count"] as? Int } == counts)
  }

  @Test func the_oldest_comes_first_where_one_sorts_by_it() throws {
    var report = Self.report
    report.groups.reverse()
    report.groups.swapAt(0, 2)
    #expect(
      try FakeProgram(waits: report).objects("waits --sort oldest --json").map { $0["oldest_id"] as? Int }
        == [
          17, 3, 4, 5, 6, 99,
        ])
  }

  @Test("Many groups come in pieces with each once", arguments: [199, 200, 201, 1_000])
  func streaming(count: Int) throws {
    let program = FakeProgram(
      waits: WaitReport(
        groups: (1...count).map {
          WaitGroup(count: 1, state: .running, oldest: TaskID(rawValue: UInt64($0)), oldestAgeNanoseconds: 0)
        }))
    #expect(try program.pieces(of: "waits --all").allSatisfy { $0.count <= 64 << 10 })
    #expect(try program.lines("waits --all").count == count + 2)
    let ids = try program.objects("waits --all --json").compactMap { $0["oldest_id"] as? Int }
    #expect(ids == Array(1...count))
    #expect(try program.lines("waits").last == "showing 50 of \(count) groups (\(count) tasks)")
  }

  @Test("An object has every field, and null where it is unknown")
  func jsonFields() throws {
    let lines = try program.lines("waits --json")
    #expect(
      lines[1]
        == #"{"count":40,"state":"suspended","wait_kind":"task","waiting_on":"18","waiting_on_various":false,"#
        + #""waiting_at":"AsyncSemaphore.swift:31","spawned_at":null,"oldest_id":3,"oldest_age_ns":1500000,"#
        + #""other_places":false}"#)
    #expect(
      lines[5]
        == #"{"count":30,"state":null,"wait_kind":null,"waiting_on":null,"waiting_on_various":false,"#
        + #""waiting_at":null,"spawned_at":null,"oldest_id":99,"oldest_age_ns":8,"other_places":true}"#)
  }
}
