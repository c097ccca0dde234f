// One pass over the tree: a walker, a bounded stream of paths, and a limited number of files in work.

struct Scanner: Sendable {
  let root: FilePath
  let workers: Int
  let timeout: Duration
  let index: WordIndex
  let threads: BlockingThreads
  let progress: Progress

  /// Paths found but not yet in work: enough to keep the workers busy while the walker waits for the disk.
  private static let pathsUnderWay = 64

  struct Report: Sendable {
    let content: ScanTally.Content
    let removed: Int
  }

  /// Brings the index up to date.
  ///
  /// - Parameter number: tells this scan from those before.
  /// - Throws: `CancellationError`; the index then holds what has been read so far, and nothing is removed from it.
  func scan(_ number: Int) async throws -> Report {
    let tally = ScanTally()
    let walker = Walker(root: root, threads: threads, timeout: timeout, tally: tally)
    let indexer = FileIndexer(
      index: index, threads: threads, timeout: timeout, progress: progress, tally: tally, scan: number)
    let paths = BoundedStream<FilePath>(capacity: Self.pathsUnderWay)
    let places = AsyncSemaphore(permits: workers)

    // Discarding: a child's memory is given back when it ends, so a million files take no more than ten.
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask(name: "walker") { try await walker.walk(into: paths) }
      for await path in paths {
        try await places.wait()
        group.addTask(name: "index \(path)") {
          defer { places.signal() }
          await indexer.update(path)
        }
      }
    }
    // A stream also ends because its reader is cancelled; only a whole walk tells what has gone.
    try Task.checkCancellation()
    let content = tally.content
    let removed = await index.removeUnseen(by: number, except: content.unlistedDirectories)
    return Report(content: content, removed: removed)
  }
}
