// How many calls of the program's own code there may be, and how long each is waited for; it must not know what they answer.
import TaskRegistry

/// Begins calls, within bounds.
final class ProgramCalls: Sendable {
  /// How many calls of commands may be under way at once, given up ones included.
  ///
  /// More than persons and scripts need; few enough that handlers that never return cannot fill the process with tasks.
  static let mostUnderWay = 32
  /// How long a worker waits before it looks whether its reader is still there; what ends meanwhile wakes it at once.
  static let slice: UInt64 = 50_000_000
  /// Columns of an error line that an error of the program's may take: it stays one line to read.
  static let errorColumns = 300
  /// Long enough for a question to a database, short enough for a person to wait.
  static let usualTimeLimit: UInt64 = 5_000_000_000

  /// How long a call is waited for, in nanoseconds.
  let timeLimit: UInt64
  /// The same as it is printed.
  var timeLimitText: String { QuantityText(nanoseconds: timeLimit).description }
  /// How many calls of commands may be under way at once.
  let limit: Int
  private let helpers: CancelHelpers
  private let now: @Sendable () -> UInt64
  private let underWay = Guarded(0)

  init(
    timeLimit: UInt64 = ProgramCalls.usualTimeLimit, limit: Int = ProgramCalls.mostUnderWay,
    helpers: CancelHelpers = CancelHelpers(), now: @escaping @Sendable () -> UInt64 = Clock.now
  ) {
    self.timeLimit = timeLimit
    self.limit = limit
    self.helpers = helpers
    self.now = now
  }

  /// Begins a call of a command; `nil` if too many are under way.
  func begin<Value: Sendable>(
    _ name: String, _ work: @escaping @Sendable () async throws -> Value
  ) -> ProgramCall<Value>? {
    let isFree = underWay.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
    guard isFree else { return nil }
    return ProgramCall(
      name, at: now(), helpers: helpers, onEnd: { [underWay] in underWay.withLock { $0 -= 1 } }, work)
  }

  /// Begins a call that is bounded elsewhere.
  func beginUncounted<Value: Sendable>(
    _ name: String, _ work: @escaping @Sendable () async throws -> Value
  ) -> ProgramCall<Value> {
    ProgramCall(name, at: now(), helpers: helpers, work)
  }

  /// What became of a call, after a slice at most; `.late` once its time is up.
  func wait<Value>(for call: ProgramCall<Value>) -> Waited<Value> {
    let deadline = call.begun.later(by: timeLimit)
    if let outcome = call.outcome(by: min(deadline, now().later(by: Self.slice))) { return .ended(outcome) }
    guard now() >= deadline else { return .goesOn }
    call.cancel()
    return .late
  }

  /// What waiting for a call came to.
  enum Waited<Value: Sendable> {
    case ended(ProgramOutcome<Value>)
    case goesOn
    /// Its time is up: it was asked to cancel, and goes on so far.
    case late
  }
}
