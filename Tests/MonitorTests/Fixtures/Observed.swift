// How tests look at tasks they know everything about: by id, waiting for what no event tells, with a generous deadline.
import CTaskRuntime
import Glibc

@testable import TaskRegistry

enum Observed {
  /// Observes from the first test that asks until the process ends.
  static let begin: Void = Registry.shared.startObserving()

  struct NeverSeen: Error, CustomStringConvertible {
    var description: String
  }

  /// A task as soon as it is as it should be.
  ///
  /// That a task has come to rest is no event: it says so itself just before.
  static func task(_ id: TaskID, _ isRight: (TaskInfo) -> Bool) async throws -> TaskInfo {
    var last: TaskInfo?
    let seen = try await value { () -> TaskInfo? in
      last = Registry.shared.task(id)
      return last.flatMap { isRight($0) ? $0 : nil }
    }
    guard let seen else {
      throw NeverSeen(description: "task \(id) was last \(last.map(String.init(describing:)) ?? "gone")")
    }
    return seen
  }

  /// A task as soon as it is suspended, and seen standing still.
  static func suspended(_ id: TaskID) async throws -> TaskInfo {
    try await task(id) { $0.state == .suspended && $0.waitKind != nil }
  }

  /// Returns once a task has left the registry.
  static func gone(_ id: TaskID) async throws {
    let isGone = try await value { Registry.shared.task(id) == nil ? true : nil }
    if isGone == nil { throw NeverSeen(description: "task \(id) is still there") }
  }

  /// What `look` answers as soon as it answers something; nil after the deadline.
  static func value<Value>(_ look: () throws -> Value?) async throws -> Value? {
    let deadline = ContinuousClock.now + .seconds(240)
    var looks = 0
    while ContinuousClock.now < deadline {
      if let value = try look() { return value }
      looks += 1
      // Giving way is enough for a task that is about to rest; on a loaded machine that takes longer. Always giving way:
      // tests that held every thread of the pool here would wait for tasks that can no longer run.
      if looks >= 100 { usleep(500) }
      await Task.yield()
    }
    return nil
  }

  /// The same for a thread that is none of the pool's.
  static func valueOnThread<Value>(_ look: () -> Value?) -> Value? {
    let deadline = ContinuousClock.now + .seconds(240)
    while ContinuousClock.now < deadline {
      if let value = look() { return value }
      usleep(200)
    }
    return nil
  }
}

extension TaskID {
  /// The id of the task that calls.
  static var current: TaskID {
    ctr_current_task().map { TaskID(rawValue: ctr_task_id($0)) } ?? TaskID(rawValue: 0)
  }
}

extension Task {
  /// The id the runtime gave it.
  var id: TaskID {
    // SAFETY: a task's handle is a reference to the task and nothing else, and keeps it alive.
    TaskID(rawValue: ctr_task_id(unsafeBitCast(self, to: UnsafeMutableRawPointer.self)))
  }
}

/// Holds tasks, each on a continuation, until it is opened.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    /// What is done when it is opened.
    var actions: [@Sendable () -> Void] = []
  }

  private let state = Guarded(State())

  func pass() async { await withCheckedContinuation { keep($0) } }

  /// Resumes a continuation when it is opened.
  func keep(_ continuation: CheckedContinuation<Void, Never>) { whenOpen { continuation.resume() } }

  /// Resumes a continuation when it is opened.
  func keep(_ continuation: CheckedContinuation<Void, any Error>) { whenOpen { continuation.resume() } }

  /// Resumes a continuation when it is opened.
  func keep(_ continuation: UnsafeContinuation<Void, Never>) { whenOpen { continuation.resume() } }

  /// Does something when it is opened, or now if it is open.
  func whenOpen(_ action: @escaping @Sendable () -> Void) {
    let isOpen = state.change { state in
      if !state.isOpen { state.actions.append(action) }
      return state.isOpen
    }
    if isOpen { action() }
  }

  func open() {
    let actions = state.change { state in
      state.isOpen = true
      defer { state.actions = [] }
      return state.actions
    }
    for action in actions { action() }
  }

  /// Blocks the calling thread until so many wait.
  func waitOnThread(for count: Int) { _ = state.wait(until: nil) { $0.actions.count >= count ? true : nil } }
}

/// A value handed from one task to another, once.
final class Handover<Value: Sendable>: Sendable {
  private let stream: AsyncStream<Value>
  private let continuation: AsyncStream<Value>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func give(_ value: Value) { continuation.yield(value) }

  func take() async throws -> Value {
    for await value in stream { return value }
    throw CancellationError()
  }
}
