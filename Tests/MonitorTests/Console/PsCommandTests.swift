import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct PsCommandTests {
  private static let tasks: [TaskInfo] = [
    .fake(3) { task in
      task.state = .running
      task.waitKind = nil
      task.name = "main"
      task.ageNanoseconds = 192_000_000_000
      task.busyNanoseconds = 41_290_000
      task.runs = 118
      task.spawnedAt = CodeLocation(function: "run()", file: "Main.swift", line: 7)
    },
    .fake(12) { task in
      task.name = "walker"
      task.ageNanoseconds = 1_500_000
      task.busyNanoseconds = 999
      task.runs = 2
      task.isCancelled = true
      task.waitingAt = CodeLocation(function: "walk(_:)", file: "Walker.swift", line: 42)
      task.spawnedAt = CodeLocation(function: "run()", file: "Main.swift", line: 9)
    },
    .fake(13) { task in
      task.parent = 3
      task.waitKind = .task
      task.waitingOn = "12"
      task.waitingAt = CodeLocation(function: "join()", file: nil, line: nil)
    },
    .fake(14) { task in
      task.state = nil
      task.waitKind = nil
      task.isCancelled = nil
    },
  ]

  @Test("A listing shows state, name, times and place, and ends in what it shows of what there is")
  func table() throws {
    #expect(
      try FakeProgram(tasks: Self.tasks).lines("ps") == [
        "   ID  STATE                         NAME          AGE     BUSY  RUNS  AT",
        "    3  running                       main       3m 12s  41.2 ms   118  [Main.swift:7]",
        "   12  suspended (sleep), cancelled  walker    1.50 ms   999 ns     2  Walker.swift:42 walk(_:)",
        "   13  suspended (task 12)           -            0 ns        -     -  join()",
        "   14  -                             -            0 ns        -     -  -",
        "showing 4 of 4 tasks (running 1, ready 0, suspended 2, unknown 1)",
      ])
  }

  @Test("With no task there are titles and a true sum")
  func noTask() throws {
    #expect(
      try FakeProgram().lines("ps") == [
        "   ID  STATE              NAME         AGE     BUSY  RUNS  AT",
        "showing 0 of 0 tasks (running 0, ready 0, suspended 0)",
      ])
  }

  @Test("Sorting by lag shows the lag")
  func lagColumn() throws {
    let task = TaskInfo.fake(1) { $0.lagNanoseconds = 2_500 }
    let lines = try FakeProgram(tasks: [task]).lines("ps --sort lag")
    #expect(lines[0].hasSuffix("RUNS      LAG  AT"))
    #expect(lines[1].hasSuffix("-  2.50 µs  -"))
  }

  @Test(
    "Filters choose rows, leave the sums as they are and count what they admit",
    arguments: [
      ("--state running", [3], 1), ("--state ready", [], 0), ("--name w*", [12], 1),
      ("--name '*'", [3, 12], 2),
      ("--at 'Walker.swift:*'", [12], 1), ("--at 'walk(*'", [12], 1), ("--at '*swift:42 walk*'", [12], 1),
      ("--at Main.swift:7", [3], 1), ("--at 'Main*'", [3], 1), ("--at 'join*'", [13], 1),
      ("--older 3m", [3], 1), ("--older 193s", [], 0), ("--older 1.5ms", [3, 12], 2),
      ("--older 0", [3, 12, 13, 14], 4),
      ("--parent 3", [13], 1), ("--parent 12", [], 0), ("--cancelled", [12], 1),
      ("--state suspended --name walker", [12], 1), ("--state suspended -n 1", [12], 2),
      ("--state suspended --older 1ms --cancelled --at 'Walk*' --name 'w*' --parent 3", [], 0),
      ("--state suspended -n 0", [], 2), ("--older 0 -n 3", [3, 12, 13], 4),
      ("-n 0", [], nil), ("-n 2", [3, 12], nil), ("--all", [3, 12, 13, 14], nil),
    ] as [(String, [Int], Int?)])
  func filters(options: String, ids: [Int], matching: Int?) throws {
    let program = FakeProgram(tasks: Self.tasks)
    let lines = try program.lines("ps \(options)")
    #expect(lines.dropFirst().dropLast().map { Int($0.prefix(5).trimmingPrefix { $0 == " " }) } == ids)
    let match = matching.map { $0 == 1 ? "; 1 matches" : "; \($0) match" } ?? ""
    #expect(
      lines.last == "showing \(ids.count) of 4 tasks (running 1, ready 0, suspended 2, unknown 1)\(match)")
    #expect(try program.objects("ps \(options) --json").map { $0["id"] as? Int } == ids)
  }

  @Test(arguments: [(400, "400 or more match"), (1_000, "500 match")])
  func what_matches_behind_the_last_row_is_counted_up_to_a_bound(bound: Int, count: String) throws {
    let program = FakeProgram(
      tasks: (1...1_000).map { id in .fake(id) { $0.name = id % 2 == 0 ? "even" : nil } })
    var filter = TaskFilter()
    filter.name = Glob("even")
    var listing = PsListing(
      filter: filter, order: nil, limit: 1, audience: .plain, mostCounted: bound,
      begin: program.console().questions.listing)
    var output: [UInt8] = []
    while listing.nextText(&output) == .more {}
    #expect(
      String(decoding: output, as: UTF8.self).split(separator: "\n").last.map(String.init)
        == "showing 1 of 1000 tasks (running 0, ready 0, suspended 1000); \(count)")
    #expect(try program.pieces(of: "ps --name even -n 1 --json").count == 1)
  }

  @Test("Without a limit fifty rows are shown")
  func defaultLimit() throws {
    let lines = try FakeProgram(tasks: (1...60).map { .fake($0) }).lines("ps")
    #expect(lines.count == 52)
    #expect(lines.last == "showing 50 of 60 tasks (running 0, ready 0, suspended 60)")
  }

  @Test("A long listing comes in pieces with each row once", arguments: [1_000, 400, 401, 399, 800])
  func streaming(count: Int) throws {
    let program = FakeProgram(tasks: (1...count).map { .fake(UInt64($0)) })
    let pieces = try program.pieces(of: "ps --all")
    #expect(pieces.count > count / 400)
    #expect(pieces.allSatisfy { $0.count <= 64 << 10 })
    #expect(try program.lines("ps --all").count == count + 2)
    #expect(try program.lines("ps --all --json").count == count)
    #expect(try program.lines("ps -n \(count - 1)").count == count + 1)
    let ids = try program.objects("ps --all --json").compactMap { $0["id"] as? Int }
    #expect(ids == Array(1...count))
  }

  @Test("Tasks that end while they are listed are missing in the count of what is shown, not in the sum")
  func endedMeanwhile() throws {
    var program = FakeProgram(tasks: [.fake(1)])
    var counts = StateCounts()
    counts.suspended = 3
    program.counts = counts
    #expect(try program.lines("ps --all").last == "showing 1 of 3 tasks (running 0, ready 0, suspended 3)")
  }

  @Test("A long name and a long function are cut in the middle")
  func longTexts() throws {
    let task = TaskInfo.fake(1) { task in
      task.name = "upload-" + String(repeating: "x", count: 60) + "-part-17"
      task.waitingAt = CodeLocation(
        function: "f" + String(repeating: "y", count: 200) + "z()", file: "A.swift", line: 1)
    }
    let row = try FakeProgram(tasks: [task]).lines("ps")[1]
    #expect(row.contains("  upload-xxxxx…xxx-part-17  "))
    #expect(row.hasSuffix("yyyz()"))
    #expect(row.count < 180)
  }

  @Test("A name cannot forge a row or reach the terminal")
  func hostileName() throws {
    let task = TaskInfo.fake(1) { $0.name = "a\n\u{1B}[31mb" }
    let lines = try FakeProgram(tasks: [task]).lines("ps")
    #expect(lines.count == 3)
    #expect(lines[1].contains(#"a\n\u{1B}[31mb"#))
    #expect(try FakeProgram(tasks: [task]).objects("ps --json")[0]["name"] as? String == "a\n\u{1B}[31mb")
  }

  @Test("An object has every field, and null where it is unknown")
  func jsonFields() throws {
    let program = FakeProgram(tasks: [
      .fake(UInt64.max) { task in
        task.name = "n"
        task.waitKind = .mainActor
        task.waitingOn = "MainActor"
        task.priority = 25
        task.parent = 7
        task.creator = 8
        task.ageNanoseconds = 1
        task.busyNanoseconds = 2
        task.lagNanoseconds = 3
        task.longestRunNanoseconds = 4
        task.runs = 5
        task.waitingAt = CodeLocation(function: "f()", file: "A.swift", line: 6)
        task.spawnedAt = CodeLocation(function: "g()", file: nil, line: nil)
      },
      Self.tasks[3],
    ])
    #expect(
      try program.lines("ps --json") == [
        #"{"id":18446744073709551615,"name":"n","state":"suspended","wait_kind":"main-actor","waiting_on":"MainActor","#
          + #""cancelled":false,"priority":25,"kind":"task","parent":7,"creator":8,"age_ns":1,"busy_ns":2,"lag_ns":3,"#
          + #""longest_run_ns":4,"runs":5,"waiting_at":"A.swift:6","spawned_at":"g()"}"#,
        #"{"id":14,"name":null,"state":null,"wait_kind":null,"waiting_on":null,"cancelled":null,"priority":null,"#
          + #""kind":"task","parent":null,"creator":null,"age_ns":0,"busy_ns":null,"lag_ns":null,"longest_run_ns":null,"#
          + #""runs":null,"waiting_at":null,"spawned_at":null}"#,
      ])
    #expect(try program.objects("ps --json")[0]["id"] as? UInt64 == .max)
  }
}
