// One call of the program's own code: begun as a task of the program's, waited for on a plain condition. It must not know what
// is called, nor ever wait without a deadline.
import TaskRegistry

/// What became of a call.
enum ProgramOutcome<Value: Sendable>: Sendable {
  case value(Value)
  /// A reader of what was typed threw.
  case misuse(CommandError)
  /// The program says that what was typed is wrong: its words as they are.
  case mistake(String)
  /// It threw anything else: the error's description as it is.
  case failure(String)
}

/// A call under way, or ended.
///
/// Dropping it cancels what is still going on; what comes later is dropped with it.
final class ProgramCall<Value: Sendable>: Sendable {
  /// Longer descriptions say nothing more; cut before they are kept.
  private static var longestDescription: Int { 1_000 }

  /// When it began, in nanoseconds.
  let begun: UInt64
  /// Its task.
  let taskID: TaskID
  private let task: Task<Void, Never>
  private let result: Guarded<ProgramOutcome<Value>?>
  private let isCancelled = Guarded(false)
  private let helpers: CancelHelpers

  /// Begins a call.
  ///
  /// - Parameters:
  ///   - name: follows `console ` in the task's name.
  ///   - now: the time, in nanoseconds.
  ///   - helpers: where cancellation handlers run, which are the program's code too.
  ///   - onEnd: called on the program's thread when the call has ended, before that is known here.
  ///   - work: the program's code.
  init(
    _ name: String, at now: UInt64, helpers: CancelHelpers, onEnd: @escaping @Sendable () -> Void = {},
    _ work: @escaping @Sendable () async throws -> Value
  ) {
    let result = Guarded<ProgramOutcome<Value>?>(nil)
    // The one place where the console puts anything on the program's pool; nobody here awaits it.
    let task = Task.detached(name: "console \(name)") {
      let outcome = await Self.outcome(of: work)
      onEnd()
      result.change { $0 = outcome }
    }
    begun = now
    taskID = TaskID(of: task)
    self.task = task
    self.result = result
    self.helpers = helpers
  }

  deinit { cancel() }

  /// Whether it has ended.
  var hasEnded: Bool { result.withLock { $0 != nil } }

  /// What became of it, `nil` if it goes on at the deadline; blocks the thread until then.
  func outcome(by deadline: UInt64) -> ProgramOutcome<Value>? { result.wait(until: deadline) { $0 } }

  /// Asks its task to cancel, unless it has ended or was asked.
  ///
  /// Where all threads for cancellation handlers are held up, nothing is asked.
  func cancel() {
    let isFirst = isCancelled.withLock { isCancelled in
      defer { isCancelled = true }
      return !isCancelled
    }
    guard isFirst, !hasEnded else { return }
    let job = CancelJob([taskID]) { [task] _ in
      task.cancel()
      return .requested
    }
    _ = helpers.work(on: job)
  }

  private static func outcome(of work: () async throws -> Value) async -> ProgramOutcome<Value> {
    do {
      return .value(try await work())
    } catch let error as CommandError {
      return .misuse(error)
    } catch let error as ConsoleCommand.Mistake {
      return .mistake(SafeText.prefix(of: error.description, bytes: longestDescription))
    } catch {
      // The description is the program's code, so it is asked for here.
      return .failure(SafeText.prefix(of: String(describing: error), bytes: longestDescription))
    }
  }
}
