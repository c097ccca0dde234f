// Threads that are none of Swift's pool, for tests of what threads share, and for asking while the pool is blocked.

@testable import TaskRegistry

enum PlainThreads {
  /// Runs `body` on so many threads at once, and returns when all are done.
  static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
    let threads = try (0..<count).map { index in
      try NativeThread.start(name: "test-\(index)") { body(index) }
    }
    for thread in threads { thread.join() }
  }

  /// The answer of one thread of its own, without blocking a thread of the pool.
  static func answer<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      do {
        try NativeThread.start(name: "test-asks") { continuation.resume(returning: body()) }.detach()
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
