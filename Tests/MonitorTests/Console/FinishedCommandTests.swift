// What `ps-terminated`, `where-terminated` and `where --locals` print, of values that are known.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite struct FinishedCommandTests {
  private static let place = CodeLocation(function: "work()", file: "Shop.swift", line: 9)

  private static func task(
    _ id: UInt64, _ outcome: TaskOutcome, _ change: (inout FinishedTask) -> Void = { _ in }
  ) -> FinishedTask {
    var task = FinishedTask(id: TaskID(rawValue: id), kind: .task, outcome: outcome)
    task.endedNanosecondsAgo = 2_000_000_000
    task.lifetimeNanoseconds = 5_000_000
    change(&task)
    return task
  }

  private static let failing = task(12, .threw) { task in
    task.name = "fetch 1"
    task.error = "Problem.status(404)\u{1B}"
    task.kind = .groupChild
    task.parent = 10
    task.creator = 10
    task.group = 0x7f00
    task.busyNanoseconds = 41_200
    task.runs = 3
    task.isCancelled = false
    task.spawnedAt = place
    task.lastAt = CodeLocation(function: "read()", file: "Shop.swift", line: 30)
  }

  private static let program = FakeProgram(
    finished: .init(
      tasks: [
        failing, task(11, .cancelled) { $0.error = "CancellationError" },
        task(9, .returned) { $0.name = "boot" },
      ], dropped: 4))

  @Test func finished_tasks_are_listed_newest_first_with_what_is_not_known_left_open() throws {
    #expect(
      try Self.program.lines("ps-terminated") == [
        "   ID  OUTCOME    NAME       ENDED  LIFETIME     BUSY  RUNS  SPAWNED AT        ERROR",
        "   12  threw      fetch 1   2.00 s   5.00 ms  41.2 µs     3  Shop.swift:9      Problem.status(404)\\u{1B}",
        "   11  cancelled  -         2.00 s   5.00 ms        -     -  -                 CancellationError",
        "    9  returned   boot      2.00 s   5.00 ms        -     -  -                 -",
        "showing 3 of 3 finished tasks (dropped 4)",
      ])
  }

  @Test(
    "The rows that are asked for",
    arguments: [
      ("pt --outcome threw", [12], 1), ("pt --outcome=returned", [9], 1), ("pt --name 'fetch *'", [12], 1),
      ("pt --name '*'", [12, 9], 2), ("pt -n 2", [12, 11], nil), ("pt -n 0", [], nil),
      ("pt --all", [12, 11, 9], nil), ("pt --name '*' -n 1", [12], 2), ("pt --older 5ms", [12, 11, 9], 3),
      ("pt --older 6ms", [], 0), ("pt --parent 10", [12], 1), ("pt --cancelled", [], 0),
      ("pt --at 'Shop.swift:*'", [12], 1), ("pt --sort busy", [12, 11, 9], nil),
      ("pt --sort lifetime --outcome cancelled", [11], 1),
    ] as [(String, [UInt64], Int?)])
  func filters(line: String, ids: [UInt64], matching: Int?) throws {
    let objects = try Self.program.objects(line + " --json")
    #expect(objects.compactMap { $0["id"] as? UInt64 } == ids)
    let match = matching.map { $0 == 1 ? "; 1 matches" : "; \($0) match" } ?? ""
    #expect(
      try Self.program.lines(line).last == "showing \(ids.count) of 3 finished tasks (dropped 4)\(match)")
  }

  @Test(
    "Sorted, most comes first, and of those that are alike the latest end",
    arguments: [
      ("ended", [1, 2, 3]), ("lifetime", [3, 1, 2]), ("busy", [2, 1, 3]), ("runs", [1, 2, 3]),
    ] as [(String, [UInt64])])
  func sorting(order: String, ids: [UInt64]) throws {
    let tasks = (1...3).map { id in
      Self.task(id, .returned) { task in
        task.endedNanosecondsAgo = id
        task.lifetimeNanoseconds = id == 3 ? 9 : 5
        task.busyNanoseconds = id == 3 ? nil : id
        task.runs = 4
      }
    }
    let program = FakeProgram(finished: .init(tasks: tasks, dropped: 0))
    #expect(
      try program.objects("pt --sort \(order) --json").compactMap { $0["id"] as? UInt64 } == ids)
  }

  @Test func a_history_of_thousands_comes_in_pieces_and_whole() throws {
    let tasks = (1...2_000).reversed().map { Self.task($0, .returned) }
    let program = FakeProgram(finished: .init(tasks: tasks, dropped: 0))
    #expect(try program.pieces(of: "pt --all").count == 5)
    #expect(
      try program.objects("pt --all --json").compactMap { $0["id"] as? UInt64 } == (1...2_000).reversed())
    #expect(try program.lines("pt").last == "showing 50 of 2000 finished tasks (dropped 0)")
  }

  @Test func an_empty_history_says_so() throws {
    #expect(try FakeProgram().lines("pt").last == "showing 0 of 0 finished tasks (dropped 0)")
    #expect(try FakeProgram().print("pt --json") == "")
  }

  private static func stack(_ task: FinishedTask, _ failure: GroupFailure) -> FinishedStack {
    FinishedStack(
      task: task, lastFrames: [StackFrame(location: place, address: 0x40, isProgramCode: true)],
      lastFramesMissing: nil, spawnFrames: [StackFrame(location: place, address: 0x50, isProgramCode: true)],
      creators: [
        .init(id: 10, name: "root", isAlive: false, isKnown: true, spawnedAt: place),
        .init(id: 1, name: nil, isAlive: false, spawnedAt: nil),
      ], groupFailure: failure)
  }

  @Test func one_end_is_told_with_its_last_await_point_and_its_creators() throws {
    let program = FakeProgram(finishedStacks: [12: Self.stack(Self.failing, .itself)])
    #expect(
      try program.lines("where-terminated 12") == [
        "task 12 \"fetch 1\": threw Problem.status(404)\\u{1B}",
        "  ended 2.00 s ago, lifetime 5.00 ms, busy 41.2 µs, runs 3",
        "  kind group-child, parent 10, creator 10",
        "  cancelled no",
        "  its group's first failure: this one",
        "last await point, innermost first:",
        "  #0 work() at Shop.swift:9",
        "spawned at:",
        "  #0 work() at Shop.swift:9",
        "created by, nearest first:",
        "  task 10 \"root\" spawned at Shop.swift:9 work(), ended",
        "  task 1, creator gone: chain ends",
      ])
  }

  @Test func a_cancelled_child_names_the_one_that_failed_before() throws {
    let task = Self.task(13, .cancelled) { task in
      task.isCancelled = true
      task.cancelledBy = "console 3"
      task.cancelRequestedNanosecondsBefore = 7_000
    }
    let lines = try FakeProgram(finishedStacks: [13: Self.stack(task, .sibling(Self.failing))]).lines("wt 13")
    #expect(
      lines[3...5] == [
        "  cancelled yes, by console 3, asked for 7.00 µs before its end",
        "  its group's first failure: task 12 \"fetch 1\" Problem.status(404)\\u{1B}",
        "  cancelled after task 12 failed",
      ])
  }

  @Test(
    "What failed in a group, in words",
    arguments: [
      (.none, "  its group's first failure: none while it lived", "none"),
      (.unknown, "  its group's first failure: -, the history does not reach back to its spawn", "unknown"),
    ] as [(GroupFailure, String, String)])
  func groups(failure: GroupFailure, line: String, word: String) throws {
    let program = FakeProgram(finishedStacks: [12: Self.stack(Self.failing, failure)])
    #expect(try program.lines("wt 12").contains(line))
    #expect(try program.objects("wt 12 --json")[0]["group_failure"] as? String == word)
  }

  @Test func an_id_that_is_not_there_gets_one_line_that_says_where_it_may_be() throws {
    let program = FakeProgram(tasks: [.fake(5)])
    #expect(try program.print("wt 5") == "error: task 5 is live: where 5 tells of it\n")
    #expect(
      try program.print("wt 6")
        == "error: no finished task has id 6: it never was, or is no longer kept; ps-terminated lists those that are\n"
    )
  }

  @Test func a_request_bears_the_number_of_its_session() throws {
    let sessions = Guarded<[UInt32]>([])
    var questions = FakeProgram().console().questions
    questions.cancel = { _, session in
      sessions.withLock { $0.append(session) }
      return .notFound
    }
    let console = Console(questions: questions)
    guard
      case .reply(let reply) = console.outcome(of: "cancel 5", for: Audience(isInteractive: true, session: 7))
    else {
      Issue.record("cancel has no reply")
      return
    }
    var output: [UInt8] = []
    while reply.next(&output) != .finished {}
    #expect(sessions.withLock { $0 } == [7])
  }

  private static let stackOfFive = TaskStack(
    task: .fake(5), frames: [], framesMissing: nil, spawnFrames: [], creators: [])

  @Test func task_locals_follow_where_they_are_asked_for() throws {
    let locals = TaskLocals(
      values: [
        .init(key: "Trace.id", type: "Int", value: "7"), .init(key: nil, type: "Logger", value: nil),
      ], missing: nil)
    let program = FakeProgram(stacks: [5: Self.stackOfFive], locals: [5: locals])
    #expect(
      try program.lines("where --locals 5").suffix(3) == [
        "task locals, innermost first:", "  Trace.id: Int = 7", "  -: Logger = -",
      ])
    #expect(try !program.print("where 5").contains("task locals"))
    let object = try program.objects("where 5 --locals --json")[0]
    let first = try #require((object["locals"] as? [[String: Any]])?.first)
    #expect(first["key"] as? String == "Trace.id")
    #expect(first["type"] as? String == "Int")
    #expect(first["value"] as? String == "7")
    #expect(try program.objects("where 5 --json")[0]["locals"] == nil)
  }

  @Test(
    "That there are none, and why",
    arguments: [(nil, "  none"), ("it is running", "  none: it is running")] as [(String?, String)])
  func noLocals(missing: String?, line: String) throws {
    let program = FakeProgram(
      stacks: [5: Self.stackOfFive], locals: [5: TaskLocals(values: [], missing: missing)])
    #expect(try program.lines("where 5 --locals").last == line)
  }
}
