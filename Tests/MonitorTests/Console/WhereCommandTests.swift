import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct WhereCommandTests {
  private static let task = TaskInfo.fake(12) { task in
    task.name = "walker"
    task.waitKind = .continuation
    task.waitingOn = "nobody\u{7}"
    task.ageNanoseconds = 61_000_000_000
    task.busyNanoseconds = 1_000
    task.longestRunNanoseconds = 900
    task.runs = 3
    task.priority = 25
    task.creator = 7
  }
  private static let stack = TaskStack(
    task: task,
    frames: [
      StackFrame(
        location: CodeLocation(function: "walk(_:)", file: "Walker.swift", line: 42), address: 0x1000,
        isProgramCode: true),
      StackFrame(location: nil, address: 0xABC, isProgramCode: false),
    ],
    framesMissing: nil,
    spawnFrames: [
      StackFrame(
        location: CodeLocation(function: "run()", file: "Main.swift", line: nil), address: 1,
        isProgramCode: true)
    ],
    creators: [
      .init(
        id: 7, name: "supervisor", isAlive: true,
        spawnedAt: CodeLocation(function: "main()", file: "Main.swift", line: 3)),
      .init(id: 2, name: nil, isAlive: false, spawnedAt: nil),
    ])

  @Test("One task is told in full: facts, stack, spawn, creators")
  func text() throws {
    #expect(
      try FakeProgram(stacks: [12: Self.stack]).lines("where 12") == [
        #"task 12 "walker": suspended (continuation)"#,
        #"  waiting on nobody\u{7}"#,
        "  age 1m 01s, busy 1.00 µs, runs 3, longest run 900 ns, lag -",
        "  kind task, priority 25, parent -, creator 7, cancelled no",
        "stack, innermost first:",
        "  #0 walk(_:) at Walker.swift:42",
        "  #1 0xabc",
        "spawned at:",
        "  #0 run() at Main.swift",
        "created by, nearest first:",
        #"  task 7 "supervisor" spawned at Main.swift:3 main()"#,
        "  task 2, creator gone: chain ends",
      ])
  }

  @Test("A stack that cannot be read says why")
  func missing() throws {
    let stack = TaskStack(
      task: .fake(5), frames: [], framesMissing: "the task is running", spawnFrames: [], creators: [])
    #expect(
      try FakeProgram(stacks: [5: stack]).lines("w 5").suffix(6) == [
        "stack, innermost first:", "  none: the task is running", "spawned at:", "  -",
        "created by, nearest first:", "  -",
      ])
  }

  @Test("A running task tells the thread it is on, and since when")
  func running() throws {
    let task = TaskInfo.fake(5) { task in
      task.state = .running
      task.waitKind = nil
      task.waitingOn = nil
    }
    var stack = TaskStack(
      task: task, frames: [], framesMissing: "it is running", spawnFrames: [], creators: [])
    var thread = ThreadInfo(id: 71)
    thread.runningNanoseconds = 2_500_000_000
    thread.activity = .blocked
    thread.blockedIn = "sleep"
    thread.systemCall = "clock_nanosleep"
    stack.thread = thread
    let program = FakeProgram(stacks: [5: stack])
    #expect(
      try program.lines("where 5").prefix(2) == [
        "task 5: running", "  on thread 71 for 2.50 s, blocked in sleep (clock_nanosleep)",
      ])
    #expect(
      try program.lines("where 5 --json").first?.hasPrefix(
        #"{"id":5,"state":"running","thread":71,"blocked_in":"sleep","syscall":"clock_nanosleep","frames":[]"#
      )
        == true)
    #expect(program.interrupts.now == 0)
    _ = try program.lines("where 5 --interrupt")
    #expect(program.interrupts.now == 1)
  }

  @Test("What is known of a task only through its children has no times")
  func unseenRuns() throws {
    let stack = TaskStack(
      task: .fake(5) { $0.waitingOn = "7" }, frames: [], framesMissing: nil, spawnFrames: [], creators: [])
    #expect(
      try FakeProgram(stacks: [5: stack]).lines("where 5")[1]
        == "  age 0 ns, busy -, runs -, longest run -, lag -")
  }

  @Test("As an object it has frames of function, file, line and address")
  func json() throws {
    #expect(
      try FakeProgram(stacks: [12: Self.stack]).lines("where 12 --json") == [
        #"{"id":12,"state":"suspended","thread":null,"blocked_in":null,"syscall":null,"frames":[{"function":"walk(_:)","file":"Walker.swift","line":42,"address":"0x1000"},"#
          + #"{"function":null,"file":null,"line":null,"address":"0xabc"}],"#
          + #""spawn_frames":[{"function":"run()","file":"Main.swift","line":null,"address":"0x1"}],"#
          + #""creators":[{"id":7,"name":"supervisor","live":true,"spawned_at":"Main.swift:3"},"#
          + #"{"id":2,"name":null,"live":false,"spawned_at":null}]}"#
      ])
    #expect(try FakeProgram(stacks: [12: Self.stack]).objects("where 12 --json").count == 1)
  }
}
