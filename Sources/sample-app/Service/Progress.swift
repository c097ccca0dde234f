// Counts the work done since the start; the indexing tasks add, the progress line reads.

import Synchronization

final class Progress: Sendable {
  struct Counts: Equatable, Sendable {
    var checked = 0
    var files = 0
    var bytes = 0
    var words = 0
  }

  private let counts = Mutex(Counts())

  var now: Counts { counts.withLock { $0 } }

  /// A file has been looked at, whatever came of it.
  func check() { counts.withLock { $0.checked += 1 } }

  /// A file has been read and its words are in the index.
  func add(bytes: Int, words: Int) {
    counts.withLock { counts in
      counts.files += 1
      counts.bytes += bytes
      counts.words += words
    }
  }
}

extension Progress.Counts {
  /// One line for people: what has been done in all, and the speed since an earlier reading.
  func line(since earlier: Self, after elapsed: Duration) -> String {
    func rate(_ count: KeyPath<Self, Int>) -> Int {
      let milliseconds = max(1, Int(elapsed / .milliseconds(1)))
      return (self[keyPath: count] - earlier[keyPath: count]) * 1000 / milliseconds
    }
    return "\(checked.grouped) files checked; "
      + "\(files.grouped) files, \(bytes.asBytes), \(words.grouped) words read; "
      + "\(rate(\.files).grouped) files/s, \(rate(\.bytes).asBytes)/s, \(rate(\.words).grouped) words/s"
  }
}
