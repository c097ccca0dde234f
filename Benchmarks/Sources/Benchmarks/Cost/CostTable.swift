// What observing costs: each workload with and without it, in alternating rounds of one process.
import TaskRegistry

struct CostTable {
  private let options: Options

  /// Timed stretches of one round.
  private static let stretches = 3

  init(_ options: Options) { self.options = options }

  func run() async {
    let table = TextTable(
      "What observing costs, in ns an operation; ratios are on/off, the spread is of the rounds' own ratios",
      [
        ("operation", 22), ("off", 10), ("on", 10), ("ratio", 6), ("off p10", 10), ("on p10", 10),
        ("ratio", 6),
        ("spread p25-p75", 14), ("rounds", 6),
      ])
    for workload in Workload.all where options.asks(for: workload) {
      table.row(await row(workload))
    }
  }

  private func row(_ workload: Workload) async -> [String] {
    let rounds = options.isQuick ? min(5, workload.rounds) : workload.rounds
    let operations = options.isQuick ? min(1_000, workload.operations) : workload.operations
    var off: [Double] = []
    var on: [Double] = []
    var ratios: [Double] = []
    for round in 0..<rounds {
      var pair: [Bool: [Double]] = [:]
      // Now this one first, now that one: neither always comes after the other.
      let first = round % 4 == 0 || round % 4 == 3
      for isObserved in [first, !first] {
        pair[isObserved] = await times(workload, operations, isObserved: isObserved)
      }
      off += pair[false] ?? []
      on += pair[true] ?? []
      ratios.append(Samples(pair[true] ?? []).median / Samples(pair[false] ?? []).median)
    }
    return Self.cells(workload.name, Samples(off), Samples(on), Samples(ratios), rounds)
  }

  /// Nanoseconds an operation, for each stretch of one round.
  private func times(_ workload: Workload, _ operations: Int, isObserved: Bool) async -> [Double] {
    if isObserved { Registry.shared.startObserving() }
    // The registry's own thread starts and goes to sleep, and the pool's threads wake up, untimed.
    try? await Task.sleep(for: .microseconds(300))
    await workload.run(min(operations, 500))
    var times: [Double] = []
    for _ in 0..<Self.stretches {
      let start = Clock.now()
      await workload.run(operations)
      times.append(Double(Clock.now() - start) / Double(operations))
    }
    if isObserved { Registry.shared.stopObserving() }
    return times
  }

  private static func cells(
    _ name: String, _ off: Samples, _ on: Samples, _ ratios: Samples, _ rounds: Int
  ) -> [String] {
    [
      name, Numbers.fixed(off.median, 1), Numbers.fixed(on.median, 1), Numbers.fixed(on.median / off.median),
      Numbers.fixed(off.lowerDecile, 1), Numbers.fixed(on.lowerDecile, 1),
      Numbers.fixed(on.lowerDecile / off.lowerDecile),
      Numbers.fixed(ratios.quantile(0.25)) + "-" + Numbers.fixed(ratios.quantile(0.75)), String(rounds),
    ]
  }
}
