// Real programs, healthy and sick, each in a process of its own: the sick ones get exactly their own warning, the
// healthy one none.
import Testing

@testable import TaskRegistry

/// A program with looks of its own, so that a test need not wait for those of the monitor.
private struct Watched: Sendable {
  let keeper = CheckKeeper()

  init() {
    Registry.shared.startObserving()
    keeper.begin()
  }

  func look() { keeper.look(Registry.shared, reports: false) }
  func report() -> CheckReport { keeper.report(Registry.shared) }

  /// The warnings as soon as there is one of that check; empty if there never is.
  func report(with check: CheckName, look isLooking: Bool = false) async throws -> [CheckResult] {
    try await PlainThreads.answer { reportOnThread(with: check, look: isLooking) }
  }

  /// The same for a thread that is none of the pool's.
  func reportOnThread(with check: CheckName, look isLooking: Bool = false) -> [CheckResult] {
    Observed.valueOnThread {
      if isLooking { look() }
      let warnings = report().warnings
      return warnings.contains { $0.check == check } ? warnings : nil
    } ?? []
  }
}

extension CheckReport {
  fileprivate var warnings: [CheckResult] { results.filter { $0.verdict == .warning } }

  fileprivate func verdict(of check: CheckName) -> CheckVerdict? {
    results.first { $0.check == check }?.verdict
  }
}

@Suite struct CheckedProgramsTests {
  // MARK: - Healthy

  @Test func a_busy_program_with_bursts_sleepers_servers_and_idle_streams_gets_no_warning() async {
    await #expect(processExitsWith: .success) { try await CheckedProgramsTests.runHealthyProgram() }
  }

  private static func runHealthyProgram() async throws {
    let watched = Watched()
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
    defer { continuation.finish() }
    var servers = [Task<Void, any Error>]()
    for number in 0..<20 {
      servers.append(Task { while true { try await Task.sleep(for: .milliseconds(number)) } })
    }
    servers.append(Task { for await _ in stream {} })
    // A burst at the start, and what stays of it.
    await withTaskGroup { group in
      for _ in 0..<3_000 { group.addTask { await Task.yield() } }
    }
    for _ in 0..<200 { servers.append(Task { try await Task.sleep(for: .seconds(3_600)) }) }
    for _ in 0...LeakCheck.windows + 2 {
      watched.look()
      #expect(watched.report().warnings == [])
      // Far more are spawned than are live: they end.
      await withTaskGroup { group in
        for number in 0..<300 {
          group.addTask { try? await Task.sleep(for: .microseconds(10 * number)) }
        }
      }
      // Requests that take their time, cancelled as often as not.
      for number in 0..<10 {
        let request = Task { try? await Task.sleep(for: .milliseconds(200)) }
        if number % 2 == 0 { request.cancel() }
      }
    }
    let report = watched.report()
    #expect(report.warnings == [])
    // They could tell: it is not for want of looks that they are silent.
    #expect(report.verdict(of: .leak) == .fine)
    #expect(report.verdict(of: .stuck) == .fine)
    #expect(report.verdict(of: .deadlock) == .fine)
    for server in servers { server.cancel() }
  }

  // MARK: - The pool

  @Test func a_blocked_pool_is_named_with_those_who_hold_it() async {
    await #expect(processExitsWith: .success) { try await CheckedProgramsTests.blockPool() }
  }

  private static func blockPool() async throws {
    let watched = Watched()
    let latch = Latch()
    let blockers = (0..<PoolBlocker.width).map { number in
      Task.detached(name: "blocker \(number)") { latch.wait() }
    }
    // Opened by the thread that looks: this task would need one of the pool's.
    let warnings = try await PlainThreads.answer {
      defer { latch.open() }
      return watched.reportOnThread(with: .poolSaturated)
    }
    let finding = try #require(warnings.first?.findings.first)
    #expect(warnings.first?.check == .poolSaturated)
    #expect(finding.count == blockers.count)
    #expect(Set(finding.subjects.map(\.task.id)) == Set(blockers.prefix(Checks.subjectLimit).map(\.id)))
    #expect(finding.subjects.allSatisfy { $0.task.name?.hasPrefix("blocker ") == true })
    #expect(finding.subjects.allSatisfy { $0.task.spawnedAt != nil && $0.threadID ?? 0 > 0 })
    #expect(finding.subjects.allSatisfy { $0.nanoseconds ?? 0 >= PoolSaturatedCheck.threshold })
    let unexpected = Set(warnings.map(\.check)).subtracting([.poolSaturated, .taskStarved, .neverSuspended])
    #expect(unexpected == [])
  }

