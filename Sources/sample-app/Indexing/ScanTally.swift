// Collects what the tasks of one scan have to say, so that one report tells all of it and no error is lost.

import Synchronization

/// What one scan has met; filled by many tasks at once.
final class ScanTally: Sendable {
  struct Content: Sendable {
    var read = 0
    var unchanged = 0
    var skipped: [SkipReason: Int] = [:]
    var failures = CollectedErrors()
    var unlistedDirectories: [FilePath] = []
  }

  private let state = Mutex(Content())

  var content: Content { state.withLock { $0 } }

  func read() { state.withLock { $0.read += 1 } }

  func unchanged() { state.withLock { $0.unchanged += 1 } }

  func skip(_ reason: SkipReason) { state.withLock { $0.skipped[reason, default: 0] += 1 } }

  func fail(_ path: FilePath, _ error: any Error, isDirectory: Bool = false) {
    state.withLock { content in
      content.failures.add("\(path): \(error)")
      if isDirectory { content.unlistedDirectories.append(path) }
    }
  }
}

extension ScanTally.Content {
  /// The skipped, such as "3 binary, 1 too large"; `nil` if there are none.
  var skippedText: String? {
    let parts = SkipReason.allCases.compactMap { reason in
      skipped[reason].map { "\($0.grouped) \(reason.rawValue)" }
    }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
