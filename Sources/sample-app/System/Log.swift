// Writes lines to stderr without ever making a task wait: stderr may be a pipe that nobody reads.

import Glibc
import Synchronization

/// Standard error, written from one thread of its own, in order.
final class Log: Sendable {
  private final class Line: BlockingJob {
    private let text: String
    private let log: Log

    init(_ text: String, _ log: Log) {
      self.text = text
      self.log = log
    }

    func perform() {
      writeToStandardError(text)
      log.lineIsDone()
    }

    func fail(_ error: any Error) { log.lineIsDone() }
  }

  private struct State {
    var pending = 0
    var dropped = 0
  }

  /// Lines held for a reader that is slow; a few screens, a few hundred kilobytes at most.
  private static let limit = 1000

  private let thread = BlockingThreads(name: "log", limit: 1)
  private let state = Mutex(State())

  /// Writes a line soon; drops it, and counts it, when too many are waiting.
  func line(_ text: String) {
    let accepted = state.withLock { state in
      guard state.pending < Self.limit else {
        state.dropped += 1
        return false
      }
      state.pending += 1
      return true
    }
    if accepted { thread.enqueue(Line("sample-app: \(text)\n", self)) }
  }

  /// Returns when every line so far has been written.
  ///
  /// - Throws: `CancellationError`; the lines are written all the same.
  func flush() async throws {
    // One thread, first come, first served: when this runs, what came before is done.
    try await thread.run { _ in }
  }

  private func lineIsDone() {
    let dropped = state.withLock { state in
      state.pending -= 1
      guard state.pending == 0 else { return 0 }
      defer { state.dropped = 0 }
      return state.dropped
    }
    if dropped > 0 { line("\(dropped) lines dropped: stderr was not read") }
  }
}

/// Writes the whole text, blocking; what a broken stderr does not take is lost.
func writeToStandardError(_ text: String) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    if written > 0 {
      bytes = bytes.dropFirst(written)
    } else if errno != EINTR {
      return
    }
  }
}