  @Test func a_run_that_never_suspends_and_what_is_starved_by_it_are_named() async {
    await #expect(processExitsWith: .success) { try await CheckedProgramsTests.starve() }
  }

  private static func starve() async throws {
    let watched = Watched()
    let latch = Latch()
    let blockers = (0..<PoolBlocker.width).map { number in
      Task.detached(name: "blocker \(number)") { latch.wait() }
    }
    let waiting = Task.detached(name: "waiting") {}
    let (warnings, never) = try await PlainThreads.answer {
      defer { latch.open() }
      return (
        watched.reportOnThread(with: .taskStarved), watched.reportOnThread(with: .neverSuspended)
      )
    }
    let starved = try #require(warnings.first { $0.check == .taskStarved }?.findings.first)
    #expect(starved.subjects.contains { $0.task.id == waiting.id && $0.nanoseconds ?? 0 > 1_000_000_000 })
    let held = try #require(never.first { $0.check == .neverSuspended }?.findings.first)
    #expect(Set(blockers.map(\.id)).isSuperset(of: held.subjects.map(\.task.id)))
  }

  // MARK: - Tasks

  @Test func a_leak_is_named_with_its_spawn_site_and_its_oldest_tasks() async {
    await #expect(processExitsWith: .success) { try await CheckedProgramsTests.leak() }
  }

  private static func leak() async throws {
    let watched = Watched()
    let gate = Gate()
    defer { gate.open() }
    var first: TaskID?
    for _ in 0...LeakCheck.windows {
      for _ in 0..<LeakCheck.leastGrowth / 5 {
        let task = Task(name: "leaked") { await gate.pass() }
        first = first ?? task.id
      }
      #expect(watched.report().verdict(of: .leak) == .askAgain)
      watched.look()
    }
    let warnings = watched.report().warnings
    #expect(warnings.map(\.check) == [.leak])
    let finding = try #require(warnings.first?.findings.first)
    guard case .leak(let growth) = finding.kind else { throw CancellationError() }
    #expect(growth.grownBy == UInt64(LeakCheck.windows) * (LeakCheck.leastGrowth / 5))
    #expect(growth.spawned == growth.grownBy)
    #expect(growth.spawnedAt?.function.contains("leak()") == true)
    #expect(finding.subjects.first?.task.id == first)
    #expect(finding.subjects.allSatisfy { $0.task.name == "leaked" })
  }

  /// What a task of the one spawn site does.
  private enum Errand {
    case short, forgotten, idle, asleep
  }

  @Test func a_stuck_continuation_is_named_and_idle_and_sleeping_tasks_of_its_kind_are_not() async {
    await #expect(processExitsWith: .success) { try await CheckedProgramsTests.beStuck() }
  }

  private static func beStuck() async throws {
    let watched = Watched()
    let gate = Gate()
    defer { gate.open() }
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
    defer { continuation.finish() }
    let errands = [Errand](repeating: .short, count: 30) + [.forgotten, .idle, .asleep]
    let tasks = errands.map { errand in
      Task {
        switch errand {
        case .short: await Task.yield()
        case .forgotten: await gate.pass()
        case .idle: for await _ in stream {}
        case .asleep: try? await Task.sleep(for: .seconds(3_600))
        }
      }
    }
    for task in tasks.prefix(30) { await task.value }
    for task in tasks.suffix(3) { _ = try await Observed.suspended(task.id) }
    let warnings = try await watched.report(with: .stuck, look: true)
    #expect(warnings.map(\.check) == [.stuck])
    let finding = try #require(warnings.first?.findings.first)
    #expect(finding.subjects.map(\.task.id) == [tasks[30].id])
    #expect(finding.subjects.first?.task.waitingAt?.function.contains("Gate.pass()") == true)
    #expect(finding.count == 1)
    guard case .stuck(let site, let ended, let lifetime) = finding.kind else { throw CancellationError() }
    #expect(site?.function.contains("beStuck()") == true)
    #expect(ended == 30)
    #expect(lifetime > SiteLifetimes.ages[0])
    tasks[32].cancel()
  }

