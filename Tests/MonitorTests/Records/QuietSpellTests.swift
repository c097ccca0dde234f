// When memory of the table is given back: after bursts, not within them.
import Testing

@testable import TaskRegistry

@Suite struct QuietSpellTests {
  @Test func a_burst_is_cleared_up_after_once_and_only_when_it_is_over() {
    var quiet = QuietSpell()
    let looks: [(ended: UInt64, isDue: Bool)] = [
      (0, false), (500_000, false), (1_000_000, false), (1_010_001, false), (1_020_001, true),
      (1_020_001, false),
      (1_030_000, false),
    ]
    for look in looks { #expect(quiet.isDue(ended: look.ended) == look.isDue, "\(look.ended)") }
  }

  @Test func few_ends_are_not_worth_while_until_they_add_up() {
    var quiet = QuietSpell()
    let due = (1...10).map { quiet.isDue(ended: $0 * 8_192) }
    #expect(due == [false, false, false, true, false, false, false, true, false, false])
  }
}
