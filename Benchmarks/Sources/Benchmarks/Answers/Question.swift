// What is asked of a program with many tasks: commands over TCP, and one call of the library.
import TaskRegistry

struct Question: Sendable {
  let name: String
  /// Asks once; blocks, so not on a thread of the pool.
  let ask: @Sendable (Target) -> ConsoleClient.Answer

  /// Whom, and about what.
  struct Target: Sendable {
    var port: UInt16
    /// Some task among the many.
    var task: UInt64
  }

  static let all = [
    command("ps") { _ in "ps" },
    command("ps --all") { _ in "ps --all" },
    command("ps --all --json") { _ in "ps --all --json" },
    command("waits") { _ in "waits" },
    command("tree") { _ in "tree" },
    command("where ID") { "where \($0.task)" },
    Question(name: "snapshot()") { _ in
      let start = Clock.now()
      let tasks = Registry.shared.snapshot()
      let time = Clock.now() - start
      Sink.take(tasks.count)
      return ConsoleClient.Answer(firstByte: time, total: time, failure: tasks.isEmpty ? "no task" : nil)
    },
  ]

  private static func command(_ name: String, _ line: @escaping @Sendable (Target) -> String) -> Question {
    Question(name: name) { ConsoleClient.ask(line($0), port: $0.port) }
  }
}
