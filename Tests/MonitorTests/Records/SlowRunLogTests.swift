import Testing

@testable import TaskRegistry

@Suite struct SlowRunLogTests {
  private func entry(_ number: UInt64) -> SlowRunLog.Entry {
    .init(task: number, began: number, duration: number, thread: 1)
  }

  @Test func entries_come_out_in_the_order_they_went_in() {
    let log = SlowRunLog()
    #expect(log.take().entry == nil)
    for number in 1...3 as ClosedRange<UInt64> { log.add(entry(number)) }
    #expect((1...4).map { _ in log.take().entry?.task } == [1, 2, 3, nil])
  }

  @Test func the_oldest_go_when_there_are_too_many_and_are_counted() {
    let log = SlowRunLog()
    let many = UInt64(SlowRunLog.capacity) + 10
    for number in 1...many { log.add(entry(number)) }
    let first = log.take()
    #expect(first.entry?.task == 11 && first.lost == 10)
    var last = first.entry
    while case (let next?, let lost) = log.take() {
      #expect(lost == 0)
      last = next
    }
    #expect(last?.task == many)
  }
}
