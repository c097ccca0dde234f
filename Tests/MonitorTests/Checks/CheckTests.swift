// Each check on facts that are sick, healthy, and just at its threshold.
import Testing

@testable import TaskRegistry

@Suite struct CheckTests {
  private static let second: UInt64 = 1_000_000_000
  private static let place = CodeLocation(function: "serve()", file: "Server.swift", line: 8)

  private static func run(_ id: UInt64, _ nanoseconds: UInt64, priority: UInt8 = 21) -> Facts.Run {
    Facts.Run(
      task: .fake(id) {
        $0.state = .running
        $0.waitKind = nil
        $0.priority = priority
      }, threadID: Int32(id), nanoseconds: nanoseconds)
  }

  private static func ready(_ id: UInt64, _ lag: UInt64, behind kind: WaitKind? = nil) -> TaskInfo {
    .fake(id) {
      $0.state = .ready
      $0.waitKind = kind
      $0.priority = 17
      $0.lagNanoseconds = lag
    }
  }

  // MARK: - The pool

  private static var saturated: Facts {
    var facts = Facts()
    facts.processors = 2
    facts.probeWaiting = PoolSaturatedCheck.threshold
    facts.runs = [run(1, 3 * second), run(2, PoolSaturatedCheck.threshold)]
    return facts
  }

  @Test func a_pool_whose_every_thread_is_held_while_the_probe_waits_is_saturated() throws {
    let result = PoolSaturatedCheck().result(Self.saturated)
    let finding = try #require(result.findings.first)
    #expect(result.verdict == .warning)
    #expect(finding.kind == .poolSaturated(priority: 21, ready: 0, waiting: PoolSaturatedCheck.threshold))
    #expect(finding.subjects.map(\.task.id) == [1, 2])
    #expect(finding.subjects.map(\.nanoseconds) == [3 * Self.second, PoolSaturatedCheck.threshold])
    #expect(finding.subjects.map(\.threadID) == [1, 2])
    #expect(finding.count == 2)
  }

  @Test(
    "A pool is not saturated where one thing is missing",
    arguments: [
      { $0.probeWaiting = nil },
      { $0.probeWaiting = PoolSaturatedCheck.threshold - 1 },
      { $0.processors = 3 },
      { $0.runs[1].nanoseconds = PoolSaturatedCheck.threshold - 1 },
      // A third thread of that priority goes from job to job.
      { $0.runs.append(run(3, 1)) },
    ] as [@Sendable (inout Facts) -> Void])
  func unsaturated(change: @Sendable (inout Facts) -> Void) {
    var facts = Self.saturated
    change(&facts)
    #expect(PoolSaturatedCheck().result(facts).verdict == .fine)
  }

