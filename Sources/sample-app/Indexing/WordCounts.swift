// Counts the words of one text without keeping a thread of the pool to itself for the whole of it.

struct WordCounts: Equatable, Sendable {
  private(set) var counts: [String: Int] = [:]
  private(set) var total = 0

  /// Words between two pauses: a few milliseconds of work.
  private static let stretch = 20_000

  /// - Throws: `CancellationError` if the task is cancelled meanwhile.
  init(of text: [UInt8]) async throws {
    var words = Tokenizer(text)
    while let word = words.next() {
      counts[word, default: 0] += 1
      total += 1
      if total % Self.stretch == 0 {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }
}
