// Reads the command line; pure, so every bad input is tested by value.

enum Invocation: Equatable, Sendable {
  case help
  case run(Options)
}

struct OptionsParser {
  private static let names = ["--port", "--workers", "--interval", "--incident", "--help"]

  private var rest: ArraySlice<String>
  private var options = Options()
  private var directory: String?
  private var given: Set<String> = []

  /// - Parameter arguments: without the program's name.
  static func parse(_ arguments: some Sequence<String>) throws(UsageError) -> Invocation {
    var parser = OptionsParser(rest: Array(arguments)[...])
    return try parser.parse()
  }

  private init(rest: ArraySlice<String>) { self.rest = rest }

  private mutating func parse() throws(UsageError) -> Invocation {
    while let argument = rest.popFirst() {
      if argument == "--" {
        while let directory = rest.popFirst() { try take(directory: directory) }
      } else if argument.hasPrefix("-") && argument != "-" {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map(String.init) ?? argument
        let value = parts.count == 2 ? String(parts[1]) : nil
        if name == "--help" {
          guard value == nil else { throw UsageError("--help takes no value") }
          return .help
        }
        try take(option: name, value: value)
      } else {
        try take(directory: argument)
      }
    }
    options.directory = directory ?? options.directory
    return .run(options)
  }

  private mutating func take(directory value: String) throws(UsageError) {
    guard !value.isEmpty else { throw UsageError("the directory is an empty text") }
    guard directory == nil else {
      throw UsageError("one directory at a time; \"\(value.escaped)\" is the second")
    }
    directory = value
  }

  private mutating func take(option name: String, value inline: String?) throws(UsageError) {
    guard Self.names.contains(name) else {
      throw UsageError("unknown option \"\(name.escaped)\"; there are \(Self.names.joined(separator: ", "))")
    }
    guard given.insert(name).inserted else { throw UsageError("\(name) is given twice") }
    guard let value = inline ?? rest.popFirst() else { throw UsageError("\(name) needs a value") }
    switch name {
    case "--port":
      options.port = UInt16(try integer(value, for: name, in: Options.portRange))
    case "--workers":
      options.workers = try integer(value, for: name, in: Options.workersRange)
    case "--interval":
      let range = Options.intervalRange
      // Not a number compares false with everything, so it is not in the range either.
      guard let seconds = Double(value), range.contains(seconds) else {
        throw UsageError(
          "\(name) takes seconds from \(range.lowerBound) to \(range.upperBound), not \"\(value.escaped)\"")
      }
      options.interval = seconds
    default:
      guard Incidents.named(value) != nil else {
        let names = Incidents.all.map(\.name).joined(separator: ", ")
        throw UsageError("unknown incident \"\(value.escaped)\"; there are \(names)")
      }
      options.incident = value
    }
  }

  private func integer(
    _ value: String, for name: String, in range: ClosedRange<Int>
  ) throws(UsageError) -> Int {
    guard let number = Int(value), range.contains(number) else {
      throw UsageError(
        "\(name) takes a number from \(range.lowerBound) to \(range.upperBound), not \"\(value.escaped)\"")
    }
    return number
  }
}