  @Test func a_pool_is_saturated_for_the_priority_of_a_task_that_is_ready_and_waits_for_a_thread() {
    var facts = Self.saturated
    facts.probeWaiting = nil
    facts.runs.append(Self.run(3, 1))
    facts.ready.count = 7
    facts.ready.longest = [Self.ready(9, 2 * Self.second)]
    #expect(
      PoolSaturatedCheck().result(facts).findings.map(\.kind)
        == [.poolSaturated(priority: 17, ready: 7, waiting: 2 * Self.second)])
    facts.ready.longest = [Self.ready(9, 2 * Self.second, behind: .actor)]
    #expect(PoolSaturatedCheck().result(facts).verdict == .fine)
  }

  @Test func tasks_are_starved_once_some_have_been_at_one_look_after_the_other() {
    var facts = Facts()
    #expect(TaskStarvedCheck().result(facts).verdict == .fine)
    facts.ready.count = 12
    facts.ready.longest = (1...9).map { Self.ready($0, (10 - $0) * Self.second) }
    facts.ready.lasting = TaskStarvedCheck.lasting - 1
    #expect(
      TaskStarvedCheck().result(facts)
        == CheckResult(.taskStarved, pending: .init(.mayPass, nanoseconds: 1)))
    facts.ready.lasting = TaskStarvedCheck.lasting
    let finding = TaskStarvedCheck().result(facts).findings.first
    #expect(
      finding?.kind == .taskStarved(threshold: TaskStarvedCheck.threshold, lasting: TaskStarvedCheck.lasting))
    #expect(finding?.count == 12)
    #expect(finding?.subjects.map(\.task.id) == (1...8).map { TaskID(rawValue: $0) })
    #expect(finding?.subjects.first?.nanoseconds == 9 * Self.second)
  }

  @Test func a_run_of_a_second_has_never_suspended_and_a_shorter_one_is_fine() {
    var facts = Facts()
    facts.runs = [Self.run(1, NeverSuspendedCheck.threshold - 1)]
    #expect(NeverSuspendedCheck().result(facts).verdict == .fine)
    facts.runs += [Self.run(2, NeverSuspendedCheck.threshold), Self.run(3, 5 * Self.second)]
    let finding = NeverSuspendedCheck().result(facts).findings.first
    #expect(finding?.subjects.map(\.task.id) == [3, 2])
    #expect(finding?.count == 2)
  }

  // MARK: - Cancelled

  @Test func a_task_that_goes_on_five_seconds_after_it_was_cancelled_is_named() {
    var facts = Facts()
    facts.tasks = [1: .fake(1), 2: .fake(2)]
    facts.cancelled.marks = [.init(task: 1, known: CancelIgnoredCheck.threshold)]
    let result = CancelIgnoredCheck().result(facts)
    #expect(result.verdict == .warning)
    #expect(result.findings.first?.subjects.map(\.task.id) == [1])
    #expect(result.pending == nil)
  }

  @Test func a_task_that_was_cancelled_just_now_is_to_be_asked_about_again() {
    var facts = Facts()
    facts.cancelled.marks = [
      .init(task: 1, known: 2), .init(task: 2, known: CancelIgnoredCheck.threshold - 1),
    ]
    #expect(
      CancelIgnoredCheck().result(facts)
        == CheckResult(.cancelIgnored, pending: .init(.mayPass, nanoseconds: 1)))
    #expect(CancelIgnoredCheck().result(Facts()).verdict == .fine)
  }

  @Test func of_a_cancelled_family_those_are_named_that_the_others_wait_for() {
    var facts = Facts()
    facts.tasks = [1: .fake(1), 2: .fake(2) { $0.parent = 1 }, 3: .fake(3) { $0.parent = 2 }]
    facts.cancelled.marks = (1...3).map { .init(task: $0, known: 6 * Self.second) }
    let finding = CancelIgnoredCheck().result(facts).findings.first
    #expect(finding?.subjects.map(\.task.id) == [3])
    #expect(finding?.count == 1)
  }

  // MARK: - Leak

  /// Looks at a site, 4 s apart, with so many live tasks; nothing ends unless told.
  private static func growth(_ live: [UInt64], ended: UInt64 = 0) -> Facts {
    var facts = Facts()
    facts.growth.taken = live.count
    facts.growth.next = second
    let looks = live.enumerated().map { index, count in
      Facts.Growth.Look(
        at: UInt64(index) * 4 * second, live: count,
        spawned: 1_000 + count + (index == live.count - 1 ? ended : 0))
    }
    facts.growth.sites = [.init(location: place, looks: looks, oldest: [.fake(1)])]
    return facts
  }

  @Test func a_site_that_grew_in_every_window_and_whose_tasks_hardly_ever_end_leaks() throws {
    let facts = Self.growth([40, 50, 60, 70, 80, 90, 100], ended: 6)
    let finding = try #require(LeakCheck().result(facts).findings.first)
    #expect(
      finding.kind
        == .leak(
          CheckGrowth(
            spawnedAt: Self.place, spanNanoseconds: 24 * Self.second, live: 100, grownBy: 60, spawned: 66,
            ended: 6)))
    #expect(finding.count == 100)
    #expect(finding.subjects.map(\.task.id) == [1])
  }

  @Test(
    "What has another reason to grow is no leak",
    arguments: [
      // Too little; too little of what there is.
      growth([41, 50, 60, 70, 80, 90, 100]), growth([940, 950, 960, 970, 980, 990, 1_000]),
      // Not in every window; a burst; full by now.
      growth([40, 50, 60, 60, 80, 90, 200]), growth([0, 900, 900, 900, 900, 900, 900]),
      growth([0, 500, 800, 900, 950, 980, 990]),
      // Its tasks end: it is merely busy.
      growth([40, 50, 60, 70, 80, 90, 100], ended: 7), growth([40, 50, 60, 70, 80, 90, 100], ended: 5_000),
      growth([7, 7, 7, 7, 7, 7, 7]), growth([100, 90, 80, 70, 60, 50, 40]),
    ])
  func healthyGrowth(facts: Facts) {
    #expect(LeakCheck().result(facts) == CheckResult(.leak))
  }

  @Test func a_leak_is_not_judged_before_all_windows_have_been_seen() {
    #expect(
      LeakCheck().result(Self.growth([0, 100, 200, 300, 400, 500]))
        == CheckResult(.leak, pending: .init(.looks(taken: 6, needed: 7), nanoseconds: Self.second)))
  }

  // MARK: - Stuck

  private static func aged(
    _ id: UInt64, age: UInt64 = 15 * second, resting: UInt64 = StuckCheck.leastRest,
    ended: UInt64 = StuckCheck.leastEnded, kind: WaitKind = .continuation, isStream: Bool = false,
    state: TaskState = .suspended
  ) -> Facts.Aged.Task {
    let task = TaskInfo.fake(id) {
      $0.state = state
      $0.waitKind = kind
      $0.ageNanoseconds = age
      $0.spawnedAt = place
    }
    return .init(task: task, isIdleStream: isStream, resting: resting, ended: ended, lifetime: 5 * second)
  }

  private static func aged(_ tasks: Facts.Aged.Task...) -> Facts {
    var facts = Facts()
    facts.aged.taken = StuckCheck.leastLooks
    facts.aged.tasks = tasks
    return facts
  }

  @Test func a_continuation_that_is_waited_for_far_longer_than_its_kind_is_stuck() throws {
    let facts = Self.aged(Self.aged(1), Self.aged(2, age: 60 * Self.second))
    let finding = try #require(StuckCheck().result(facts).findings.first)
    #expect(finding.kind == .stuck(spawnedAt: Self.place, ended: 20, lifetime: 5 * Self.second))
    #expect(finding.subjects.map(\.task.id) == [2, 1])
    #expect(finding.count == 2)
  }

  @Test(
    "What need not be stuck is not called so",
    arguments: [
      aged(1, age: 15 * second - 1), aged(1, ended: StuckCheck.leastEnded - 1), aged(1, kind: .sleep),
      aged(1, kind: .task), aged(1, isStream: true), aged(1, state: .ready), aged(1, state: .running),
    ])
  func notStuck(task: Facts.Aged.Task) {
    #expect(StuckCheck().result(Self.aged(task)) == CheckResult(.stuck))
  }

  @Test func what_may_have_run_a_moment_ago_is_to_be_asked_about_again() {
    #expect(
      StuckCheck().result(Self.aged(Self.aged(1, resting: StuckCheck.leastRest - 1)))
        == CheckResult(.stuck, pending: .init(.mayPass, nanoseconds: StuckCheck.leastRest)))
    #expect(
      StuckCheck().result(Facts())
        == CheckResult(.stuck, pending: .init(.looks(taken: 0, needed: 2), nanoseconds: 0)))
  }

  // MARK: - Deadlock and all

  @Test func a_circle_is_named_task_by_task() throws {
    var facts = Facts()
    facts.waits = WaitGraph(waits: [.init(task: 2, awaited: 1), .init(task: 1, awaited: 2)])
    facts.tasks = [1: .fake(1), 2: .fake(2)]
    let finding = try #require(DeadlockCheck().result(facts).findings.first)
    #expect(finding.kind == .deadlock(heldUp: 0))
    #expect(finding.subjects.map(\.task.id) == [1, 2])
    #expect(finding.subjects.map(\.waitsFor) == [.value(of: 2), .value(of: 1)])
    #expect(DeadlockCheck().result(Facts()).verdict == .fine)
  }

  @Test func where_not_all_waits_were_looked_at_the_rest_is_not_called_fine() {
    var facts = Facts()
    facts.droppedWaits = 7
    #expect(
      DeadlockCheck().result(facts)
        == CheckResult(
          .deadlock,
          pending: .init(.tooMany(looked: WaitScan.limit, of: WaitScan.limit + 7), nanoseconds: nil)))
  }

  @Test func there_is_one_result_for_each_check_in_the_order_of_the_names() {
    #expect(Checks.report(Facts()).results.map(\.check) == CheckName.allCases)
  }

  @Test func without_observation_nothing_is_called_fine() {
    var facts = Self.saturated
    facts.off = "observation is stopped"
    let results = Checks.report(facts).results
    #expect(results.allSatisfy { $0.verdict == .askAgain && $0.findings.isEmpty })
    #expect(results.first?.pending == CheckPending(.off("observation is stopped"), nanoseconds: nil))
  }
}
