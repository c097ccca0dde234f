// How soon a key is shown, whatever else the console and the program are busy with.
import Glibc
import MonitorServer
import Synchronization

struct EchoTable {
  private let options: Options

  init(_ options: Options) { self.options = options }

  func run() async {
    let table = TextTable(
      "From a key to its echo on loopback, in ms",
      [("meanwhile", 30), ("median", 8), ("p99", 8), ("longest", 8), ("keys", 8), ("rows printed", 12)])
    let keys = options.isQuick ? 100 : 5_000
    do {
      let monitor = try Monitor.start(AnswerTable.configuration)
      defer { monitor.stop() }
      let port = monitor.port
      table.row(await NativeThread.run { Self.row("nothing", Self.times(port, keys)) })
      table.row(
        await NativeThread.run {
          BlockedPool.run { Self.row("all pool threads blocked", Self.times(port, keys)) }
        })
      for count in options.taskCounts([100_000, 1_000_000], quick: [1_000]) {
        await ParkedTasks.with(count) {
          let isOver = Flag()
          async let printed = NativeThread.run { Self.flood(port, until: isOver) }
          let times = await NativeThread.run { Self.times(port, keys) }
          isOver.raise()
          let rows = await printed
          table.row(
            Self.row("ps --all of \(Numbers.grouped(count)) tasks", times, rows: Numbers.grouped(rows)))
        }
      }
    } catch {
      print("error: \(error)")
    }
  }

  private static func row(_ name: String, _ times: [UInt64]?, rows: String = "-") -> [String] {
    guard let times else { return [name, "what was shown is not the key"] }
    let samples = Samples(times.map { Double($0) })
    return [
      name, Numbers.fixed(samples.median / 1e6, 3), Numbers.fixed(samples.quantile(0.99) / 1e6, 3),
      Numbers.fixed(samples.maximum / 1e6, 3), Numbers.grouped(times.count), rows,
    ]
  }

  /// Presses keys as one who types fast; blocks.
  private static func times(_ port: UInt16, _ count: Int) -> [UInt64]? {
    guard let client = KeyClient(port: port) else { return nil }
    var times: [UInt64] = []
    for _ in 0..<count {
      guard let time = client.echo() else { return nil }
      times.append(time)
      usleep(1_000)
    }
    return times
  }

  /// Has everything listed again and again by another session; returns how many rows that were.
  private static func flood(_ port: UInt16, until isOver: Flag) -> Int {
    var rows = 0
    while !isOver.isRaised { rows += ConsoleClient.ask("ps --all", port: port).lines }
    return rows
  }
}

private final class Flag: Sendable {
  private let value = Atomic<Bool>(false)

  var isRaised: Bool { value.load(ordering: .relaxed) }
  func raise() { value.store(true, ordering: .relaxed) }
}
