// Bytes that observing takes for each live task, and what is left of a burst when it is over.
import TaskRegistry

struct MemoryTable {
  private let options: Options

  init(_ options: Options) { self.options = options }

  /// What one process measured, in bytes.
  private struct Figures {
    /// More than before the tasks were spawned.
    var live: Double
    /// More than before, after they have ended.
    var after: Double
    /// How much more the registry itself says that it takes than before.
    var own: Double
    /// What it says that it takes without them.
    var fixed: Double
  }

  func run() async {
    let table = TextTable(
      "Memory, each in processes of its own: medians; KiB",
      [
        ("live tasks", 10), ("off", 10), ("on", 10), ("on - off a task", 16), ("own figure a task", 18),
        ("own, fixed", 10),
        ("after, off", 11), ("after, on", 11), ("processes", 9),
      ])
    for count in options.taskCounts([100_000, 1_000_000], quick: [10_000]) {
      let tries = options.isQuick ? 1 : count > 100_000 ? 3 : 5
      let off = await figures(count, tries, isObserved: false)
      let on = await figures(count, tries, isObserved: true)
      let (offLive, onLive) = (Samples(off.map(\.live)).median, Samples(on.map(\.live)).median)
      table.row([
        Numbers.grouped(count), Self.kibibytes(offLive), Self.kibibytes(onLive),
        Numbers.fixed((onLive - offLive) / Double(count), 1),
        Numbers.fixed(Samples(on.map(\.own)).median / Double(count), 1),
        Self.kibibytes(Samples(on.map(\.fixed)).median),
        Self.kibibytes(Samples(off.map(\.after)).median), Self.kibibytes(Samples(on.map(\.after)).median),
        String(tries * 2),
      ])
    }
  }

  private static func kibibytes(_ bytes: Double) -> String { Numbers.fixed(bytes / 1_024, 0) }

  private func figures(_ count: Int, _ tries: Int, isObserved: Bool) async -> [Figures] {
    var figures: [Figures] = []
    for _ in 0..<tries {
      let text = await NativeThread.run {
        OwnProcess.output([Options.memoryChild, String(count), isObserved ? "on" : "off"])
      }
      let numbers = (text ?? "").split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
      guard numbers.count == 4 else { continue }
      figures.append(Figures(live: numbers[0], after: numbers[1], own: numbers[2], fixed: numbers[3]))
    }
    return figures
  }

  /// What the other process does: prints its figures.
  static func measure(_ count: Int, isObserved: Bool) async {
    if isObserved { Registry.shared.startObserving() }
    // Everything that is made once.
    await ParkedTasks.with(1_000) {}
    let before = await settled()
    var live = 0
    let fixed = Registry.shared.statistics().overhead.memoryBytes
    var own: UInt64 = 0
    await ParkedTasks.with(count) {
      live = await settled()
      own = Registry.shared.statistics().overhead.memoryBytes
    }
    let after = await settled()
    print(live - before, after - before, own - min(own, fixed), fixed)
  }

  /// Memory once the registry had time to give its own back, and the allocator was asked to.
  private static func settled() async -> Int {
    try? await Task.sleep(for: .milliseconds(2_200))
    OwnProcess.trimHeap()
    return OwnProcess.residentBytes
  }
}
