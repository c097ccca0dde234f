// What sessions that follow the program cost it: processor time of the whole process, and bytes sent, a second.
import Glibc
import MonitorServer

struct TopTable {
  private let options: Options

  private static let sessions = [0, 1, 10]

  init(_ options: Options) { self.options = options }

  func run() async {
    let table = TextTable(
      "Sessions of top in terminals of 80 by 24, a look each second; processor time of the process, their clients included",
      [
        ("tasks", 9), ("sessions", 8), ("% of one core", 13), ("µs a look", 9), ("bytes a look", 12),
        ("seconds", 7),
      ])
    let seconds = options.isQuick ? 3 : 20
    do {
      let monitor = try Monitor.start(AnswerTable.configuration)
      defer { monitor.stop() }
      for count in options.taskCounts([10_000, 100_000], quick: [1_000]) {
        await ParkedTasks.with(count) {
          var idle = 0.0
          for sessions in Self.sessions {
            let port = monitor.port
            let result = await NativeThread.run { Self.measure(port, sessions, seconds) }
            guard let result else {
              table.row([Numbers.grouped(count), String(sessions), "no screen"])
              continue
            }
            if sessions == 0 { idle = result.cpu }
            let looks = Double(sessions * seconds)
            table.row([
              Numbers.grouped(count), String(sessions), Numbers.fixed(result.cpu / Double(seconds) / 1e7, 3),
              Numbers.fixed((result.cpu - idle) / looks / 1e3, 0), Numbers.fixed(result.bytes / looks, 0),
              String(seconds),
            ])
          }
        }
      }
    } catch {
      print("error: \(error)")
    }
  }

  /// Nanoseconds of processor time, and bytes received, in so many seconds; nil where a client saw no screen.
  private static func measure(_ port: UInt16, _ count: Int, _ seconds: Int) -> (cpu: Double, bytes: Double)? {
    var clients: [TerminalClient] = []
    defer { for client in clients { client.leave() } }
    for _ in 0..<count {
      guard let client = TerminalClient(port: port), client.begins("top") else { return nil }
      clients.append(client)
    }
    // The first looks find out what places are called.
    // A quiet moment shorter than the time between two looks ends the wait for them.
    for client in clients { _ = client.receive(for: 200) }
    if clients.isEmpty { usleep(500_000) }
    let start = processorTime()
    let end = Clock.now() + UInt64(seconds) * 1_000_000_000
    var bytes = 0
    while Clock.now() < end {
      usleep(100_000)
      for client in clients { bytes += client.receive(for: 0) }
    }
    return (processorTime() - start, Double(bytes))
  }

  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
