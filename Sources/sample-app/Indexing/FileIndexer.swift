// Brings one file's entry in the index up to date.

struct FileIndexer: Sendable {
  let index: WordIndex
  let threads: BlockingThreads
  let timeout: Duration
  let progress: Progress
  let tally: ScanTally
  let scan: Int

  /// Reads the file if it has changed.
  ///
  /// What goes wrong with it is on the tally; it concerns no other file.
  func update(_ path: FilePath) async {
    defer { progress.check() }
    let known = await index.known(path)
    do {
      let file = try await withTimeout(timeout, name: "read \(path)") {
        try await threads.run { call in try TextFile.read(path, known: known?.version, call: call) }
      }
      try await take(file, at: path, known: known)
    } catch is CancellationError {
      // The scan ends early and says so itself.
    } catch let error as SystemError where error.isVanished {
      // Removed since the walker saw it: it drops out as if it had not been seen.
    } catch {
      tally.fail(path, error)
      // Nothing new is known of the file, so what was known stays.
      await index.confirm(path, scan: scan)
    }
  }

  private func take(_ file: TextFile, at path: FilePath, known: WordIndex.Known?) async throws {
    switch file {
    case .unchanged:
      await index.confirm(path, scan: scan)
      if let reason = known?.skipped { tally.skip(reason) } else { tally.unchanged() }
    case .skipped(let reason, let version):
      await index.skip(path, because: reason, version: version, scan: scan)
      tally.skip(reason)
    case .text(let bytes, let version):
      let words = try await WordCounts(of: bytes)
      await index.replace(path, with: words, version: version, scan: scan)
      progress.add(bytes: bytes.count, words: words.total)
      tally.read()
    }
  }
}
