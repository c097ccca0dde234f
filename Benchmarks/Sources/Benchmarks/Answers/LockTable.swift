// What a listing of all tasks makes tasks wait for: tasks are spawned as fast as they can be, and the registry itself tells how
// long their threads waited for one of its locks. Unlike a task's lateness it is no matter of who else has the processor.
import MonitorServer
import TaskRegistry

struct LockTable {
  private let options: Options

  private var windows: Int { options.isQuick ? 2 : 10 }

  init(_ options: Options) { self.options = options }

  func run() async {
    let table = TextTable(
      "Waits of spawning threads for a lock of the monitor's, in µs: longest of each window, as median and maximum",
      [
        ("live tasks", 10), ("meanwhile", 10), ("spawns", 12), ("waits", 8), ("longest", 16), ("windows", 7),
      ])
    do {
      let monitor = try Monitor.start(AnswerTable.configuration)
      defer { monitor.stop() }
      let port = monitor.port
      for count in options.taskCounts([100_000, 1_000_000], quick: [10_000]) {
        await ParkedTasks.with(count) {
          let start = Clock.now()
          table.row(
            [Numbers.grouped(count), "ps --all"]
              + (await row { Sink.take(ConsoleClient.ask("ps --all", port: port).bytes) }))
          // As long without: the threads that spawn meet each other at these locks too.
          let window = (Clock.now() - start) / UInt64(windows)
          table.row([Numbers.grouped(count), "nothing"] + (await row { Clock.sleep(nanoseconds: window) }))
        }
      }
    } catch {
      print("error: \(error)")
    }
  }

  /// - Parameter body: what goes on in a window; on a thread of its own.
  private func row(_ body: @escaping @Sendable () -> Void) async -> [String] {
    var longest: [Double] = []
    let before = Registry.shared.statistics(reset: true)
    await SpawnLoad.with(2) {
      for _ in 0..<windows {
        _ = Registry.shared.statistics(reset: true)
        await NativeThread.run(body)
        longest.append(Double(Registry.shared.statistics().overhead.longestLockWaitNanoseconds) / 1_000)
      }
    }
    let after = Registry.shared.statistics()
    let waits = Samples(longest)
    return [
      Numbers.grouped(Int(after.sinceStart.spawned - before.sinceStart.spawned)),
      Numbers.grouped(Int(after.overhead.lockWaits - before.overhead.lockWaits)),
      Numbers.fixed(waits.median, 1) + " / " + Numbers.fixed(waits.maximum, 1), String(windows),
    ]
  }
}
