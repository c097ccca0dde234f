// The stack of numbers by itself: in what order they come off, and what happens to a thread that was held up.
import Synchronization
import Testing

@testable import TaskRegistry

@Suite struct BatchStackTests {
  /// A stack with what lies below each number.
  private final class Stack: Sendable {
    private final class Box: Sendable {
      let number = Atomic<UInt32>(0)
    }

    private let stack = BatchStack()
    private let links: [Box]

    init(_ numbers: [UInt32]) {
      links = (0..<16).map { _ in Box() }
      for number in numbers { push(number) }
    }

    func push(_ number: UInt32) {
      stack.push(number) { links[Int(number)].number.store($0, ordering: .relaxed) }
    }

    func pop(_ meanwhile: () -> Void = {}) -> UInt32 {
      stack.pop { number in
        let below = links[Int(number)].number.load(ordering: .relaxed)
        meanwhile()
        return below
      }
    }

    func takeAll() -> UInt32 { stack.takeAll() }
    func below(_ number: UInt32) -> UInt32 { links[Int(number)].number.load(ordering: .relaxed) }

    var all: [UInt32] {
      var numbers: [UInt32] = []
      while case let number = pop(), number != 0 { numbers.append(number) }
      return numbers
    }
  }

  @Test func the_last_one_pushed_comes_off_first_and_an_empty_stack_has_none() {
    let stack = Stack([3, 1, 2])
    #expect(stack.all == [2, 1, 3])
    #expect(stack.pop() == 0)
    stack.push(3)
    #expect(stack.all == [3])
  }

  @Test func all_are_taken_at_once_and_are_still_linked() {
    let stack = Stack([3, 1, 2])
    #expect(stack.takeAll() == 2)
    #expect([stack.below(2), stack.below(1), stack.below(3)] == [1, 3, 0])
    #expect(stack.all == [])
    #expect(stack.takeAll() == 0)
  }

  @Test func who_was_held_up_while_the_stack_changed_and_has_the_same_top_again_looks_again() {
    let stack = Stack([1, 2])
    var isFirst = true
    let taken = stack.pop {
      guard isFirst else { return }
      isFirst = false
      // 1 is somebody's now; what the held-up thread has read of 2 says that 1 lies below it.
      #expect([stack.pop(), stack.pop()] == [2, 1])
      stack.push(2)
    }
    #expect(taken == 2)
    #expect(stack.all == [])
  }

  @Test func a_push_that_was_overtaken_lies_above_what_came_before_it() {
    let stack = Stack([1, 2])
    let taken = stack.pop { if stack.below(3) == 0 { stack.push(3) } }
    #expect(taken == 3)
    #expect(stack.all == [2, 1])
  }

  @Test func no_number_is_held_by_two_threads_and_none_is_lost() throws {
    let numbers: [UInt32] = [1, 2, 3, 4, 5, 6, 7, 8]
    let stack = Stack(numbers)
    let held = Atomic<UInt32>(0)
    let clashes = Atomic<Int>(0)
    try PlainThreads.run(4) { _ in
      for _ in 0..<20_000 {
        let number = stack.pop()
        guard number != 0 else { continue }
        let bit: UInt32 = 1 << number
        if held.bitwiseOr(bit, ordering: .relaxed).oldValue & bit != 0 { clashes.add(1, ordering: .relaxed) }
        held.bitwiseAnd(~bit, ordering: .relaxed)
        stack.push(number)
      }
    }
    #expect(clashes.load(ordering: .relaxed) == 0)
    #expect(stack.all.sorted() == numbers)
  }
}
