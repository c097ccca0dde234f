import Foundation
import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct EventsCommandTests {
  private static func spawned(_ id: UInt64, _ name: String?, ago: UInt64) -> TaskEvent {
    TaskEvent(
      ago: ago,
      what: .spawned(
        TaskEvent.Spawn(
          id: TaskID(rawValue: id), name: name, kind: .groupChild, parent: 3, creator: 3,
          spawnedAt: CodeLocation(function: "walk()", file: "Walker.swift", line: 30))))
  }

  private static var ended: TaskEvent {
    var task = FinishedTask(id: 12, kind: .task, outcome: .threw)
    task.name = "fetch\u{1B}"
    task.error = "NotFound(404)"
    task.lifetimeNanoseconds = 3_100_000
    task.runs = 4
    return TaskEvent(ago: 1_000_000, what: .ended(task))
  }

  private static let slow = TaskEvent(
    ago: 0,
    what: .slow(
      SlowRun(
        task: 7, name: "spin", spawnedAt: CodeLocation(function: "go()", file: "Spin.swift", line: 5),
        threadID: 99,
        ageNanoseconds: 300_000_000, durationNanoseconds: 120_000_000, isGoingOn: false, blockedIn: "sleep",
        frames: [])))

  /// What so many steps of a line print.
  private static func lines(
    _ line: String, _ news: [EventNews], steps: Int, for audience: Audience = .init(isInteractive: true)
  ) throws -> [String] {
    var program = FakeProgram()
    program.news = news
    guard case .live(let reply) = program.console().outcome(of: line, for: audience) else {
      Issue.record("no live reply")
      return []
    }
    var output: [UInt8] = []
    for _ in 0..<steps {
      guard case .later(let nanoseconds) = reply.next(&output) else {
        Issue.record("it does not go on")
        return []
      }
      program.clock.advance(nanoseconds)
    }
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("Each event is a line with the time of day in UTC, the oldest first")
  func text() throws {
    let news = [EventNews(events: [Self.spawned(12, "walker", ago: 249_000_000), Self.ended, Self.slow])]
    #expect(
      try Self.lines("events", news, steps: 3) == [
        #"00:00:00.001  spawned  task 12 "walker" by task 3 at Walker.swift:30 walk()"#,
        #"00:00:00.249  ended    task 12 "fetch\u{1B}": threw NotFound(404) after 3.10 ms"#,
        #"00:00:00.250  slow     task 7 "spin": was on its thread for 120 ms, blocked in sleep, at [Spin.swift:5]"#,
      ])
    let narrow = Audience(isInteractive: true, terminal: TerminalSize(columns: 40, rows: 10))
    let cut = try Self.lines("events", news, steps: 3, for: narrow)
    #expect(cut.count == 3 && cut.allSatisfy { $0.count <= 40 && $0.contains("…") })
  }

  @Test("As objects they have the same, with nanoseconds")
  func json() throws {
    let news = [
      EventNews(events: [Self.spawned(12, nil, ago: 0), Self.ended, Self.slow]), EventNews(), EventNews(),
      EventNews(events: [], unseen: 9),
    ]
    let objects = try Self.lines("events --json", news, steps: 6).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["event"] as? String } == ["spawned", "ended", "slow", "skipped"])
    #expect(objects[0]["time_ns"] as? UInt64 == FakeProgram.midnight + 250_000_000)
    #expect(
      Set(objects[0].keys) == ["event", "time_ns", "id", "name", "kind", "parent", "creator", "spawned_at"])
    #expect(objects[1]["outcome"] as? String == "threw" && objects[1]["lifetime_ns"] as? Int == 3_100_000)
    #expect(objects[2]["duration_ns"] as? Int == 120_000_000 && objects[2]["running"] as? Bool == false)
    #expect(objects[3]["unseen"] as? Int == 9 && objects[3]["skipped"] as? Int == 0)
    #expect(objects[3]["interval_ns"] as? Int == 1_000_000_000)
  }

  @Test("Every event is either told of or counted, second by second")
  func rate() throws {
    let many = EventNews(events: (1...10).map { Self.spawned($0, "a", ago: 0) })
    #expect(
      try Self.lines("events --rate 3", [many, many, EventNews(unseen: 2), EventNews(), many], steps: 6).map {
        $0.contains("spawned") ? "told" : $0
      } == [
        "told", "told", "told", "… skipped 17 events in 1.00 s, and 2 that came and went unseen", "told",
        "told",
        "told",
      ])
  }

  @Test("Kinds and names choose; what is unwanted is not counted as skipped")
  func filters() throws {
    let news = [
      EventNews(events: [Self.spawned(1, "a", ago: 0), Self.spawned(2, "b", ago: 0), Self.ended, Self.slow])
    ]
    #expect(try Self.lines("events --name b", news, steps: 8).count == 1)
    #expect(try Self.lines("events --kind slow", news, steps: 8).count == 1)
    #expect(try FakeProgram().lines("events --rate 0") == ["error: --rate takes a number from 1 to 4000"])
    #expect(
      try FakeProgram().lines("events --kind born") == [
        "error: --kind takes one of spawned, ended, slow, not 'born'"
      ])
  }
}
