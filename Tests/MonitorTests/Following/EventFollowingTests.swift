// What happens while somebody follows. Each test in a process of its own: what else happens would be told as well.
import CTaskRuntime
import Testing

@testable import TaskRegistry

@Suite struct EventFollowingTests {
  private struct Failure: Error {}

  /// Everything that is told until `isEnough` is told so.
  private static func events(
    _ following: inout EventFollowing, until isEnough: ([TaskEvent]) -> Bool
  ) -> [TaskEvent] {
    var all: [TaskEvent] = []
    _ = Observed.valueOnThread { () -> Bool? in
      all += following.look().events
      return isEnough(all) ? true : nil
    }
    return all
  }

  @Test func a_spawn_and_an_end_are_told_once_each_with_what_is_known_of_them() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      try await PlainThreads.answer { EventFollowingTests.followOne() }
    }
  }

  private static func followOne() {
    var following = EventFollowing(of: .shared, kinds: [.spawned, .ended])
    let gate = Gate()
    let task = Task.detached(name: "watched") {
      await gate.pass()
      throw Failure()
    }
    var events = events(&following) { $0.contains { $0.name == "watched" } }
    guard case .spawned(let spawn)? = events.first(where: { $0.name == "watched" })?.what else {
      Issue.record("\(events)")
      return
    }
    #expect(
      spawn.id == task.id && spawn.spawnedAt?.file == "EventFollowingTests.swift" && spawn.kind == .task)
    gate.open()
    events += Self.events(&following) { $0.contains { $0.name == "watched" } }
    // A look that finds nothing new tells nothing again.
    events += following.look().events + following.look().events
    let ours = events.filter { $0.name == "watched" }
    #expect(ours.map(\.kind) == [.spawned, .ended])
    guard case .ended(let end)? = ours.last?.what else { return }
    #expect(end.id == task.id && end.outcome == .threw && end.error == "EventFollowingTests.Failure")
  }

  @Test func whatever_came_and_went_between_two_looks_is_told_or_counted() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      try await PlainThreads.answer { EventFollowingTests.followMany() }
    }
  }

  private static func counts() -> UInt64 {
    let counts = Registry.shared.statistics().sinceStart
    return counts.spawned + counts.returned + counts.threw + counts.cancelled
  }

  private static func followMany() {
    var following = EventFollowing(of: .shared, kinds: [.spawned, .ended])
    let before = counts()
    let done = Counter()
    let count = 5_000
    for number in 0..<count { Task.detached(name: "short \(number)") { done.increment() } }
    done.wait(for: count)
    // The last of them have counted themselves, and are still on their way out.
    let isQuiet = Observed.valueOnThread { counts() - before >= UInt64(2 * count) ? true : nil }
    #expect(isQuiet == true)
    var told = 0
    var unseen: UInt64 = 0
    for _ in 0..<3 {
      let news = following.look()
      told += news.events.count
      unseen += news.unseen
    }
    #expect(UInt64(told) + unseen == counts() - before, "\(told) told, \(unseen) unseen")
    #expect(told > 0 && unseen > 0)
  }

  @Test func a_slow_run_is_told_when_it_becomes_one_and_when_it_has_ended() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      Registry.shared.slowRunThreshold = .milliseconds(20)
      try await PlainThreads.answer { EventFollowingTests.followSlow() }
    }
  }

  private static func followSlow() {
    var following = EventFollowing(of: .shared, kinds: [.slow])
    let latch = Latch()
    Task.detached(name: "holds") { latch.wait() }
    var events = events(&following) { $0.contains { $0.name == "holds" } }
    latch.open()
    events += Self.events(&following) { $0.contains { $0.name == "holds" } }
    events += following.look().events
    let runs = events.filter { $0.name == "holds" }.compactMap { event -> SlowRun? in
      guard case .slow(let run) = event.what else { return nil }
      return run
    }
    #expect(runs.map(\.isGoingOn) == [true, false])
    #expect(runs.allSatisfy { $0.durationNanoseconds >= 20_000_000 })
  }
}
