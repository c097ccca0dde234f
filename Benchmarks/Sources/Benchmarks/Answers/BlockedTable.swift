// How soon the console answers when every thread of the pool is blocked.
import Glibc
import MonitorServer
import TaskRegistry

struct BlockedTable {
  private let options: Options

  init(_ options: Options) { self.options = options }

  func run() async {
    let table = TextTable(
      "Every thread of the pool blocked: ms to the first byte and to the end of the answer",
      [
        ("question", 22), ("first byte", 10), ("longest", 8), ("total", 8), ("longest", 8), ("tries", 6),
        ("names a blocker", 15),
      ])
    do {
      let monitor = try Monitor.start(AnswerTable.configuration)
      defer { monitor.stop() }
      let port = monitor.port
      let tries = options.isQuick ? 3 : 50
      await ParkedTasks.with(1_000) {
        let rows = await NativeThread.run { BlockedPool.run { Self.rows(port, tries) } }
        for row in rows { table.row(row) }
      }
    } catch {
      print("error: \(error)")
    }
  }

  private static func rows(_ port: UInt16, _ tries: Int) -> [[String]] {
    let tasks = Registry.shared.snapshot()
    let blockers = tasks.filter { $0.name == "blocker" }.map(\.id.rawValue)
    let parked = tasks.filter { $0.name?.hasPrefix("session") == true }.map(\.id.rawValue)
    guard let blocker = blockers.first, let victim = parked.first else { return [["no task is seen"]] }
    let commands = [
      "ps", "ps --state running", "where \(victim)", "where \(blocker)", "cancel \(victim) --wait 0",
      "loop-lag",
    ]
    return commands.map { command in
      let answers = (0..<tries).map { _ in ConsoleClient.ask(command, port: port) }
      if let failure = answers.compactMap(\.failure).first { return [command, failure] }
      let firstByte = Samples(answers.map { Double($0.firstByte) })
      let total = Samples(answers.map { Double($0.total) })
      return [
        command, Numbers.milliseconds(firstByte.median), Numbers.milliseconds(firstByte.maximum),
        Numbers.milliseconds(total.median), Numbers.milliseconds(total.maximum), String(tries),
        answers.allSatisfy { $0.head.contains("blocker") } ? "yes" : "no",
      ]
    }
  }
}
