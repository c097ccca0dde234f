// Keys in order, taken from the front in pieces of any size.
import Testing

@testable import TaskRegistry

@Suite struct TaskHeapTests {
  /// Keys whose orders collide, so that the id decides too.
  private func keys(_ count: Int) -> [TaskKey] {
    var random = Mixer(state: 42)
    return (0..<count).map { index in
      TaskKey(id: UInt64(index), order: random.next() % 1_000, index: UInt32(index))
    }
    .shuffled(using: &random)
  }

  private struct Mixer: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 11 ^ state << 17
    }
  }

  @Test(arguments: [0, 1, 2, 3, 100, 4_095, 4_096, 4_097, 20_000], [1, 7, 1_024, 4_096, 5_000, 100_000])
  func pieces_of_any_size_give_every_key_once_in_order(count: Int, piece: Int) {
    let keys = keys(count)
    let expected = keys.sorted { ($0.order, $0.id) < ($1.order, $1.id) }.map(\.id)
    var heap = TaskHeap(keys)
    var taken: [UInt64] = []
    while case let next = heap.take(piece), !next.isEmpty {
      #expect(next.count == min(piece, count - taken.count))
      taken += next.map(\.id)
    }
    #expect(taken == expected)
    #expect(heap.take(piece).isEmpty)
  }

  @Test func taking_few_and_then_all_goes_on_where_it_was() {
    let keys = keys(10_000)
    let expected = keys.sorted { ($0.order, $0.id) < ($1.order, $1.id) }.map(\.id)
    var heap = TaskHeap(keys)
    let taken = heap.take(3).map(\.id) + heap.take(0).map(\.id) + heap.take(.max).map(\.id)
    #expect(taken == expected)
  }
}
