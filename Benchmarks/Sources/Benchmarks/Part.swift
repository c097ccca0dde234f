// The parts of the benchmarks by the names they are asked for with.

/// One table.
enum Part: String, CaseIterable {
  case cost

  /// What the table tells.
  var summary: String {
    switch self {
    case .cost: "on/off: spawn and join, suspend and resume, actor hop, sleep"
    }
  }

  func run(_ options: Options) async {
    switch self {
    case .cost: await CostTable(options).run()
    }
  }
}
