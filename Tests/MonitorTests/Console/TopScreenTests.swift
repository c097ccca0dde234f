import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct TopScreenTests {
  private static func row(_ id: UInt64, _ name: String?, busy: UInt64?, runs: UInt64?) -> BusySample.Row {
    let task = TaskInfo.fake(id) { task in
      task.name = name
      task.runs = 9
      task.ageNanoseconds = id * 1_000_000_000
      task.lagNanoseconds = 1_000 * id
      task.waitingAt = CodeLocation(function: "walk()", file: "Walker.swift", line: Int(id))
    }
    return BusySample.Row(task: task, busyNanoseconds: busy, runs: runs)
  }

  private static func sample(_ rows: [BusySample.Row]) -> BusySample {
    var sample = BusySample()
    sample.elapsedNanoseconds = 1_000_000_000
    sample.counts.running = 1
    sample.counts.suspended = rows.count
    sample.spawned = 12
    sample.ended = 3
    sample.threads = 4
    sample.busyThreads = 1
    sample.lag.count = 10
    sample.lag.p50Nanoseconds = 60_200
    sample.lag.p99Nanoseconds = 8_570_000
    sample.lagHistory = [50_000, nil, 5_000_000, 200_000_000]
    sample.rows = rows
    return sample
  }

  private static let rows = [
    row(7, "walker", busy: 123_000_000, runs: 5), row(8, "fetch", busy: 50_000_000, runs: 40),
    row(9, nil, busy: 0, runs: 0),
  ]

  private static func program(_ samples: BusySample...) -> FakeProgram {
    var program = FakeProgram()
    program.busyness = samples.isEmpty ? [sample(rows)] : samples
    return program
  }

  private static let small = TerminalSize(columns: 80, rows: 10)

  @Test("The header tells tasks, pool and lag; the rows stand below, the busiest first; the keys are last")
  func picture() throws {
    let driver = try ScreenDriver(Self.program(), "top", size: Self.small)
    #expect(
      driver.lines == [
        "shop, pid 4711, up 3m 12s; every 1.00 s by busy",
        "tasks 4: running 1, ready 0, suspended 3; spawned 12.0/s, ended 3.00/s",
        "pool: 1 of 4 threads busy; lag p50 60.2 µs, p99 8.57 ms  ▁ ▅█",
        "   ID    CORE   RUNS  STATE              NAME          AT",
        "    7   12.3%      5  suspended (sleep)  walker        Walker.swift:7 walk()",
        "    8    5.0%     40  suspended (sleep)  fetch         Walker.swift:8 walk()",
        "    9    0.0%      0  suspended (sleep)  -             Walker.swift:9 walk()", "", "",
        "q leave  s sort  / filter  p pause  c cancel  Enter where  ? help",
      ])
    #expect(driver.terminal.rows[4].allSatisfy { $0.look == Look.plain.reversed })
    #expect(driver.terminal.rows[5].allSatisfy { $0.look == .plain })
  }

  @Test("A refresh with little change sends a few hundred bytes at most")
  func bytes() throws {
    var second = Self.sample(
      (1...30).map { Self.row($0, "worker \($0)", busy: (40 - $0) * 1_000_000, runs: $0) })
    var first = second
    first.rows[3].busyNanoseconds = 36_500_000
    first.rows[5].runs = 99
    second.lagHistory.append(2_000_000)
    second.spawned = 13
    var driver = try ScreenDriver(Self.program(first, second), "top")
    let whole = driver.sentBytes
    driver.wait()
    #expect(driver.sentBytes > 0)
    #expect(driver.sentBytes < 400, "\(driver.sentBytes) bytes; the whole picture has \(whole)")
  }

  @Test("The chosen task stays chosen wherever its row goes, and nobody is chosen in its place unseen")
  func selection() throws {
    let other = Self.sample([
      Self.row(8, "fetch", busy: 900_000_000, runs: 41), Self.row(7, "walker", busy: 1_000, runs: 1),
    ])
    var driver = try ScreenDriver(
      Self.program(Self.sample(Self.rows), other, Self.sample([Self.rows[0]])), "top", size: Self.small)
    driver.press(.down)
    #expect(driver.terminal.rows[5].first?.look == Look.plain.reversed)
    driver.wait()
    #expect(driver.lines[4].contains("fetch"))
    #expect(driver.terminal.rows[4].first?.look == Look.plain.reversed)
    driver.press(.character("c"))
    #expect(driver.lines.last == #"cancel task 8 "fetch"? y/N"#)
  }

  @Test("More rows than fit are scrolled through, with the chosen one in sight")
  func scrolling() throws {
    let sample = Self.sample((1...30).map { Self.row($0, "worker \($0)", busy: 1_000 - $0, runs: 1) })
    var driver = try ScreenDriver(Self.program(sample), "top", size: Self.small)
    #expect(driver.lines[4].contains("worker 1 ") && driver.lines[8].contains("worker 5 "))
    for _ in 0..<7 { driver.press(.down) }
    #expect(driver.lines[8].contains("worker 8 "))
    #expect(driver.terminal.rows[8].first?.look == Look.plain.reversed)
    driver.press(.pageUp)
    driver.press(.pageUp)
    #expect(driver.lines[4].contains("worker 1 "))
    driver.press(.pageDown, .home)
    #expect(driver.terminal.rows[4].first?.look == Look.plain.reversed)
  }

  @Test("s goes through the orders and shows which")
  func sorting() throws {
    var driver = try ScreenDriver(Self.program(), "top", size: Self.small)
    driver.press(.character("s"))
    #expect(driver.lines[0].hasSuffix("by runs") && driver.lines[4].contains("fetch"))
    driver.press(.character("s"))
    #expect(driver.lines[0].hasSuffix("by lag") && driver.lines[3].contains("LAG"))
    driver.press(.character("s"))
    #expect(driver.lines[0].hasSuffix("by age") && driver.lines[4].contains("9.00 s"))
    driver.press(.character("s"))
    #expect(driver.lines[0].hasSuffix("by busy"))
  }

  @Test(
    "A name that is typed after / filters the rows, as a part or as a pattern; Escape leaves it as it was")
  func filter() throws {
    var driver = try ScreenDriver(Self.program(), "top", size: Self.small)
    driver.type("/fetx")
    driver.press(.backspace)
    #expect(driver.lines.last == "names with (Enter: look, Escape: leave it): fet_")
    driver.press(.enter)
    #expect(driver.lines[0].hasSuffix(", names with fet"))
    #expect(driver.lines[4].contains("fetch") && driver.lines[5] == "")
    driver.press(.character("/"))
    driver.type("zzz")
    driver.press(.escape)
    #expect(driver.lines[4].contains("fetch"))
    driver.press(.character("/"), .control("u"))
    driver.type("*k*r")
    driver.press(.enter)
    #expect(driver.lines[4].contains("walker") && driver.lines[5] == "")
    #expect(!driver.isOver)
  }

  @Test("p stands still until it is pressed again, and says so")
  func pause() throws {
    let second = Self.sample([Self.row(10, "late", busy: 1, runs: 1)])
    var driver = try ScreenDriver(Self.program(Self.sample(Self.rows), second), "top", size: Self.small)
    driver.press(.character("p"))
    driver.wait()
    driver.wait()
    #expect(driver.lines[0].hasSuffix("PAUSED") && driver.lines[4].contains("walker"))
    driver.press(.character(" "))
    #expect(driver.lines[4].contains("late"))
  }

  @Test("c asks before it cancels; any key but y is a no")
  func cancelling() throws {
    let asked = Guarded<[TaskID]>([])
    var program = Self.program()
    program.cancel = { id in
      asked.withLock { $0.append(id) }
      return .requested
    }
    program.ending = { _ in .ended(outcome: .cancelled, nanoseconds: 3_100_000) }
    var driver = try ScreenDriver(program, "top", size: Self.small)
    driver.press(.character("c"), .character("n"))
    #expect(driver.lines.last == "not cancelled")
    #expect(asked.withLock { $0 } == [])
    driver.press(.character("c"))
    driver.press(.character("y"))
    for _ in 0..<3 { driver.wait() }
    #expect(asked.withLock { $0 } == [7])
    #expect(driver.lines.last == "task 7 ended after 3.10 ms (cancelled)")
  }

  @Test("Enter shows where the chosen task is until any key; of one that has ended it says so")
  func whereIs() throws {
    var program = Self.program()
    program.stacks[7] = TaskStack(
      task: Self.rows[0].task, frames: [], framesMissing: "no frames", spawnFrames: [], creators: [])
    var driver = try ScreenDriver(program, "top", size: Self.small)
    driver.press(.enter)
    #expect(driver.lines[0] == #"task 7 "walker": suspended (sleep)"#)
    driver.press(.character("q"))
    #expect(!driver.isOver && driver.lines[0].hasPrefix("shop"))
    driver.press(.down, .enter)
    #expect(
      driver.lines.last == "error: no live task has id 8: it has ended or never was; ps lists the live ones")
  }

  @Test("What checks have found is one line above the rows")
  func warnings() throws {
    var program = Self.program()
    var report = CheckReport(results: [
      CheckResult(.leak, findings: [CheckFinding(.deadlock(heldUp: 0), subjects: [], count: 1)])
    ])
    report.ageNanoseconds = 3_000_000_000
    program.latestCheck = report
    let driver = try ScreenDriver(program, "top", size: Self.small)
    #expect(driver.lines[3] == "WARNING (3.00 s ago): leak: check tells more")
    #expect(driver.lines[5].contains("walker") && driver.lines.count == 10)
  }

  @Test(
    "It fits another size at once, and leaves on q and on Escape", arguments: [Key.character("q"), .escape])
  func leaving(key: Key) throws {
    var driver = try ScreenDriver(Self.program(), "top")
    driver.resize(TerminalSize(columns: 20, rows: 4))
    #expect(driver.lines.count == 4 && driver.lines.last == "q leave  s sort  / f")
    driver.resize(TerminalSize(columns: 150, rows: 40))
    #expect(driver.lines.count == 40)
    driver.press(.character("?"))
    #expect(driver.lines[0] == "top: tasks by what they did in the latest interval")
    driver.press(key)
    #expect(!driver.isOver)
    driver.press(key)
    #expect(driver.isOver)
  }

  @Test("Looks come at multiples of the interval, so that those who look share what they see")
  func alignment() throws {
    let program = Self.program()
    program.clock.advance(1_900_000_000)
    var driver = try ScreenDriver(program, "top --interval 2s")
    // A tenth of a second is no interval to compare with.
    #expect(driver.pause == 2_100_000_000)
    driver.wait()
    #expect(driver.pause == 2_000_000_000)
  }

  @Test("A script gets one table or a table for each count, and objects with --json")
  func plain() throws {
    let program = Self.program(BusySample(), Self.sample(Self.rows))
    #expect(
      try program.lines("top -n 2") == [
        "tasks 4: running 1, ready 0, suspended 3; spawned 12.0/s, ended 3.00/s",
        "pool: 1 of 4 threads busy; lag p50 60.2 µs, p99 8.57 ms",
        "   ID    CORE   RUNS  STATE              NAME          AT",
        "    7   12.3%      5  suspended (sleep)  walker        Walker.swift:7 walk()",
        "    8    5.0%     40  suspended (sleep)  fetch         Walker.swift:8 walk()",
      ])
    #expect(try program.lines("top -n 1 --count 3").count { $0.contains("walker") } == 3)
    let objects = try program.objects("top --json --count 2 --name fetch")
    #expect(objects.map { $0["sample"] as? Int } == [1, 2])
    #expect(objects[0]["id"] as? Int == 8 && objects[0]["interval_ns"] as? Int == 1_000_000_000)
    #expect(objects[0]["interval_busy_ns"] as? Int == 50_000_000 && objects[0]["interval_runs"] as? Int == 40)
    #expect(
      try program.lines("top --interval 50ms") == ["error: --interval is at least 100ms: nobody reads faster"]
    )
  }
}
