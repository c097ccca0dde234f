// Blocks the whole pool, for one test at a time: tests run in parallel, and two that each hold some threads and wait for
// the rest would wait for ever.
import Foundation

@testable import TaskRegistry

/// Holds every thread that runs tasks of default priority.
enum PoolBlocker {
  /// How many threads the pool has: one for each processor this process may use.
  static var width: Int { ProcessInfo.processInfo.activeProcessorCount }

  private static let turns = Turns()

  /// Runs `body` while nobody else holds threads of the pool through this type.
  ///
  /// Whoever keeps a thread of the pool until another task has run needs a turn.
  static func inTurn<Value>(_ body: () async throws -> Value) async rethrows -> Value {
    await turns.take()
    defer { turns.giveBack() }
    return try await body()
  }

  /// Runs `body`, on a thread of its own, while tasks named `name 0`, `name 1` … hold every thread of the pool.
  ///
  /// They ignore cancellation, and end when `body` has returned.
  static func whileBlocked<Value: Sendable>(
    name: String, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await inTurn {
      let latch = Latch()
      let blocked = Counter()
      let blockers = (0..<width).map { number in
        Task.detached(name: "\(name) \(number)") {
          blocked.increment()
          latch.wait()
        }
      }
      let threads = blockers.count
      let value = try await offPool {
        blocked.wait(for: threads)
        defer { latch.open() }
        return try body()
      }
      for blocker in blockers { await blocker.value }
      return value
    }
  }
}

/// Runs what blocks on a thread of its own, so that the pool's are free for the tasks that it waits for.
func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    do {
      try NativeThread.start(name: "off-pool") { continuation.resume(with: Result { try body() }) }.detach()
    } catch {
      continuation.resume(throwing: error)
    }
  }
}

/// One at a time, in the order they came; whoever waits holds no thread.
private final class Turns: Sendable {
  private struct State {
    var isTaken = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Guarded(State())

  func take() async {
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        if state.isTaken { state.waiting.append(continuation) }
        defer { state.isTaken = true }
        return !state.isTaken
      }
      if isFree { continuation.resume() }
    }
  }

  func giveBack() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if state.waiting.isEmpty {
        state.isTaken = false
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.resume()
  }
}
