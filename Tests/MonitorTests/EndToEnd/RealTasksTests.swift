// The console over TCP, asked about real tasks whose truth is known.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite(.timeLimit(.minutes(2))) struct RealTasksTests {
  private static let file = "RealTasksTests.swift"

  @Test func ps_tells_state_wait_kind_parent_creator_and_places() async throws {
    try await Family.settled { _, _, tasks in
      let root = try #require(tasks["root"])
      let stuck = try #require(tasks["stuck"])
      #expect(root.kind == "task" && root.parent == nil && root.creator == stuck.creator)
      for name in ["waiter", "let", "sleeper"] {
        let child = try #require(tasks[name])
        #expect(child.kind == "group-child" && child.parent == root.id && child.creator == root.id)
        #expect(child.spawnedAt?.hasPrefix(Family.file + ":") == true)
      }
      #expect(tasks["waiter"]?.waitingOn == String(stuck.id))
      #expect(tasks["sleeper"]?.waitingAt == "\(Family.file):\(Family.sleepLine)")
      #expect(root.waitingAt == "\(Family.file):\(Family.groupLine)")
      #expect(tasks.values.allSatisfy { $0.cancelled == false && ($0.runs ?? 0) >= 1 && $0.busyNs != nil })
      #expect(tasks.values.allSatisfy { $0.ageNs >= $0.busyNs ?? 0 })
    }
  }

  @Test func text_and_filters_agree_with_the_objects() async throws {
    try await Family.settled { family, console, tasks in
      let text = try await console.ask("ps --all --name '\(family.tag) *'").lines
      #expect(
        text.first?.split(separator: " ").map(String.init) == [
          "ID", "STATE", "NAME", "AGE", "BUSY", "RUNS", "AT",
        ])
      #expect(
        text.dropFirst().dropLast().map { UInt64($0.split(separator: " ")[0]) }
          == tasks.values.map(\.id).sorted())
      #expect(text.last?.hasPrefix("showing 5 of ") == true)
      let id = try #require(tasks["sleeper"]?.id)
      #expect(
        text.contains {
          $0.contains("\(id)  suspended (sleep)  ") && $0.contains("\(Family.file):\(Family.sleepLine) ")
        })
      let at = try await console.ask(
        "ps --json --name '\(family.tag) *' --at '\(Family.file):\(Family.sleepLine)'"
      ).rows
      #expect(at.map(\.id) == [id])
      #expect(try await console.ask("ps --json --name '\(family.tag) *' --state ready").rows.isEmpty)
      #expect(try await console.ask("p -n2 --json --name '\(family.tag) *' --sort age").rows.count == 2)
    }
  }

  @Test func where_tells_the_stack_the_spawn_and_the_creators() async throws {
    struct Where: Decodable {
      struct Frame: Decodable { let function: String?, file: String?, line: UInt? }
      struct Creator: Decodable { let id: UInt64, name: String?, live: Bool }
      let id: UInt64, state: String, frames: [Frame], spawnFrames: [Frame], creators: [Creator]
    }
    try await Family.settled { family, console, tasks in
      let root = try #require(tasks["root"])
      let id = try #require(tasks["sleeper"]?.id)
      let told = try await console.ask("where \(id) --json").object(Where.self)
      #expect(told.id == id && told.state == "suspended")
      #expect(told.frames.first?.file == Family.file && told.frames.first?.line == Family.sleepLine)
      #expect(told.spawnFrames.first?.file == Family.file)
      #expect(told.creators.first?.id == root.id && told.creators.first?.live == true)
      #expect(told.creators.first?.name == "\(family.tag) root")
      let text = try await console.ask("w \(id)").lines
      #expect(text.first == "task \(id) \"\(family.tag) sleeper\": suspended (sleep)")
      #expect(
        text.contains { $0.hasPrefix("  #0 ") && $0.hasSuffix(" at \(Family.file):\(Family.sleepLine)") })
      #expect(text.contains { $0.hasPrefix("  task \(root.id) \"\(family.tag) root\"") })
    }
  }

  @Test func cancelling_a_tree_ends_it_and_says_so() async throws {
    struct Cancelled: Decodable { let id: UInt64, result: String, live: Bool?, outcome: String? }
    try await Family.settled { family, console, tasks in
      family.parked.release()
      let root = try #require(tasks["root"])
      let lines = try await console.ask("cancel \(root.id) --tree --wait 1m --json").lines
      let told = try lines.map { try Answer(text: $0).object(Cancelled.self) }
      #expect(told.first { $0.id == root.id }?.outcome == "returned")
      let sleeper = try #require(told.first { $0.id == tasks["sleeper"]?.id })
      #expect(["requested", "already-cancelled", "not-found"].contains(sleeper.result))
      #expect(told.allSatisfy { $0.live != true })
      await family.root.value
      #expect(
        try await console.ask("where \(root.id)").lines.first?.hasPrefix("error: no live task has id") == true
      )
    }
  }

  @Test func a_task_that_does_not_heed_its_cancellation_goes_on_and_is_marked() async throws {
    try await Family.settled { family, console, tasks in
      let id = try #require(tasks["stuck"]?.id)
      let lines = try await console.ask("cancel \(id) --wait 0").lines
      #expect(lines.count == 2)
      #expect(lines.first == "cancellation asked for: task \(id)")
      #expect(
        lines.last?.hasPrefix(
          "task \(id) \"\(family.tag) stuck\" goes on in spite of it: suspended (continuation) at ") == true)
      let row = try #require(try await console.ask("ps --json --name '\(family.tag) stuck'").rows.first)
      #expect(row.cancelled == true && row.state == "suspended")
      let text = try await console.ask("ps --name '\(family.tag) stuck'").text
      #expect(text.contains("suspended (continuation), cancelled"))
    }
  }

  @Test func an_async_let_child_is_cancelled_through_its_parent() async throws {
    try await Family.settled { _, console, tasks in
      let parent = try #require(tasks["let"])
      let rows = try await console.ask("ps --all --json").rows
      let child = try #require(rows.first { $0.kind == "async-let" && $0.parent == parent.id })
      #expect(
        try await console.ask("cancel \(child.id)").lines
          == [
            "error: task \(child.id): an async let child is cancelled through its parent: cancel \(parent.id)"
          ])
      let lines = try await console.ask("cancel \(parent.id) --wait 1m").lines
      #expect(lines.first == "cancellation asked for: task \(parent.id)")
      #expect(lines.last?.hasPrefix("task \(parent.id) ended after ") == true)
      #expect(lines.last?.hasSuffix(" (returned)") == true)
    }
  }

  @Test func stats_count_what_was_spawned_and_where() async throws {
    struct Stats: Decodable {
      struct Counts: Decodable { let spawned: UInt64, runs: UInt64 }
      struct Site: Decodable { let spawnedAt: String?, spawned: UInt64, live: UInt64 }
      let sinceStart: Counts, live: UInt64, peak: UInt64, sites: [Site]
    }
    try await LiveConsole.run { console in
      let before = try await console.ask("stats --json").object(Stats.self)
      let parked = Parked()
      // So many that their site is among the ten with most live tasks, whatever other tests do.
      let count = 20_000
      let line: UInt = #line + 1
      let tasks = (0..<count).map { _ in Task { await parked.wait() } }
      let after = try await console.ask("stats --json").object(Stats.self)
      let site = try #require(after.sites.first { $0.spawnedAt == "\(Self.file):\(line)" })
      #expect(site.live == count && site.spawned >= count)
      #expect(after.sinceStart.spawned >= before.sinceStart.spawned + UInt64(count))
      #expect(after.live >= count && after.peak >= count)
      let text = try await console.ask("stats").lines
      #expect(text.contains { $0.contains("\(Self.file):\(line) ") })
      parked.release()
      for task in tasks { await task.value }
      let end = try await console.ask("stats --json").object(Stats.self)
      #expect(end.sinceStart.runs >= before.sinceStart.runs + UInt64(count))
    }
  }

  @Test func loop_lag_has_both_executors_and_counts_runs() async throws {
    struct Lag: Decodable {
      struct Source: Decodable { let count: UInt64 }
      struct Executor: Decodable { let name: String, runs: Source?, probe: Source? }
      let executors: [Executor]
    }
    try await LiveConsole.run { console in
      await Task {}.value
      let lag = try await console.ask("loop-lag --json").object(Lag.self)
      #expect(lag.executors.map(\.name) == ["pool", "main-actor"])
      #expect((lag.executors.first?.runs?.count ?? 0) > 0)
      #expect(lag.executors.allSatisfy { $0.probe != nil } && lag.executors.last?.runs == nil)
      let text = try await console.ask("lag").lines
      #expect(
        text.contains {
          $0.split(separator: " ").map(String.init) == [
            "EXECUTOR", "SOURCE", "COUNT", "P50", "P90", "P99", "MAX",
          ]
        })
    }
  }
}
