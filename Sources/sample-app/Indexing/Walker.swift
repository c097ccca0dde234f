// Finds the files below a directory and hands their paths on, as fast as they are taken and no faster.

/// Walks a tree depth first.
///
/// It holds one open directory and one batch of entries for each level, and nothing else: memory grows with the
/// depth of the tree, not with its size. Links are not followed, so there is no way round in circles.
struct Walker: Sendable {
  let root: FilePath
  let threads: BlockingThreads
  let timeout: Duration
  /// Told what is skipped and what cannot be listed; neither stops the walk.
  let tally: ScanTally

  private static let batch = 128

  private struct Level {
    let path: FilePath
    let reader: DirectoryReader
    var entries: ArraySlice<DirectoryEntry>
    var isLastBatch: Bool
  }

  /// Sends every regular file's path, then ends the stream, however the walk ends.
  ///
  /// - Throws: `CancellationError` only.
  func walk(into paths: BoundedStream<FilePath>) async throws {
    defer { paths.finish() }
    var levels: [Level] = []
    if let top = try await enter(root, isRoot: true) { levels.append(top) }
    while !levels.isEmpty {
      let current = levels.count - 1
      guard let entry = levels[current].entries.popFirst() else {
        let finished = levels[current].isLastBatch
        if finished {
          levels.removeLast()
        } else if let more = try await nextBatch(of: levels[current]) {
          levels[current] = more
        } else {
          levels.removeLast()
        }
        continue
      }
      let path = levels[current].path.appending(entry.name)
      switch entry.kind {
      case .file: try await paths.send(path)
      case .directory: if let level = try await enter(path, isRoot: false) { levels.append(level) }
      case .symbolicLink: tally.skip(.symbolicLink)
      case .special: tally.skip(.special)
      }
    }
  }

  private func enter(_ path: FilePath, isRoot: Bool) async throws -> Level? {
    try await listing(path) {
      let reader = try DirectoryReader(opening: path, followsLink: isRoot)
      let entries = try reader.next(Self.batch)
      return Level(
        path: path, reader: reader, entries: entries[...], isLastBatch: entries.count < Self.batch)
    }
  }

  private func nextBatch(of level: Level) async throws -> Level? {
    try await listing(level.path) {
      var level = level
      level.entries = try level.reader.next(Self.batch)[...]
      level.isLastBatch = level.entries.count < Self.batch
      return level
    }
  }

  /// `nil` if the directory could not be read; that is on the tally then.
  private func listing(
    _ path: FilePath, _ read: @escaping @Sendable () throws -> Level
  ) async throws -> Level? {
    do {
      return try await withTimeout(timeout, name: "list \(path)") {
        try await threads.run { _ in try read() }
      }
    } catch is CancellationError {
      throw CancellationError()
    } catch let error as SystemError where error.isVanished && path != root {
      // Removed since its name was read: it has no files to find.
      return nil
    } catch {
      tally.fail(path, error, isDirectory: true)
      return nil
    }
  }
}
