// What is remembered between looks: growth, lifetimes, since when; all with made-up times.
import Testing

@testable import TaskRegistry

@Suite struct CheckMemoryTests {
  private static let second: UInt64 = 1_000_000_000

  @Test func of_looks_at_sites_the_latest_seven_are_kept() {
    var growth = SiteGrowth()
    for number in 1...9 {
      growth.add(.init(at: UInt64(number), live: [0, UInt32(number)], spawned: [0, UInt64(10 * number)]))
    }
    #expect(growth.looks.map(\.at) == Array(3...9))
    #expect(growth.history(of: [1]).first == .init(at: 3, live: 3, spawned: 30))
    #expect(growth.history(of: [1]).last == .init(at: 9, live: 9, spawned: 90))
  }

  @Test func sites_that_grew_come_most_grown_first_without_the_unknown_one() {
    var growth = SiteGrowth()
    #expect(growth.grown(most: 3) == [])
    growth.add(.init(at: 1, live: [5, 5, 5], spawned: [5, 5, 5]))
    // Two sites have been met since.
    growth.add(.init(at: 2, live: [99, 6, 5, 1, 9], spawned: [99, 6, 5, 1, 9]))
    #expect(growth.grown(most: 9) == [4, 1, 3])
    #expect(growth.grown(most: 1) == [4])
  }

  @Test func sites_of_one_place_are_added_up_look_by_look() {
    var growth = SiteGrowth()
    growth.add(.init(at: 1, live: [0, 1], spawned: [0, 10]))
    growth.add(.init(at: 2, live: [0, 2, 3], spawned: [0, 20, 30]))
    #expect(
      growth.history(of: [1, 2]) == [.init(at: 1, live: 1, spawned: 10), .init(at: 2, live: 5, spawned: 50)])
  }

  // MARK: - Lifetimes

  private static func counts(older: [UInt32], still: [UInt32]) -> SiteLifetimes.Counts {
    var counts = SiteLifetimes.Counts(sites: 2)
    for age in SiteLifetimes.ages.indices {
      counts.older[age][1] = older[age]
      counts.stillOlder[age][1] = still[age]
    }
    return counts
  }

  @Test func as_long_as_nobody_older_ended_each_lived_less_than_the_age_and_the_gap() {
    var lifetimes = SiteLifetimes()
    #expect(lifetimes.bound(of: 1) == nil)
    lifetimes.note(Self.counts(older: [0, 0, 0], still: [0, 0, 0]), gap: Self.second)
    lifetimes.note(Self.counts(older: [2, 0, 0], still: [0, 0, 0]), gap: 4 * Self.second)
    // Both are still there, and one of them is older than ten seconds by now.
    lifetimes.note(Self.counts(older: [5, 1, 0], still: [2, 0, 0]), gap: 3 * Self.second)
    #expect(lifetimes.bound(of: 1) == 5 * Self.second)
    #expect(lifetimes.bound(of: 7) == nil)
  }

  @Test func when_an_older_one_ends_the_bound_is_that_of_the_next_age() {
    var lifetimes = SiteLifetimes()
    lifetimes.note(Self.counts(older: [5, 2, 0], still: [0, 0, 0]), gap: Self.second)
    lifetimes.note(Self.counts(older: [5, 2, 0], still: [4, 2, 0]), gap: Self.second)
    #expect(lifetimes.bound(of: 1) == 11 * Self.second)
    lifetimes.note(Self.counts(older: [5, 1, 1], still: [5, 1, 0]), gap: Self.second)
    #expect(lifetimes.bound(of: 1) == 101 * Self.second)
    lifetimes.note(Self.counts(older: [0, 0, 0], still: [0, 0, 0]), gap: Self.second)
    #expect(lifetimes.bound(of: 1) == nil)
  }

  // MARK: - Since when

  @Test func a_condition_counts_from_its_first_sight_until_it_is_interrupted() {
    var sightings = Sightings()
    sightings.note([.init(task: 1, mark: 0), .init(task: 2, mark: 7)], at: 10)
    sightings.note([.init(task: 1, mark: 0), .init(task: 2, mark: 8)], at: 20)
    #expect(sightings.since(1) == 10)
    #expect(sightings.since(2) == 20)
    sightings.note([.init(task: 2, mark: 8)], at: 30)
    sightings.note([.init(task: 1, mark: 0)], at: 40)
    #expect(sightings.since(1) == 40)
    #expect(sightings.since(2) == nil)
  }

  @Test func no_more_sightings_are_kept_than_there_is_room_for() {
    var sightings = Sightings()
    let many = (1...UInt64(Sightings.capacity) + 1).map { Sightings.Sighting(task: $0, mark: 0) }
    sightings.note(many, at: 1)
    #expect(sightings.since(UInt64(Sightings.capacity)) == 1)
    #expect(sightings.since(UInt64(Sightings.capacity) + 1) == nil)
  }

  @Test func starving_counts_from_the_first_look_of_an_unbroken_row() {
    var memory = CheckMemory(began: 0)
    func note(_ isStarved: Bool, at now: UInt64) {
      memory.note(cancelled: [], aged: [], isStarved: isStarved, at: now)
    }
    note(true, at: 5)
    note(true, at: 9)
    #expect(memory.starvedSince == 5)
    note(false, at: 10)
    #expect(memory.starvedSince == nil)
    note(true, at: 12)
    #expect(memory.starvedSince == 12)
  }

  @Test func a_site_is_watched_from_twice_its_bound_once_enough_of_it_have_ended() {
    var memory = CheckMemory(began: 0)
    func look(spawned: UInt64, at now: UInt64) {
      memory.note(
        live: [9, 1], spawned: [99, spawned], lifetimes: SiteLifetimes.Counts(sites: 2), at: now)
    }
    look(spawned: StuckCheck.leastEnded, at: 4 * Self.second)
    #expect(memory.ended(of: 1) == StuckCheck.leastEnded - 1)
    #expect(memory.watchedAge(of: 1) == nil)
    look(spawned: StuckCheck.leastEnded + 1, at: 7 * Self.second)
    #expect(memory.watchedAge(of: 1) == 10 * Self.second)
    // What was never seen being spawned has no kind.
    #expect(memory.watchedAge(of: 0) == nil)
    #expect(memory.watchedAge(of: 5) == nil)
  }

  // MARK: - Pace

  @Test func looks_are_an_interval_apart_or_a_hundred_times_what_they_take() {
    var pace = Pace(interval: 100)
    #expect(pace.isDue(0))
    pace.done(began: 10, ended: 11)
    #expect(!pace.isDue(110))
    #expect(pace.isDue(111))
    pace.done(began: 111, ended: 131)
    #expect(pace.next == 131 + 20 * 99)
  }
}
