// The command line of the benchmarks.

struct UsageError: Error {
  let message: String
}

struct Options: Sendable {
  /// What is measured; everything if empty.
  private(set) var only: [String] = []
  /// Fewer rounds and fewer tasks: to see that it works, not what it costs.
  private(set) var isQuick = false
  private(set) var wantsHelp = false
  /// Live tasks, where it is not what the tables say.
  private(set) var tasks: Int?
  /// So many tasks, observed or not: what a process of the memory table's own measures.
  private(set) var memory: (count: Int, isObserved: Bool)?

  /// The argument that makes it so.
  static let memoryChild = "--measure-memory"

  static let usage = """
    usage: Benchmarks [--only NAME]... [--tasks N] [--quick]

      --only NAME   a part, rows of the cost table whose name contains NAME, or a question; may be repeated
      --tasks N     so many live tasks instead of the usual numbers
      --quick       few rounds, few tasks: shows that it works, not what it costs

    Parts:
    \(Part.allCases.map { "  " + TextTable.pad($0.rawValue, to: 14) + $0.summary }.joined(separator: "\n"))
    """

  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var arguments = arguments.makeIterator()
    while let argument = arguments.next() {
      switch argument {
      case "--quick": isQuick = true
      case "--help", "-h": wantsHelp = true
      case "--only":
        guard let name = arguments.next() else { throw UsageError(message: "--only needs a name") }
        only.append(name)
      case "--tasks":
        guard let count = arguments.next().flatMap({ Int($0) }), count > 0 else {
          throw UsageError(message: "--tasks needs a number")
        }
        tasks = count
      case Self.memoryChild:
        guard let count = arguments.next().flatMap({ Int($0) }), let state = arguments.next() else {
          throw UsageError(message: "\(argument) needs a number, and on or off")
        }
        memory = (count, state == "on")
      default: throw UsageError(message: "unknown argument \"\(argument)\"")
      }
    }
    for name in only where !Self.isKnown(name) {
      throw UsageError(message: "nothing is called \"\(name)\"")
    }
  }

  /// The numbers of live tasks to measure with.
  func taskCounts(_ usual: [Int], quick: [Int]) -> [Int] { tasks.map { [$0] } ?? (isQuick ? quick : usual) }

  func asks(for part: Part) -> Bool {
    only.isEmpty || only.contains(part.rawValue)
      || part == .cost && Workload.all.contains { asks(for: $0) }
      || part == .answers && Question.all.contains { asks(for: $0) }
  }

  private static func isKnown(_ name: String) -> Bool {
    Part(rawValue: name) != nil || Workload.all.contains { $0.isCalled(name) }
      || Question.all.contains { $0.name == name }
  }

  func asks(for question: Question) -> Bool {
    only.isEmpty || only.contains(Part.answers.rawValue) || only.contains(question.name)
  }

  func asks(for workload: Workload) -> Bool {
    only.isEmpty || only.contains(Part.cost.rawValue) || only.contains { workload.isCalled($0) }
  }
}
