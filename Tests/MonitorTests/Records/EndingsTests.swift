// How tasks ended that somebody asked about.
import Testing

@testable import TaskRegistry

@Suite struct EndingsTests {
  @Test func an_end_is_kept_for_a_task_that_was_asked_about_and_no_other() {
    let endings = Endings()
    endings.expect(id: 5, requested: 100)
    endings.book(id: 5, ended: 130, outcome: .cancelled)
    endings.book(id: 6, ended: 140, outcome: .threw)
    #expect(endings.entry(of: 5)?.requested == 100)
    #expect(endings.entry(of: 5)?.ended == 130)
    #expect(endings.entry(of: 5)?.outcome == .cancelled)
    #expect(endings.entry(of: 6) == nil)
  }

  @Test func until_it_ends_a_task_has_no_end() {
    let endings = Endings()
    endings.expect(id: 5, requested: 100)
    #expect(endings.entry(of: 5)?.ended == 0)
  }

  @Test func of_two_requests_the_end_is_told_from_the_later_one() {
    let endings = Endings()
    endings.expect(id: 5, requested: 100)
    endings.expect(id: 5, requested: 200)
    endings.book(id: 5, ended: 230, outcome: .returned)
    #expect(endings.entry(of: 5)?.requested == 200)
    #expect(endings.entry(of: 5)?.ended == 230)
  }

  @Test func a_request_that_came_after_the_end_does_not_hide_it() {
    let endings = Endings()
    endings.expect(id: 5, requested: 100)
    endings.book(id: 5, ended: 130, outcome: .returned)
    endings.expect(id: 5, requested: 200)
    #expect(endings.entry(of: 5)?.ended == 130)
    #expect(endings.entry(of: 5)?.requested == 100)
  }

  @Test func the_latest_1024_are_kept() {
    let endings = Endings()
    for id in 1...1_025 { endings.expect(id: UInt64(id), requested: UInt64(id)) }
    #expect(endings.entry(of: 1) == nil)
    #expect(endings.entry(of: 2)?.requested == 2)
    #expect(endings.entry(of: 1_025)?.requested == 1_025)
  }
}
