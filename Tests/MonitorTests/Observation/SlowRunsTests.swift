// Runs that hold a thread for long: noticed while they go on, known exactly when they have ended. Each test in a process
// of its own, because the threshold is the whole process's.
import CTaskRuntime
import Glibc
import Testing

@testable import TaskRegistry

private enum Slow {
  @inline(never) static func blocks(_ latch: Latch) {
    latch.wait()
    _ = getpid()
  }
}

@Suite struct SlowRunsTests {
  private static func runs(of task: TaskID) -> [SlowRun] {
    Registry.shared.slowRuns().runs.filter { $0.task == task }
  }

  @Test func a_slow_run_is_told_with_its_place_while_it_goes_on_and_exactly_when_it_has_ended() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      Registry.shared.slowRunThreshold = .milliseconds(50)
      try await PlainThreads.answer { SlowRunsTests.follow() }
    }
  }

  private static func follow() {
    #expect(Registry.shared.slowRunThreshold == .milliseconds(50))
    let latch = Latch()
    let gate = Gate()
    let task = Task.detached(name: "slow") {
      Slow.blocks(latch)
      await gate.pass()
    }
    let going = Observed.valueOnThread { runs(of: task.id).first { !$0.frames.isEmpty } }
    let seen: Comment = "\(String(describing: going))"
    #expect(going?.isGoingOn == true && going?.name == "slow", seen)
    #expect(going?.blockedIn?.hasPrefix("Guarded.wait") == true, seen)
    #expect(going?.frames.dropFirst().first?.location?.function == "Slow.blocks(_:)", seen)
    #expect((going?.durationNanoseconds ?? 0) >= 50_000_000, seen)
    #expect(going?.spawnedAt?.file == "SlowRunsTests.swift", seen)
    latch.open()
    let ended = Observed.valueOnThread { runs(of: task.id).first { !$0.isGoingOn } }
    #expect(ended?.name == "slow" && ended?.frames == going?.frames)
    // The run's own time, as the task's record has it.
    let longest = Observed.valueOnThread {
      Registry.shared.task(task.id).flatMap { $0.state == .suspended ? $0.longestRunNanoseconds : nil }
    }
    let difference = Int(ended?.durationNanoseconds ?? 0) - Int(longest ?? .max)
    #expect(abs(difference) < 1_000_000, "\(String(describing: ended)) \(String(describing: longest))")
    #expect((ended?.ageNanoseconds ?? 0) >= (ended?.durationNanoseconds ?? .max))
    gate.open()
    #expect(Observed.valueOnThread { Registry.shared.task(task.id) == nil ? true : nil } == true)
    #expect(runs(of: task.id).count == 1)
  }

  @Test func a_slow_run_that_ends_before_anybody_looks_is_known_too_and_a_quick_one_is_none() async {
    await #expect(processExitsWith: .success) {
      // Observing without the housekeeper, so that nobody looks.
      Observation.shared.start()
      Registry.shared.slowRunThreshold = .milliseconds(20)
      let slow = Task.detached {
        let end = ctr_nanoseconds() + 30_000_000
        while ctr_nanoseconds() < end {}
      }
      await slow.value
      let quick = (0..<100).map { _ in Task.detached {} }
      for task in quick { await task.value }
      let run = try await Observed.value { SlowRunsTests.runs(of: slow.id).first { !$0.isGoingOn } }
      #expect((run?.durationNanoseconds ?? 0) >= 30_000_000 - 1_000_000)
      #expect(run?.frames == [] && run?.blockedIn == nil)
      #expect(SlowRunsTests.runs(of: slow.id).count == 1)
    }
  }

  @Test func the_threshold_holds_from_its_setting_on_and_is_never_too_short() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.slowRunThreshold = .nanoseconds(1)
      #expect(Registry.shared.slowRunThreshold == .milliseconds(1))
      Registry.shared.slowRunThreshold = .seconds(-1)
      #expect(Registry.shared.slowRunThreshold == .milliseconds(1))
      Registry.shared.slowRunThreshold = .seconds(Int64.max)
      Registry.shared.startObserving()
      let task = Task.detached {
        let end = ctr_nanoseconds() + 5_000_000
        while ctr_nanoseconds() < end {}
      }
      await task.value
      #expect(SlowRunsTests.runs(of: task.id) == [])
      #expect(Registry.shared.slowRuns().overwritten == 0)
    }
  }

  @Test func whoever_wants_is_told_of_each_twice_while_it_goes_on_and_at_its_end() async {
    await #expect(processExitsWith: .success) {
      let told = Guarded<[SlowRun]>([])
      Registry.shared.slowRunThreshold = .milliseconds(20)
      Registry.shared.slowRunWatch.setTell { run in told.change { $0.append(run) } }
      Registry.shared.startObserving()
      let latch = Latch()
      try await PlainThreads.answer {
        let task = Task.detached { latch.wait() }
        _ = told.wait(until: nil) { $0.contains { $0.task == task.id && $0.isGoingOn } ? true : nil }
        latch.open()
        _ = told.wait(until: nil) { $0.contains { $0.task == task.id && !$0.isGoingOn } ? true : nil }
        #expect(told.withLock { $0.count { $0.task == task.id } } == 2)
      }
    }
  }
}
