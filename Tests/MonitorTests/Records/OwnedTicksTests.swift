// Sums in a record that may become another task's while a thread adds to them.
import Synchronization
import Testing

@testable import TaskRegistry

@Suite struct OwnedTicksTests {
  /// In a place of its own, as in a record.
  private final class Ticks: Sendable {
    let ticks = OwnedTicks()
    init() { ticks.begin() }
    var value: UInt64 { ticks.value }
  }

  private static let greatest: UInt64 = 1 << 56 - 1

  @Test func what_is_added_sums_up_until_the_next_life_begins() {
    let sum = Ticks()
    #expect(sum.value == 0)
    sum.ticks.add(5) { true }
    sum.ticks.add(7) { true }
    sum.ticks.add(1)
    #expect(sum.value == 13)
    sum.ticks.begin()
    #expect(sum.value == 0)
  }

  @Test func it_is_raised_and_never_lowered() {
    let longest = Ticks()
    for (amount, expected) in [(5, 5), (3, 5), (5, 5), (9, 9)] as [(UInt64, UInt64)] {
      longest.ticks.raise(to: amount) { true }
      #expect(longest.value == expected)
    }
  }

  @Test func nothing_is_added_to_what_is_anothers() {
    let sum = Ticks()
    sum.ticks.add(5) { false }
    sum.ticks.raise(to: 5) { false }
    #expect(sum.value == 0)
  }

  @Test func a_thread_that_was_held_up_until_the_next_life_adds_nothing_even_if_the_sum_is_the_same_again() {
    let sum = Ticks()
    var isOwned = true
    sum.ticks.add(5) {
      defer {
        // The task has ended, and the record's next one has run for as long as the one before had.
        if isOwned { sum.ticks.begin() }
        isOwned = false
      }
      return isOwned
    }
    #expect(sum.value == 0)
    isOwned = true
    sum.ticks.raise(to: 5) {
      defer {
        if isOwned { sum.ticks.begin() }
        isOwned = false
      }
      return isOwned
    }
    #expect(sum.value == 0)
  }

  @Test func what_another_thread_adds_meanwhile_is_kept() {
    let sum = Ticks()
    var isFirst = true
    sum.ticks.add(5) {
      if isFirst { sum.ticks.add(2) }
      isFirst = false
      return true
    }
    #expect(sum.value == 7)
  }

  @Test func it_stops_at_its_greatest_value_and_the_life_stays_what_it_was() {
    let sum = Ticks()
    sum.ticks.add(Self.greatest - 1) { true }
    sum.ticks.add(5) { true }
    #expect(sum.value == Self.greatest)
    sum.ticks.add(.max)
    #expect(sum.value == Self.greatest)
    sum.ticks.begin()
    sum.ticks.raise(to: .max) { true }
    #expect(sum.value == Self.greatest)
  }

  @Test func threads_that_add_at_the_same_time_lose_nothing() throws {
    let sum = Ticks()
    try PlainThreads.run(4) { _ in for _ in 0..<10_000 { sum.ticks.add(3) { true } } }
    #expect(sum.value == 120_000)
  }
}
