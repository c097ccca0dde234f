// How long answers take among many live tasks, and what that does to a task that wants to run every millisecond.
import MonitorServer
import TaskRegistry

struct AnswerTable {
  private let options: Options

  /// Windows with questions, each followed by one as long without, and one with a thread that only computes.
  private static let windows = 7
  /// How long a window is at least, in nanoseconds: short answers are asked for again until then.
  private static let shortestWindow: UInt64 = 100_000_000
  /// How long the windows of one row may take together.
  private static let mostTime: UInt64 = 15_000_000_000

  init(_ options: Options) { self.options = options }

  func run() async {
    let table = TextTable(
      "Answers over TCP, in ms: medians; the ticker's longest delays as median and maximum of the windows",
      [
        ("tasks", 9), ("question", 16), ("first byte", 10), ("total", 8), ("longest", 8), ("KiB", 9),
        ("asked", 6),
        ("ticker asked", 14), ("ticker quiet", 14), ("beside a loop", 14), ("windows", 7),
      ])
    do {
      let monitor = try Monitor.start(Self.configuration)
      defer { monitor.stop() }
      for count in options.taskCounts([1_000, 100_000, 1_000_000], quick: [1_000, 10_000]) {
        await ParkedTasks.with(count) {
          let tasks = Registry.shared.snapshot()
          let target = Question.Target(port: monitor.port, task: tasks[tasks.count / 2].id.rawValue)
          await Ticker.with { ticker in
            for question in Question.all where options.asks(for: question) {
              table.row([Numbers.grouped(count)] + (await row(question, target, ticker)))
            }
          }
        }
      }
    } catch {
      print("error: \(error)")
    }
  }

  static var configuration: Monitor.Configuration {
    var configuration = Monitor.Configuration()
    configuration.port = 0
    return configuration
  }

  private func row(_ question: Question, _ target: Question.Target, _ ticker: Ticker) async -> [String] {
    // The first one reads symbols from files; that is a matter of the program's size, not of its tasks.
    _ = await NativeThread.run { question.ask(target) }
    var answers: [ConsoleClient.Answer] = []
    var asked: [Double] = []
    var quiet: [Double] = []
    var beside: [Double] = []
    let start = Clock.now()
    repeat {
      let before = Clock.now()
      asked.append(
        await ticker.longestDelay {
          answers += await NativeThread.run { Self.window(question, target) }
        })
      let time = Clock.now() - before
      quiet.append(await ticker.longestDelay { try? await Task.sleep(for: .nanoseconds(time)) })
      beside.append(await ticker.longestDelay { await NativeThread.run { Self.compute(for: time) } })
    } while asked.count < (options.isQuick ? 2 : Self.windows) && Clock.now() - start < Self.mostTime
    if let failure = answers.compactMap(\.failure).first { return [question.name, failure] }
    return cells(question.name, answers, [asked, quiet, beside].map { Samples($0) }, windows: asked.count)
  }

  /// What any thread that computes does to the ticker, when the kernel lets both run on the same processor.
  private static func compute(for time: UInt64) {
    let start = Clock.now()
    while Clock.now() - start < time {}
  }

  /// Asks for so long, at least once.
  private static func window(_ question: Question, _ target: Question.Target) -> [ConsoleClient.Answer] {
    var answers: [ConsoleClient.Answer] = []
    let start = Clock.now()
    repeat { answers.append(question.ask(target)) } while Clock.now() - start < shortestWindow
    return answers
  }

  private func cells(
    _ name: String, _ answers: [ConsoleClient.Answer], _ delays: [Samples], windows: Int
  ) -> [String] {
    let total = Samples(answers.map { Double($0.total) })
    let bytes = answers.last?.bytes ?? 0
    return [
      name, Numbers.milliseconds(Samples(answers.map { Double($0.firstByte) }).median),
      Numbers.milliseconds(total.median), Numbers.milliseconds(total.maximum),
      bytes == 0 ? "-" : Numbers.grouped(bytes / 1_024), String(answers.count),
    ] + delays.map(Self.delays) + [String(windows)]
  }

  private static func delays(_ delays: Samples) -> String {
    Numbers.milliseconds(delays.median) + " / " + Numbers.milliseconds(delays.maximum)
  }
}
