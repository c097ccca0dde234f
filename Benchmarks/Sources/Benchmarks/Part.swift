// The parts of the benchmarks by the names they are asked for with.

/// One table.
enum Part: String, CaseIterable {
  case cost
  case memory
  case answers
  case locks
  case blocked
  case top
  case echo

  /// What the table tells.
  var summary: String {
    switch self {
    case .cost: "on/off: spawn and join, suspend and resume, actor hop, sleep"
    case .memory: "bytes a live task, and what is left after a burst"
    case .answers: "listings, where, snapshot() among 1,000, 100,000 and 1,000,000 tasks, and their delays"
    case .locks:
      "how long spawning threads wait for the monitor's locks while it lists all tasks, and while it does not"
    case .blocked: "time to answer with every thread of the pool blocked"
    case .top: "processor time and bytes of sessions that follow the program with top"
    case .echo: "time from a key to its echo: idle, pool blocked, beside listings of many tasks"
    }
  }

  func run(_ options: Options) async {
    switch self {
    case .cost: await CostTable(options).run()
    case .memory: await MemoryTable(options).run()
    case .answers: await AnswerTable(options).run()
    case .locks: await LockTable(options).run()
    case .blocked: await BlockedTable(options).run()
    case .top: await TopTable(options).run()
    case .echo: await EchoTable(options).run()
    }
  }
}
