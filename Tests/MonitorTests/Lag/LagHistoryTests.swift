// The longest delay of each second, by values.
import Testing

@testable import TaskRegistry

struct LagHistoryTests {
  private static func history(_ seconds: [[UInt64]], outstanding: UInt64? = nil) -> [UInt64?] {
    var history = LagHistory()
    var total = Histogram()
    history.add(total: total, outstanding: nil) { $0 }
    for delays in seconds {
      for delay in delays { total.add(delay) }
      history.add(total: total, outstanding: outstanding) { $0 }
    }
    return history.values
  }

  @Test("Each second has the longest of its own delays, and none where nothing became ready")
  func seconds() {
    #expect(Self.history([[1, 7, 3], [], [2]]) == [7, nil, 2])
    let long = Self.history([[1_000_000]])[0] ?? 0
    #expect(long >= 1_000_000 && long <= 1_125_000)
  }

  @Test("A probe that does not come back counts, since nothing else does then")
  func outstanding() { #expect(Self.history([[], [5]], outstanding: 600) == [600, 600]) }

  @Test("A minute is kept")
  func bound() {
    let values = Self.history((1...100).map { [UInt64($0 % 8)] })
    #expect(values.count == LagHistory.seconds && values.last == 4)
  }
}