  @Test func a_task_that_ignores_its_cancellation_is_named_after_five_seconds() async {
    await #expect(processExitsWith: .success) { try await CheckedProgramsTests.ignoreCancellation() }
  }

  private static func ignoreCancellation() async throws {
    let watched = Watched()
    let gate = Gate()
    defer { gate.open() }
    let deaf = Task(name: "deaf") {
      await withTaskGroup { group in group.addTask(name: "child") { await gate.pass() } }
    }
    _ = try await Observed.suspended(deaf.id)
    deaf.cancel()
    #expect(watched.report().verdict(of: .cancelIgnored) == .askAgain)
    let warnings = try await watched.report(with: .cancelIgnored)
    #expect(warnings.map(\.check) == [.cancelIgnored])
    let subjects = warnings.first?.findings.first?.subjects ?? []
    #expect(subjects.map(\.task.name) == ["child"])
    #expect(subjects.first?.nanoseconds ?? 0 >= CancelIgnoredCheck.threshold)
  }

  @Test func two_tasks_that_wait_for_each_other_are_named_and_who_waits_for_them_is_counted() async {
    await #expect(processExitsWith: .success) { try await CheckedProgramsTests.waitInACircle() }
  }

  private static func waitInACircle() async throws {
    let watched = Watched()
    let other = Handover<Task<Void, any Error>>()
    let one = Task(name: "one") { try await other.take().value }
    let two = Task(name: "two") { try await one.value }
    let third = Task(name: "third") { try? await two.value }
    _ = try await Observed.task(third.id) { $0.waitKind == .task }
    #expect(watched.report().warnings == [])
    other.give(two)
    let warnings = try await watched.report(with: .deadlock)
    #expect(warnings.map(\.check) == [.deadlock])
    let finding = try #require(warnings.first?.findings.first)
    #expect(finding.kind == .deadlock(heldUp: 1))
    #expect(finding.subjects.map(\.task.name) == ["one", "two"])
    #expect(finding.subjects.map(\.waitsFor) == [.value(of: two.id), .value(of: one.id)])
    #expect(finding.subjects.allSatisfy { $0.task.waitingAt?.function.contains("waitInACircle()") == true })
  }

  @Test func a_child_of_a_group_that_waits_for_its_parent_is_named_with_it() async {
    await #expect(processExitsWith: .success) { try await CheckedProgramsTests.waitForTheParent() }
  }

  private static func waitForTheParent() async throws {
    let watched = Watched()
    let handle = Handover<Task<Void, Never>>()
    let gate = Gate()
    defer { gate.open() }
    let parent = Task(name: "parent") {
      await withTaskGroup { group in
        group.addTask(name: "innocent") { await gate.pass() }
        group.addTask(name: "child") { if let parent = try? await handle.take() { await parent.value } }
      }
    }
    _ = try await Observed.task(parent.id) { $0.waitKind == .group }
    #expect(watched.report().warnings == [])
    handle.give(parent)
    let warnings = try await watched.report(with: .deadlock)
    #expect(warnings.map(\.check) == [.deadlock])
    let finding = try #require(warnings.first?.findings.first)
    #expect(finding.subjects.map(\.task.name) == ["parent", "child"])
    #expect(finding.subjects.last?.waitsFor == .value(of: parent.id))
    #expect(finding.subjects.first?.waitsFor == finding.subjects.last.map { .child($0.task.id) })
    #expect(finding.kind == .deadlock(heldUp: 0))
  }
}
