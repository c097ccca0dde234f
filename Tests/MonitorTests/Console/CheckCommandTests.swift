import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct CheckCommandTests {
  private static let second: UInt64 = 1_000_000_000

  private static func location(_ line: Int, _ function: String = "serve()") -> CodeLocation {
    CodeLocation(function: function, file: "Server.swift", line: line)
  }

  private static func task(_ id: UInt64, _ name: String?, _ kind: WaitKind = .continuation) -> TaskInfo {
    .fake(id) {
      $0.name = name
      $0.waitKind = kind
      $0.waitingAt = location(Int(id))
      $0.spawnedAt = location(1)
    }
  }

  private static func program(_ results: CheckResult...) -> FakeProgram {
    var program = FakeProgram()
    for result in results {
      if let index = program.check.results.firstIndex(where: { $0.check == result.check }) {
        program.check.results[index] = result
      }
    }
    return program
  }

  @Test("A program with which nothing is wrong gets one line")
  func fine() throws {
    #expect(
      try FakeProgram().lines("check") == [
        "fine: pool-saturated, task-starved, never-suspended, cancel-ignored, leak, stuck, deadlock"
      ])
  }

  @Test("A saturated pool names who holds the threads, with thread, time and place")
  func poolSaturated() throws {
    let running = TaskInfo.fake(12) {
      $0.name = "spin\u{1B}"
      $0.state = .running
      $0.waitKind = nil
      $0.spawnedAt = Self.location(9)
    }
    let finding = CheckFinding(
      .poolSaturated(priority: 21, ready: 1, waiting: 3 * Self.second),
      subjects: [.init(running, nanoseconds: 4 * Self.second, threadID: 77)], count: 1)
    #expect(
      try Self.program(CheckResult(.poolSaturated, findings: [finding])).lines("check").prefix(3) == [
        "warning: pool-saturated: 1 thread of the pool is held; what is ready at priority 21 has waited for "
          + "3.00 s, with 1 task ready for long",
        #"  task 12 "spin\u{1B}": running for 4.00 s on thread 77, at [Server.swift:9]"#,
        "  see: threads; where 12",
      ])
  }

  @Test("Only the first five tasks of a finding are shown, and that is said")
  func manySubjects() throws {
    let subjects = (1...8).map {
      CheckFinding.Subject(Self.task($0, nil), nanoseconds: 6 * Self.second)
    }
    let finding = CheckFinding(
      .cancelIgnored(threshold: 5 * Self.second), subjects: subjects, count: 30)
    let lines = try Self.program(CheckResult(.cancelIgnored, findings: [finding])).lines("check")
    #expect(lines[0] == "warning: cancel-ignored: 30 tasks go on more than 5.00 s after cancellation")
    #expect(lines[1] == "  task 1: suspended (continuation), cancelled for 6.00 s, at Server.swift:1 serve()")
    #expect(lines[6] == "  and 25 more")
    #expect(lines[7] == "  see: where 1; tree 1")
    #expect(lines[8].hasPrefix("fine: "))
  }

  @Test("A leak tells how much it has grown, and since when")
  func leak() throws {
    let growth = CheckGrowth(
      spawnedAt: Self.location(8), spanNanoseconds: 24 * Self.second, live: 1_200, grownBy: 1_100,
      spawned: 1_101, ended: 1)
    let finding = CheckFinding(
      .leak(growth), subjects: [.init(Self.task(3, "listener 1"), nanoseconds: 26 * Self.second)],
      count: 1_200)
    #expect(
      try Self.program(CheckResult(.leak, findings: [finding])).lines("check").prefix(4) == [
        "warning: leak: 1200 tasks of one spawn site are live, 1100 more than 24.0 s ago; 1101 were spawned "
          + "meanwhile and 1 ended, at Server.swift:8 serve()",
        #"  task 3 "listener 1": suspended (continuation), alive for 26.0 s, at Server.swift:3 serve()"#,
        "  and 1199 more", "  see: ps --at 'Server.swift:3' --sort age; where 3",
      ])
  }

  @Test("The other findings read as sentences too")
  func sentences() throws {
    let one = CheckFinding.Subject(Self.task(3, "request"), nanoseconds: 20 * Self.second)
    let findings: [CheckFinding] = [
      .init(.taskStarved(threshold: 100_000_000, lasting: 2 * Self.second), subjects: [one], count: 1),
      .init(.neverSuspended(threshold: Self.second), subjects: [one], count: 1),
      .init(
        .stuck(spawnedAt: Self.location(1), ended: 30, lifetime: 5 * Self.second), subjects: [one], count: 1),
    ]
    let lines = try Self.program(
      CheckResult(.taskStarved, findings: [findings[0]]),
      CheckResult(.neverSuspended, findings: [findings[1]]), CheckResult(.stuck, findings: [findings[2]])
    ).lines("check")
    #expect(
      lines.filter { $0.hasPrefix("warning: ") } == [
        "warning: task-starved: 1 task has been ready for more than 100 ms without running; it has been so for "
          + "2.00 s",
        "warning: never-suspended: 1 task has been on a thread for more than 1.00 s without suspending",
        "warning: stuck: 1 task waits for a continuation far longer than its kind: the 30 that ended lived "
          + "less than 5.00 s each, spawned at Server.swift:1 serve()",
      ])
    #expect(
      lines.filter { $0.hasPrefix("  see: ") } == [
        "  see: ps --state ready --sort lag; threads", "  see: where 3; threads", "  see: where 3; waits",
      ])
  }

  @Test("A deadlock is told link by link")
  func deadlock() throws {
    let finding = CheckFinding(
      .deadlock(heldUp: 2),
      subjects: [
        .init(Self.task(3, "parent", .group), waitsFor: .child(5)),
        .init(Self.task(5, nil, .task), waitsFor: .value(of: 3)),
      ], count: 2)
    #expect(
      try Self.program(CheckResult(.deadlock, findings: [finding])).lines("check").prefix(4) == [
        "warning: deadlock: 2 tasks wait for each other in a circle and can never end; 2 more tasks cannot end "
          + "because of it",
        #"  task 3 "parent" ends after its child, task 5, at Server.swift:3 serve()"#,
        "  task 5 waits for the value of task 3, at Server.swift:5 serve()", "  see: where 3; waits",
      ])
  }

  @Test("A check that cannot tell yet says why, and when to ask again")
  func pending() throws {
    let program = Self.program(
      CheckResult(.leak, pending: .init(.looks(taken: 3, needed: 7), nanoseconds: 2 * Self.second)),
      CheckResult(.stuck, pending: .init(.mayPass, nanoseconds: Self.second)),
      CheckResult(.deadlock, pending: .init(.off("no\u{1B}"), nanoseconds: nil)))
    #expect(
      try program.lines("check") == [
        "fine: pool-saturated, task-starved, never-suspended, cancel-ignored",
        "ask again in 2.00 s: leak (3 of 7 looks taken)",
        "ask again in 1.00 s: stuck (what was seen may pass)", #"ask again later: deadlock (no\u{1B})"#,
      ])
  }

  @Test("A check that looked at a part says at how much of what")
  func looksAtAPart() throws {
    let program = Self.program(
      CheckResult(.deadlock, pending: .init(.tooMany(looked: 65_536, of: 250_000), nanoseconds: nil)))
    #expect(
      try program.lines("check").last
        == "ask again later: deadlock (65536 of 250000 waits for tasks looked at)")
  }

  @Test("There is one object a check, with everything that is printed")
  func json() throws {
    let finding = CheckFinding(
      .cancelIgnored(threshold: 5 * Self.second),
      subjects: [.init(Self.task(4, "deaf"), nanoseconds: 6 * Self.second)], count: 1)
    let program = Self.program(
      CheckResult(.cancelIgnored, findings: [finding], pending: .init(.mayPass, nanoseconds: 9)))
    let objects = try program.objects("check --json")
    #expect(objects.map { $0["check"] as? String } == CheckName.allCases.map(\.rawValue))
    let fine = try #require(objects.first)
    #expect(fine["verdict"] as? String == "fine")
    #expect(Set(fine.keys) == ["check", "verdict", "ask_again_ns", "pending", "findings"])
    let sick = objects[3]
    #expect(sick["verdict"] as? String == "warning")
    #expect(sick["ask_again_ns"] as? Int == 9)
    #expect(sick["pending"] as? String == "what was seen may pass")
    let found = try #require((sick["findings"] as? [[String: Any]])?.first)
    #expect(found["message"] as? String == "1 task goes on more than 5.00 s after cancellation")
    #expect(found["see"] as? String == "where 4; tree 4")
    let task = try #require((found["tasks"] as? [[String: Any]])?.first)
    #expect(task["id"] as? Int == 4)
    #expect(task["for_ns"] as? Int == 6_000_000_000)
    #expect(task["waiting_at"] as? String == "Server.swift:4")
  }

  @Test("The greeting warns within its three lines, of what the monitor found by itself")
  func greeting() {
    var program = FakeProgram()
    program.latestCheck = CheckReport(results: [CheckResult(.leak)], ageNanoseconds: Self.second)
    #expect(program.console().greeting().hasSuffix("\ntype help for the commands, quit to leave\n"))
    let finding = CheckFinding(.neverSuspended(threshold: 1), subjects: [], count: 1)
    program.latestCheck = CheckReport(
      results: [
        CheckResult(.poolSaturated, findings: [finding]), CheckResult(.leak),
        CheckResult(.stuck, findings: [finding]),
      ], ageNanoseconds: 3_200_000_000)
    let lines = program.console().greeting().split(separator: "\n")
    #expect(lines.count == 3)
    #expect(
      lines.last
        == "WARNING (3.20 s ago): pool-saturated, stuck: type check to see; type help for the commands, quit to leave"
    )
  }
}
