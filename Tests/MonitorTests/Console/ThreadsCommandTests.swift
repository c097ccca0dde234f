import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct ThreadsCommandTests {
  private static let frames = [
    StackFrame(
      location: CodeLocation(function: "fetch(_:)", file: "Fetcher.swift", line: 42), address: 0x1000,
      isProgramCode: true),
    StackFrame(
      location: CodeLocation(function: "run()", file: "Fetcher.swift", line: 7), address: 0x2000,
      isProgramCode: true),
  ]

  private static var threads: [ThreadInfo] {
    var blocked = ThreadInfo(id: 70)
    blocked.name = "pool\u{7}"
    blocked.activity = .blocked
    blocked.task = 12
    blocked.taskName = "fetcher"
    blocked.actor = "Cache"
    blocked.spawnedAt = CodeLocation(function: "main()", file: "Main.swift", line: 3)
    blocked.runningNanoseconds = 2_500_000_000
    blocked.systemCall = "clock_nanosleep"
    blocked.blockedIn = "sleep"
    blocked.frames = frames
    blocked.framesMissing = "the rest is lost"
    var busy = ThreadInfo(id: 71)
    busy.name = "pool"
    busy.activity = .onCPU
    busy.task = 13
    busy.spawnedAt = blocked.spawnedAt
    busy.runningNanoseconds = 1_000
    busy.framesMissing = "it is on a processor"
    var reader = ThreadInfo(id: 72)
    reader.activity = .blocked
    reader.systemCall = "read"
    reader.blockedIn = "read"
    reader.framesMissing = "no frame of the program's own code"
    var idle = ThreadInfo(id: 73)
    idle.name = "pool"
    idle.activity = .idle
    idle.systemCall = "futex"
    idle.framesMissing = "no frame of the program's own code"
    return [blocked, busy, reader, idle, ThreadInfo(id: 74)]
  }

  @Test("Each thread has a row: what it does, for how long, which task, the blocking call and the place")
  func table() throws {
    let program = FakeProgram(threads: Self.threads)
    #expect(
      try program.lines("threads") == [
        #"THREAD  NAME       STATE    RUNNING  TASK  TASK NAME  ACTOR  BLOCKED IN               AT"#,
        #"    70  pool\u{7}  blocked   2.50 s    12  fetcher    Cache  sleep (clock_nanosleep)  Fetcher.swift:42 fetch(_:)"#,
        #"    71  pool       on-cpu   1.00 µs    13  -          -      -                        [Main.swift:3]"#,
        #"    72  -          blocked        -     -  -          -      read                     -"#,
        #"    73  pool       idle           -     -  -          -      -                        -"#,
        #"    74  -          -              -     -  -          -      -                        -"#,
      ])
    #expect(program.interrupts.now == 0)
  }

  @Test("With --stack each is told in full, and why there is no stack")
  func stacks() throws {
    #expect(
      try FakeProgram(threads: Self.threads).lines("threads --stack") == [
        #"thread 70 "pool\u{7}": blocked in sleep (clock_nanosleep)"#,
        #"  runs task 12 "fetcher" inside actor Cache for 2.50 s, spawned at Main.swift:3 main()"#,
        "  #0 fetch(_:) at Fetcher.swift:42",
        "  #1 run() at Fetcher.swift:7",
        "  and more: the rest is lost",
        #"thread 71 "pool": on-cpu"#,
        "  runs task 13 for 1.00 µs, spawned at Main.swift:3 main()",
        "  none: it is on a processor",
        "thread 72: blocked in read",
        "  none: no frame of the program's own code",
        #"thread 73 "pool": idle"#,
        "thread 74: -",
        "  none: the reason is not known",
      ])
  }

  @Test("One thread is told by its id, and interrupted only when that is asked for")
  func one() throws {
    let program = FakeProgram(threads: Self.threads)
    #expect(try program.lines("threads 73") == [#"thread 73 "pool": idle"#])
    #expect(program.interrupts.now == 0)
    #expect(try program.lines("threads 73 --interrupt") == [#"thread 73 "pool": idle"#])
    #expect(program.interrupts.now == 1)
    _ = try program.lines("threads --interrupt")
    #expect(program.interrupts.now == 2)
  }

  @Test("As objects they have everything")
  func json() throws {
    let lines = try FakeProgram(threads: Self.threads).lines("threads --json")
    #expect(
      lines[0]
        == #"{"thread":70,"name":"pool\u0007","state":"blocked","task":12,"task_name":"fetcher","actor":"Cache","running_ns":2500000000,"#
        + #""blocked_in":"sleep","syscall":"clock_nanosleep","at":"Fetcher.swift:42","spawned_at":"Main.swift:3","frames":["#
        + #"{"function":"fetch(_:)","file":"Fetcher.swift","line":42,"address":"0x1000"},"#
        + #"{"function":"run()","file":"Fetcher.swift","line":7,"address":"0x2000"}]}"#)
    #expect(
      lines[4]
        == #"{"thread":74,"name":null,"state":null,"task":null,"task_name":null,"actor":null,"running_ns":null,"#
        + #""blocked_in":null,"syscall":null,"at":null,"spawned_at":null,"frames":[]}"#)
    #expect(lines.count == 5)
  }

  @Test("What an interruption can do to the program stands in the help")
  func help() throws {
    for verb in ["threads", "where"] {
      let text = try FakeProgram().print("help \(verb)")
      #expect(text.contains("SIGPROF") && text.contains("returns early"))
    }
  }
}
