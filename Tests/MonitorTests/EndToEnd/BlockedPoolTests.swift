// What the monitor is for: to answer when the program cannot.
import Testing

@testable import MonitorServer

@Suite(.timeLimit(.minutes(2))) struct BlockedPoolTests {
  @Test func it_answers_while_every_thread_of_swifts_pool_is_blocked() async throws {
    try await PoolBlocker.whileBlocked(name: "held") {
      try serving { server in
        let answer = try server.answer(to: "echo still here\n")
        #expect(answer == "still here\n")
      }
    }
  }

  @Test func listings_name_the_tasks_that_hold_the_threads() async throws {
    try await LiveConsole.run { console in
      let tag = LiveConsole.tag()
      let rows = try await PoolBlocker.whileBlocked(name: tag) {
        try console.answer("ps --name '\(tag) *' --state running --json").rows
      }
      #expect(Set(rows.map(\.name)) == Set((0..<PoolBlocker.width).map { "\(tag) \($0)" }))
      #expect(rows.allSatisfy { $0.waitKind == nil && $0.waitingAt == nil && $0.runs == 1 })
      #expect(rows.allSatisfy { $0.spawnedAt?.hasPrefix("PoolBlocker.swift:") == true })
    }
  }

  @Test func a_task_that_holds_a_thread_is_told_with_it_and_goes_on_in_spite_of_a_cancellation() async throws
  {
    try await LiveConsole.run { console in
      let tag = LiveConsole.tag()
      try await PoolBlocker.whileBlocked(name: tag) {
        let row = try #require(try console.answer("ps --name '\(tag) 0' --json").rows.first)
        let whereIs = try console.answer("where \(row.id)").lines
        #expect(whereIs.first == "task \(row.id) \"\(tag) 0\": running")
        #expect(whereIs.contains { $0.hasPrefix("  on thread ") })
        #expect(whereIs.contains { $0.contains("PoolBlocker.swift:") })
        let cancelled = try console.answer("cancel \(row.id) --wait 0").lines
        #expect(cancelled.count == 2)
        #expect(cancelled.first == "cancellation asked for: task \(row.id)")
        #expect(cancelled.last?.contains("goes on in spite of it: running") == true)
        #expect(try console.answer("ps --name '\(tag) 0' --json").rows.first?.cancelled == true)
        #expect(
          try console.answer("cancel \(row.id) --wait 0").lines.first == "already cancelled: task \(row.id)")
      }
    }
  }

  @Test func the_lag_probe_is_overdue_and_the_holders_are_named() async throws {
    try await LiveConsole.run { console in
      let tag = LiveConsole.tag()
      let (text, lag) = try await PoolBlocker.whileBlocked(name: tag) {
        // The probe is sent by the monitor's clock; it is asked for until it is late.
        while try console.answer("lag --json").object(Lag.self).pool?.probe?.overdue != true {}
        return (try console.answer("loop-lag").lines, try console.answer("loop-lag --json").object(Lag.self))
      }
      #expect(text.first?.hasPrefix("OVERDUE: the probe of pool has not come back for ") == true)
      let names = Set((0..<PoolBlocker.width).map { "\(tag) \($0)" })
      #expect(names.isSubset(of: lag.holders.compactMap(\.name)))
      #expect(names.allSatisfy { name in text.contains { $0.contains(name) } })
    }
  }
}

private struct Lag: Decodable, Sendable {
  struct Executor: Decodable {
    struct Probe: Decodable { let overdue: Bool }
    let name: String
    let probe: Probe?
  }
  struct Holder: Decodable { let name: String? }

  let executors: [Executor]
  let holders: [Holder]
  var pool: Executor? { executors.first { $0.name == "pool" } }
}
