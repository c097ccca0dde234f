// How soon the console answers when every thread of the pool is blocked.
import Glibc
import MonitorServer
import Synchronization
import TaskRegistry

struct BlockedTable {
  private let options: Options

  /// Each level has as many threads of the pool as there are processors.
  private static let priorities: [TaskPriority] = [.high, .medium, .low, .background]

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
        let rows = await NativeThread.run { Self.blocked { Self.rows(port, tries) } }
        for row in rows { table.row(row) }
      }
    } catch {
      print("error: \(error)")
    }
  }

  /// Runs `body` while every thread of the pool waits for it; not on one of the pool.
  private static func blocked<Value>(_ body: () -> Value) -> Value {
    let latch = Latch()
    let level = sysconf(CInt(_SC_NPROCESSORS_ONLN))
    for priority in priorities {
      for _ in 0..<level { Task.detached(name: "blocker", priority: priority) { latch.block() } }
    }
    latch.waitForBlocked(level * priorities.count)
    let value = body()
    latch.open()
    return value
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

/// Blocks threads until it is opened, as no task should.
private final class Latch: Sendable {
  private let blocked = Atomic<Int>(0)
  private let isOpen = Atomic<Bool>(false)

  func block() {
    blocked.add(1, ordering: .relaxed)
    while !isOpen.load(ordering: .relaxed) { usleep(1_000) }
  }

  func waitForBlocked(_ count: Int) {
    // The pool may not have so many threads at once: what has not come after a while waits for one.
    for _ in 0..<1_000 where blocked.load(ordering: .relaxed) < count { usleep(1_000) }
  }

  func open() { isOpen.store(true, ordering: .relaxed) }
}
