// What a program has added to its console; it must not know who asks for it.
import TaskRegistry

/// The program's own commands and values, as long as their monitor runs.
///
/// May be used from any thread; the console looks at it for each line.
final class ProgramAdditions: Sendable {
  /// More commands than fit on a screen of help find no reader, and every line typed is looked up among them.
  static let mostCommands = 64
  /// Each may hold a task while it is asked for.
  static let mostValues = 256

  private struct State: Sendable {
    var commands: [Command] = []
    var values: [ExposedValue] = []
    var isClosed = false
  }

  /// Where their code is called.
  let calls: ProgramCalls
  private let state = Guarded(State())

  init(calls: ProgramCalls = ProgramCalls()) { self.calls = calls }

  /// In the order they were registered.
  var commands: [Command] { state.withLock { $0.commands } }
  /// In the order they were exposed.
  var values: [ExposedValue] { state.withLock { $0.values } }

  /// Adds a command beside those that there are.
  func register(_ own: ConsoleCommand, beside standard: CommandTable) throws(MonitorError) {
    if let fault = AdditionRules.fault(of: own) { throw MonitorError(.invalidRegistration, fault) }
    let command = Command(own, calls: calls)
    try change { state throws(MonitorError) in
      for word in [own.verb] + own.aliases {
        if let verb = standard.verb(answeringTo: word) {
          throw MonitorError(
            .nameTaken, "the monitor has '\(word)' already, for its command \(verb); choose another word")
        }
        if let verb = CommandTable(commands: state.commands).verb(answeringTo: word) {
          throw MonitorError(
            .nameTaken,
            "'\(word)' is registered already, for the command \(verb); choose another word, or unregister that one first"
          )
        }
      }
      guard state.commands.count < Self.mostCommands else {
        throw MonitorError(
          .tooManyRegistrations,
          "\(Self.mostCommands) commands are registered, which is the most; unregister one, or give one more options"
        )
      }
      state.commands.append(command)
    }
  }

  /// Takes a command away; returns whether it was there.
  func unregister(_ verb: String) -> Bool { remove(\.commands) { $0.verb == verb } }

  /// Adds a value.
  func expose(_ value: ExposedValue) throws(MonitorError) {
    if let fault = AdditionRules.fault(ofValue: value.name, unit: value.unit) {
      throw MonitorError(.invalidRegistration, fault)
    }
    try change { state throws(MonitorError) in
      guard !state.values.contains(where: { $0.name == value.name }) else {
        throw MonitorError(
          .nameTaken,
          "a value called '\(value.name)' is exposed already; choose another name, or unexpose that one first"
        )
      }
      guard state.values.count < Self.mostValues else {
        throw MonitorError(
          .tooManyRegistrations,
          "\(Self.mostValues) values are exposed, which is the most; unexpose one first")
      }
      state.values.append(value)
    }
  }

  /// Takes a value away; returns whether it was there.
  func unexpose(_ name: String) -> Bool { remove(\.values) { $0.name == name } }

  /// Forgets everything, for good: the monitor is stopped.
  func close() {
    let removed = state.withLock { state in
      let removed = state
      state = State(isClosed: true)
      return removed
    }
    withExtendedLifetime(removed) {}
  }

  private func remove<Addition: Sendable>(
    _ additions: WritableKeyPath<State, [Addition]>, where isMeant: (Addition) -> Bool
  ) -> Bool {
    // Freed outside of the lock, as in `close`: what a handler holds is the program's, and may run its code.
    let removed = state.withLock { state in
      let removed = state[keyPath: additions].filter(isMeant)
      state[keyPath: additions].removeAll(where: isMeant)
      return removed
    }
    return !removed.isEmpty
  }

  private func change(_ body: (inout State) throws(MonitorError) -> Void) throws(MonitorError) {
    try state.withLock { state throws(MonitorError) in
      guard !state.isClosed else {
        throw MonitorError(.notRunning, "this monitor was stopped; start one, and use what it returns")
      }
      try body(&state)
    }
  }
}

extension CommandTable {
  /// The verb of the command that has this very word as its verb or an alias.
  fileprivate func verb(answeringTo word: String) -> String? {
    commands.first { $0.verb == word || $0.aliases.contains(word) }?.verb
  }
}
