// What the tests of the sample app wait with: for events, never for time.

import Glibc
import Synchronization

/// Returns once the condition holds; the tests' time limit bounds it.
func eventually(_ condition: @Sendable () -> Bool) async {
  while !condition() { await Task.yield() }
}

/// Suspends until the task is cancelled.
func untilCancelled() async throws {
  let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
  for await _ in stream {}
  continuation.finish()
  throw CancellationError()
}

/// Holds threads until it is opened.
final class ThreadGate: Sendable {
  private let ends: (exit: Int32, entrance: Int32)

  init() {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    self.ends = (ends[0], ends[1])
  }

  deinit {
    close(ends.exit)
    close(ends.entrance)
  }

  /// Blocks the calling thread until it is let through.
  func pass() {
    var byte: UInt8 = 0
    read(ends.exit, &byte, 1)
  }

  func letThrough(_ count: Int) {
    let bytes = [UInt8](repeating: 0, count: count)
    write(ends.entrance, bytes, count)
  }
}

/// A number that many tasks and threads change.
final class Tally: Sendable {
  private let state = Mutex((now: 0, most: 0))

  var now: Int { state.withLock { $0.now } }
  var most: Int { state.withLock { $0.most } }

  func add(_ change: Int) {
    state.withLock { state in
      state.now += change
      state.most = max(state.most, state.now)
    }
  }
}

/// What happened, in order, told by many tasks.
final class Record<Element: Sendable>: Sendable {
  private let state = Mutex<[Element]>([])

  var all: [Element] { state.withLock { $0 } }

  func append(_ element: Element) { state.withLock { $0.append(element) } }
}
