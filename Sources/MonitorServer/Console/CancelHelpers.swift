// Runs cancellations on threads of their own, a bounded number of them; it knows no text and no connection.
import TaskRegistry

/// The threads that cancellation handlers run on.
///
/// A handler is the program's code and may block for ever. It then holds one of few threads, and nothing else.
final class CancelHelpers: Sendable {
  /// How many may be held up at once.
  ///
  /// Enough for several sessions; few enough that handlers that never return cannot fill the process with threads.
  static let mostThreads = 8

  private let limit: Int
  private let startThread: @Sendable (@escaping @Sendable () -> Void) -> Bool
  private let threads = Guarded(0)

  /// Helpers with no thread yet.
  init(
    limit: Int = CancelHelpers.mostThreads,
    startThread: @escaping @Sendable (@escaping @Sendable () -> Void) -> Bool = CancelHelpers.startThread
  ) {
    self.limit = limit
    self.startThread = startThread
  }

  /// Runs `body` on a thread that nobody waits for; returns whether there is one.
  static func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    do {
      try NativeThread.start(name: "monitor-cancel", body).detach()
      return true
    } catch {
      return false
    }
  }

  /// Puts one more thread to work on a job; returns whether there was one to be had.
  func work(on job: CancelJob) -> Bool {
    let isFree = threads.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
    guard isFree else { return false }
    let isStarted = startThread {
      job.work()
      self.threads.withLock { $0 -= 1 }
    }
    if !isStarted { threads.withLock { $0 -= 1 } }
    return isStarted
  }
}

/// Several tasks to cancel, one after the other, by as many threads as are put to it.
final class CancelJob: Sendable {
  /// How far it has come.
  enum Progress: Equatable {
    /// Nobody has begun with it.
    case waiting
    /// Its cancellation handlers are running.
    case handlersRunning
    /// The answer.
    case answered(CancelResult)
  }

  private struct State {
    var progress: [Progress]
    var next = 0
    var isClosed = false
  }

  /// The tasks, in the order they are asked.
  let ids: [TaskID]
  private let ask: @Sendable (TaskID) -> CancelResult
  private let state: Guarded<State>

  /// A job that nobody works on yet.
  init(_ ids: [TaskID], ask: @escaping @Sendable (TaskID) -> CancelResult) {
    self.ids = ids
    self.ask = ask
    state = Guarded(State(progress: Array(repeating: .waiting, count: ids.count)))
  }

  /// How far each task has come.
  var progress: [Progress] { state.withLock { $0.progress } }

  /// Takes the tasks that nobody has begun with off the job: none of them is asked after this.
  func close() { state.withLock { $0.isClosed = true } }

  /// Asks task after task until there is none left.
  func work() {
    while let index = takeNext() {
      // Outside of the lock: handlers run in here, and whoever looks at the progress must not wait for them.
      let result = ask(ids[index])
      state.withLock { $0.progress[index] = .answered(result) }
    }
  }

  private func takeNext() -> Int? {
    state.withLock { state in
      guard !state.isClosed, state.next < ids.count else { return nil }
      defer { state.next += 1 }
      state.progress[state.next] = .handlersRunning
      return state.next
    }
  }
}
