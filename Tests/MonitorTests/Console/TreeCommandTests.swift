import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct TreeCommandTests {
  private static let place = CodeLocation(function: "Pool.take()", file: "Pool.swift", line: 12)
  private static let tasks: [TaskInfo] = [
    .fake(1) { task in
      task.state = .running
      task.waitKind = nil
      task.name = "main\n"
      task.spawnedAt = CodeLocation(function: "run()", file: "Main.swift", line: 7)
    },
    .fake(12) { task in
      task.parent = 1
      task.creator = 1
      task.isCancelled = true
      task.waitingAt = place
    },
    .fake(13) { task in
      task.creator = 1
      task.waitKind = .task
      task.waitingOn = "12"
    },
    .fake(14) { task in
      task.state = nil
      task.waitKind = nil
      task.creator = 13
    },
  ]

  @Test("A script gets a tree of plain characters")
  func script() throws {
    #expect(
      try FakeProgram(tasks: Self.tasks).lines("tree") == [
        #"1 "main\n" running [Main.swift:7]"#,
        "|- 12 suspended (sleep), cancelled at Pool.swift:12 take()",
        "`~ 13 suspended (task 12)",
        "   `~ 14 -",
        "showing 4 of 4 tasks",
      ])
  }

  @Test("A person gets one of lines, of one task if asked for")
  func person() throws {
    let program = FakeProgram(tasks: Self.tasks)
    #expect(
      try program.lines("tree", isInteractive: true).prefix(4).suffix(3) == [
        "├─ 12 suspended (sleep), cancelled at Pool.swift:12 take()", "└┄ 13 suspended (task 12)",
        "   └┄ 14 -",
      ])
    #expect(
      try program.lines("tree 13", isInteractive: true) == [
        "13 suspended (task 12)", "└┄ 14 -", "showing 2 of 2 tasks",
      ])
    #expect(
      try program.lines("tree 5") == [
        "error: no live task has id 5: it has ended or never was; ps lists the live ones"
      ])
  }

  /// One parent, a thousand alike children, each with one child.
  private static let many: [TaskInfo] =
    [.fake(1)]
    + (2...1_001).map { id in
      .fake(id) { task in
        task.parent = 1
        task.waitingAt = place
        task.name = "session \(id)"
      }
    }
    + (1_002...2_001).map { id in
      .fake(id) { task in
        task.parent = TaskID(rawValue: id - 1_000)
        task.waitKind = .continuation
      }
    }

  @Test("A thousand alike siblings are a few lines, and the sum is true")
  func folding() throws {
    let program = FakeProgram(tasks: Self.many)
    let lines = try program.lines("tree")
    #expect(lines.count == 9)
    #expect(lines[1] == #"|- 2 "session 2" suspended (sleep) at Pool.swift:12 take()"#)
    #expect(lines[2] == "|  `- 1002 suspended (continuation)")
    #expect(
      lines[7] == "`- ... 997 more like this, with 997 below: suspended (sleep) at Pool.swift:12 take()")
    #expect(lines[8] == "showing 7 of 2001 tasks (1994 folded)")
    #expect(try program.lines("tree", isInteractive: true)[7].hasPrefix("└─ … 997 more like this"))
  }

  @Test("All is every task once, in pieces; a limit counts lines")
  func streaming() throws {
    let program = FakeProgram(tasks: Self.many)
    let lines = try program.lines("tree --all")
    #expect(lines.count == 2_002)
    #expect(lines.last == "showing 2001 of 2001 tasks")
    #expect(try program.pieces(of: "tree --all").allSatisfy { $0.count <= 64 << 10 })
    let ids = try program.objects("tree --all --json").compactMap { $0["id"] as? Int }
    #expect(ids.count == 2_001 && Set(ids) == Set(1...2_001))
    #expect(try program.lines("tree -n 3").count == 4)
    #expect(try program.lines("tree -n 3").last == "showing 3 of 2001 tasks")
    #expect(try program.lines("tree -n 0") == ["showing 0 of 2001 tasks"])
    #expect(try program.lines("tree --json").count == 50)
  }

  @Test("A task that has ended since says so, where something hangs on it; objects leave it out")
  func ended() throws {
    let program = FakeProgram(tasks: Self.tasks, ended: [13])
    #expect(try program.lines("tree 13") == ["13 has ended", "`~ 14 -", "showing 2 of 2 tasks"])
    let objects = try program.objects("tree --json")
    #expect(objects.map { $0["id"] as? Int } == [1, 12, 14])
    #expect(objects.map { $0["depth"] as? Int } == [0, 1, 2])
    #expect(objects.map { $0["under"] as? Int } == [nil, 1, 13])
  }

  @Test(
    "A filter leaves the tasks it admits and those that they stand under",
    arguments: [
      ("tree --state suspended", [1, 12, 13], "3 of 4 tasks; 2 match"),
      ("tree --cancelled", [1, 12], "2 of 4 tasks; 1 matches"),
      ("tree --name 'x*'", [], "0 of 4 tasks; 0 match"),
      ("tree --at 'Main*'", [1], "1 of 4 tasks; 1 matches"),
      ("tree 13 --older 0", [13, 14], "2 of 2 tasks; 2 match"),
      ("tree 13 --cancelled", [], "0 of 2 tasks; 0 match"),
      ("tree 13 --state ready", [], "0 of 2 tasks; 0 match"),
      ("tree 1 --cancelled", [1, 12], "2 of 4 tasks; 1 matches"),
    ] as [(String, [Int], String)])
  func filters(line: String, ids: [Int], sum: String) throws {
    let program = FakeProgram(tasks: Self.tasks)
    #expect(try program.lines(line).last == "showing \(sum)")
    #expect(try program.objects(line + " --json").map { $0["id"] as? Int } == ids)
    #expect(try program.lines(line).dropLast().count == ids.count)
  }

  @Test func what_a_filter_leaves_is_folded_like_any_other() throws {
    let lines = try FakeProgram(tasks: Self.many).lines("tree --at 'Pool*'")
    #expect(lines.count == 6)
    #expect(lines[4] == "`- ... 997 more like this: suspended (sleep) at Pool.swift:12 take()")
    #expect(lines[5] == "showing 4 of 2001 tasks (997 folded); 1000 match")
  }

  @Test func in_a_terminal_a_long_line_loses_its_middle() throws {
    let task = TaskInfo.fake(7) { task in
      task.name = String(repeating: "long ", count: 40)
      task.waitingAt = Self.place
    }
    let terminal = Audience(isInteractive: true, terminal: TerminalSize(columns: 40, rows: 24))
    #expect(
      try FakeProgram(tasks: [task]).lines("tree", for: terminal)[0]
        == #"7 "long long long lo…ool.swift:12 take()"#)
  }
}
