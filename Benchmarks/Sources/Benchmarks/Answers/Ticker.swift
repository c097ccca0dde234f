// A task that wants to run every millisecond, and how late it was at worst: what a look at tasks does to the others.
import Synchronization

final class Ticker: Sendable {
  private static let interval: UInt64 = 1_000_000

  private let longest = Atomic<UInt64>(0)
  private let ticks = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)

  /// Runs `body` while the ticker ticks.
  static func with(_ body: (Ticker) async -> Void) async {
    let ticker = Ticker()
    let task = Task.detached(name: "ticker") { await ticker.tick() }
    await body(ticker)
    ticker.isOver.store(true, ordering: .relaxed)
    await task.value
  }

  private func tick() async {
    while !isOver.load(ordering: .relaxed) {
      let due = Clock.now() + Self.interval
      try? await Task.sleep(for: .nanoseconds(Self.interval))
      let now = Clock.now()
      longest.max(now > due ? now - due : 0, ordering: .relaxed)
      ticks.add(1, ordering: .relaxed)
    }
  }

  /// How late it was at worst while `body` ran, in nanoseconds.
  func longestDelay(during body: () async -> Void) async -> Double {
    await waitForTicks()
    longest.store(0, ordering: .relaxed)
    await body()
    // A tick that is late now is known only when it comes.
    await waitForTicks()
    return Double(longest.load(ordering: .relaxed))
  }

  private func waitForTicks() async {
    let enough = ticks.load(ordering: .relaxed) + 2
    while ticks.load(ordering: .relaxed) < enough { try? await Task.sleep(for: .microseconds(500)) }
  }
}
