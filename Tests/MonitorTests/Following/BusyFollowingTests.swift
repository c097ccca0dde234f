// How busy tasks are between two looks, on tasks whose every run is known.
import Testing

@testable import TaskRegistry

@Suite struct BusyFollowingTests {
  private static func wish(_ tag: String, _ order: BusyOrder = .busy, state: TaskState? = nil) -> BusyWish {
    BusyWish(order: order, limit: 100, state: state) { $0.name?.hasPrefix(tag) == true }
  }

  /// Looks until there is a new look to compare the latest with: those close together are one.
  private static func lookAgain(_ following: inout BusyFollowing) -> BusySample? {
    let before = following.sample(BusyWish(order: .busy, limit: 0))
    return Observed.valueOnThread { () -> BusySample? in
      following.look()
      let now = following.sample(BusyWish(order: .busy, limit: 0))
      return now == before ? nil : now
    }
  }

  @Test func a_task_that_is_on_its_thread_all_the_time_is_busy_for_the_whole_interval() async throws {
    _ = Observed.begin
    let tag = LiveConsole.tag()
    try await PoolBlocker.whileBlocked(name: tag) {
      var following = BusyFollowing(of: .shared)
      following.look()
      let first = following.sample(Self.wish(tag))
      #expect(first.elapsedNanoseconds == nil)
      #expect(first.rows.count == PoolBlocker.width && first.rows.allSatisfy { $0.busyNanoseconds == nil })
      _ = Self.lookAgain(&following)
      let second = following.sample(Self.wish(tag))
      let elapsed = try #require(second.elapsedNanoseconds)
      #expect(elapsed > 0 && second.rows.count == PoolBlocker.width)
      for row in second.rows {
        #expect(row.busyNanoseconds == elapsed && row.runs == 0 && row.task.state == .running)
      }
      #expect(second.busyThreads >= PoolBlocker.width && second.threads >= second.busyThreads)
      #expect(following.sample(Self.wish(tag, state: .suspended)).rows.isEmpty)
      #expect(following.sample(BusyWish(order: .busy, limit: 1)).rows.count == 1)
    }
  }

  /// In a process of its own: where a filter has to ask more tasks than there may be asked, the first in the order are.
  @Test func a_task_that_waits_does_nothing_and_a_new_one_did_all_it_did_since() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      try await BusyFollowingTests.followTwo()
    }
  }

  private static func followTwo() async throws {
    let tag = LiveConsole.tag()
    let gate = Gate()
    let old = Task.detached(name: tag + " old") { await gate.pass() }
    _ = try await Observed.suspended(old.id)
    var following = BusyFollowing(of: .shared)
    following.look()
    let new = Task.detached(name: tag + " new") { await gate.pass() }
    let newInfo = try await Observed.suspended(new.id)
    _ = Self.lookAgain(&following)
    let rows = following.sample(Self.wish(tag)).rows
    #expect(rows.map(\.task.id) == [new.id, old.id])
    #expect(rows.last?.busyNanoseconds == 0 && rows.last?.runs == 0)
    #expect(rows.first?.busyNanoseconds == newInfo.busyNanoseconds && rows.first?.runs == 1)
    #expect(following.sample(Self.wish(tag, .age)).rows.map(\.task.id) == [old.id, new.id])
    #expect(following.sample(Self.wish(tag, .runs)).rows.map(\.task.id) == [new.id, old.id])
    #expect(following.sample(Self.wish(tag, .lag)).rows.count == 2)
    let counted = following.sample(BusyWish(order: .busy, limit: 0))
    #expect(counted.spawned >= 1 && counted.counts.suspended >= 2 && counted.rows.isEmpty)
    gate.open()
    await old.value
    await new.value
    try await Observed.gone(old.id)
    #expect(following.sample(Self.wish(tag)).rows.allSatisfy { $0.task.id != old.id })
  }

  @Test func followers_that_look_at_nearly_the_same_time_share_one_scan() throws {
    _ = Observed.begin
    // A machine that is busy elsewhere may hold one of two looks up for longer than they would share.
    let shared = Observed.valueOnThread { () -> Bool? in
      guard let first = Registry.shared.busyKeeper.scan(.shared),
        let second = Registry.shared.busyKeeper.scan(.shared)
      else { return nil }
      return first === second ? true : nil
    }
    #expect(shared == true)
  }
}
