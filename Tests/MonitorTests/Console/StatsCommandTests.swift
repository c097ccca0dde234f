import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct StatsCommandTests {
  private static var statistics: Statistics {
    var statistics = Statistics()
    statistics.sinceStart.elapsedNanoseconds = 10_000_000_000
    statistics.sinceStart.spawned = 1_000
    statistics.sinceStart.returned = 900
    statistics.sinceStart.threw = 40
    statistics.sinceStart.cancelled = 30
    statistics.sinceStart.runs = 5_000
    statistics.sinceStart.busyNanoseconds = 2_000_000_000
    statistics.sinceReset.elapsedNanoseconds = 4_000_000_000
    statistics.sinceReset.spawned = 10
    statistics.sinceReset.runs = 1_001
    statistics.sinceReset.busyNanoseconds = 1_000_000_000
    statistics.live = 30
    statistics.running = 2
    statistics.ready = 1
    statistics.suspended = 27
    statistics.peakLive = 44
    statistics.sites = [
      .init(location: CodeLocation(function: "serve()", file: "Server.swift", line: 8), spawned: 9, live: 7),
      .init(location: nil, spawned: 1, live: 0),
    ]
    statistics.features = [
      .init(name: "observation", isOn: true, reason: nil),
      .init(name: "stacks", isOn: false, reason: "unknown layout\u{1B}"),
    ]
    statistics.overhead.memoryBytes = 3 << 19
    statistics.overhead.recordBytes = 128
    statistics.overhead.costPerRunNanoseconds = 55
    statistics.overhead.lockWaits = 12
    statistics.overhead.longestLockWaitNanoseconds = 3_100
    statistics.overhead.unrecordedTasks = 4
    return statistics
  }

  @Test("Counts stand in two columns with their rates, then sites, cost and coverage")
  func text() throws {
    #expect(
      try FakeProgram(statistics: Self.statistics).lines("stats") == [
        "COUNT      SINCE START  SINCE RESET  PER SECOND",
        "spawned           1000           10        2.50",
        "returned           900            0           0",
        "threw               40            0           0",
        "cancelled           30            0           0",
        "runs              5000         1001         250",
        "busy            2.00 s       1.00 s      250 ms",
        "elapsed         10.0 s       4.00 s           -",
        "",
        "live 30 (running 2, ready 1, suspended 27), peak 44 since reset",
        "",
        "   LIVE  SPAWNED  SPAWN SITE",
        "      7        9  Server.swift:8 serve()",
        "      0        1  -",
        "",
        "monitor: 1.50 MiB of memory, 128 B a live task; cost per run 55 ns",
        "lock waits: 12, longest 3.10 µs since reset",
        "drops: 4 tasks unrecorded, 0 unpatched, 0 sites unrecorded, hook lost 0 times",
        "on: observation",
        #"OFF: stacks, unknown layout\u{1B}"#,
      ])
  }

  @Test("Only the first ten sites are shown, and that is said")
  func manySites() throws {
    var statistics = Self.statistics
    statistics.sites = Array(repeating: statistics.sites[0], count: 25)
    let program = FakeProgram(statistics: statistics)
    let lines = try program.lines("stats")
    #expect(lines.filter { $0.hasSuffix("serve()") }.count == 10)
    #expect(lines.contains("showing 10 of 25 spawn sites, most live first"))
    #expect((try program.objects("stats --json")[0]["sites"] as? [Any])?.count == 10)
  }

  @Test("One object holds everything that is printed")
  func json() throws {
    let objects = try FakeProgram(statistics: Self.statistics).objects("stats --json")
    #expect(objects.count == 1)
    let object = try #require(objects.first)
    #expect(
      Set(object.keys) == [
        "since_start", "since_reset", "live", "running", "ready", "suspended", "peak", "sites", "monitor",
        "features",
      ])
    let start = try #require(object["since_start"] as? [String: Any])
    #expect(
      Set(start.keys) == [
        "elapsed_ns", "spawned", "returned", "threw", "cancelled", "runs", "busy_ns", "spawned_per_second",
        "runs_per_second",
      ])
    #expect(start["spawned_per_second"] as? Double == 100)
    let reset = try #require(object["since_reset"] as? [String: Any])
    #expect(reset["runs_per_second"] as? Double == 250.25)
    let monitor = try #require(object["monitor"] as? [String: Any])
    #expect(monitor["memory_bytes"] as? Int == 3 << 19)
    #expect(monitor["lock_waits"] as? Int == 12)
    #expect(monitor["longest_lock_wait_ns"] as? Int == 3_100)
    #expect(object["peak"] as? Int == 44)
  }

  @Test("Nothing at all is printed as nothing, without a division by zero")
  func empty() throws {
    let lines = try FakeProgram().lines("stats")
    #expect(lines.contains("spawned              0            0           0"))
    #expect(lines.contains("monitor: 0 B of memory, 0 B a live task; cost per run -"))
  }

  @Test("A reset is asked for once for each line that wants it")
  func reset() throws {
    let program = FakeProgram()
    _ = try program.print("stats")
    #expect(program.resets.now == 0)
    _ = try program.print("stats --reset")
    _ = try program.print("lag --reset --json")
    #expect(program.resets.now == 2)
  }
}
