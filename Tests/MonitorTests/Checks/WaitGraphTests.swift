// Who can never end, by hand-made waits and families.
import Testing

@testable import TaskRegistry

@Suite struct WaitGraphTests {
  /// Waits as `task: awaited`, families as `child: parent`.
  private static func circles(
    _ waits: KeyValuePairs<UInt64, UInt64>, parents: [UInt64: UInt64] = [:]
  ) -> [WaitGraph.Circle] {
    WaitGraph(waits: waits.map { .init(task: $0.key, awaited: $0.value) }, parents: parents).circles()
  }

  private static func circle(
    _ members: KeyValuePairs<UInt64, CheckBlocker>, heldUp: Int = 0
  ) -> WaitGraph.Circle {
    .init(members: members.map { .init(task: $0.key, waitsFor: $0.value) }, heldUp: heldUp)
  }

  @Test func a_chain_is_no_circle() {
    #expect(Self.circles([:]) == [])
    #expect(Self.circles([1: 2, 2: 3, 3: 4]) == [])
    #expect(Self.circles([1: 4, 2: 4, 3: 4]) == [])
  }

  @Test func a_task_that_waits_for_itself_is_a_circle_of_one() {
    #expect(Self.circles([7: 7]) == [Self.circle([7: .value(of: 7)])])
  }

  @Test func two_and_three_that_wait_for_each_other_are_circles() {
    #expect(
      Self.circles([2: 1, 1: 2]) == [Self.circle([1: .value(of: 2), 2: .value(of: 1)])])
    #expect(
      Self.circles([9: 3, 3: 5, 5: 9])
        == [Self.circle([3: .value(of: 5), 5: .value(of: 9), 9: .value(of: 3)])])
  }

  @Test func a_child_that_waits_for_its_parent_is_a_circle_whatever_the_parent_does() {
    #expect(
      Self.circles([2: 1], parents: [2: 1]) == [Self.circle([1: .child(2), 2: .value(of: 1)])])
  }

  @Test func a_grandchild_that_waits_for_its_grandparent_goes_through_the_parent() {
    #expect(
      Self.circles([3: 1], parents: [3: 2, 2: 1])
        == [Self.circle([1: .child(2), 2: .child(3), 3: .value(of: 1)])])
  }

  @Test func a_parent_that_waits_for_its_child_is_no_circle() {
    #expect(Self.circles([1: 2], parents: [2: 1]) == [])
    #expect(Self.circles([1: 2, 2: 5], parents: [2: 1, 3: 1]) == [])
  }

  @Test func a_circle_goes_through_the_children_of_those_who_are_waited_for() {
    // 1 waits for 10, which cannot end before its child 11, which waits for 1.
    #expect(
      Self.circles([1: 10, 11: 1], parents: [11: 10])
        == [Self.circle([1: .value(of: 10), 10: .child(11), 11: .value(of: 1)])])
  }

  @Test func who_waits_for_a_circle_is_counted_and_not_named() {
    #expect(
      Self.circles([1: 2, 2: 1, 3: 1, 4: 3, 5: 2, 6: 7], parents: [4: 8])
        == [Self.circle([1: .value(of: 2), 2: .value(of: 1)], heldUp: 4)])
  }

  @Test func circles_that_have_nothing_to_do_with_each_other_are_told_apart() {
    #expect(
      Self.circles([1: 2, 2: 1, 5: 6, 6: 5, 7: 6])
        == [
          Self.circle([1: .value(of: 2), 2: .value(of: 1)]),
          Self.circle([5: .value(of: 6), 6: .value(of: 5)], heldUp: 1),
        ])
  }

  @Test func the_doomed_are_those_in_circles_and_those_who_wait_for_them() {
    let graph = WaitGraph(
      waits: [(1, 2), (2, 1), (3, 1), (6, 7)].map { .init(task: $0.0, awaited: $0.1) }, parents: [3: 9])
    #expect(graph.doomed == [1, 2, 3, 9])
  }

  @Test func a_hundred_thousand_in_a_row_are_walked_without_recursion() {
    var waits = (1..<100_000).map { WaitGraph.Wait(task: UInt64($0), awaited: UInt64($0 + 1)) }
    #expect(WaitGraph(waits: waits).circles() == [])
    waits.append(.init(task: 100_000, awaited: 1))
    #expect(WaitGraph(waits: waits).circles().map(\.members.count) == [100_000])
  }
}
