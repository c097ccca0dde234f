// The real console over real TCP with commands and values of a program's own.
@testable import MonitorServer
@testable import TaskRegistry

/// A server whose program adds to its console.
struct OwnConsole: Sendable {
  let server: Server
  let console: Console

  private var additions: ProgramAdditions { console.questions.additions }

  /// Observes and serves while `body` runs.
  ///
  /// - Parameters:
  ///   - timeLimit: for calls; unless given so long that no test sees its end.
  ///   - calls: how many may be under way.
  static func run<Value>(
    timeLimit: Duration = .seconds(3_600), calls: Int = ProgramCalls.mostUnderWay,
    _ body: (OwnConsole) async throws -> Value
  ) async throws -> Value {
    var configuration = Monitor.Configuration()
    configuration.port = 0
    configuration.greetingDelay = .seconds(3_600)
    Registry.shared.startObserving()
    defer { Registry.shared.stopObserving() }
    let additions = ProgramAdditions(
      calls: ProgramCalls(timeLimit: timeLimit.clampedNanoseconds, limit: calls))
    let console = Console(registry: .shared, additions: additions)
    let server = try Server(configuration, asking: console)
    defer { server.stop() }
    return try await body(OwnConsole(server: server, console: console))
  }

  func register(_ command: ConsoleCommand) throws(MonitorError) {
    try additions.register(command, beside: .standard)
  }

  /// A command without operands and options of its own.
  func register(_ verb: String, _ handler: @escaping ConsoleCommand.Handler) throws(MonitorError) {
    try register(ConsoleCommand(verb, summary: "for a test", handler: handler))
  }

  func expose(
    _ name: String, unit: String? = nil,
    _ value: @escaping @Sendable () async throws -> any ConsoleValueConvertible
  ) throws(MonitorError) {
    try additions.expose(ExposedValue(name, unit: unit) { try await value().consoleValue })
  }

  func unregister(_ verb: String) -> Bool { additions.unregister(verb) }

  /// What a script gets for one line; blocks the thread.
  func answer(_ line: String) throws -> String { try server.answer(to: line + "\n") }

  /// What a script gets for one line; holds no thread of the pool.
  func ask(_ line: String) async throws -> String { try await offPool { try answer(line) } }
}

/// The number behind `(task `.
func taskID(in line: String) -> TaskID? {
  line.components(after: "(task ").flatMap(UInt64.init).map(TaskID.init(rawValue:))
}

extension String {
  fileprivate func components(after mark: String) -> String? {
    guard let range = firstRange(of: mark) else { return nil }
    return String(self[range.upperBound...].prefix { $0.isNumber })
  }
}
