// Reads one file for the index, or says why it is not text; blocks, so it runs on a blocking thread.

import Glibc

/// What reading came to.
enum TextFile: Equatable, Sendable {
  case unchanged
  case text([UInt8], FileVersion)
  case skipped(SkipReason, FileVersion)

  /// Larger files are skipped: with all workers busy this is what reading takes of memory, times their number.
  static let sizeLimit = 8 << 20

  private static let chunk = 64 << 10

  /// - Parameters:
  ///   - known: the version that has been read before.
  ///   - call: asked between two reads whether to go on.
  static func read(
    _ path: FilePath, known: FileVersion?, call: any BlockingCall, sizeLimit: Int = sizeLimit
  ) throws -> TextFile {
    // The walker saw a regular file, but another may have taken its place: opening a pipe would wait for its writer
    // (O_NONBLOCK), and a link could lead anywhere (O_NOFOLLOW).
    let descriptor = open(path.cString, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemError.last("open") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError.last("fstat") }
    let version = FileVersion(
      inode: UInt64(status.st_ino), size: Int64(status.st_size),
      seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec))
    guard status.st_mode & S_IFMT == S_IFREG else { return .skipped(.special, version) }
    if version == known { return .unchanged }
    guard version.size <= sizeLimit else { return .skipped(.tooLarge, version) }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(version.size))
    // The size is a hint only: the file may grow while it is read, and those of /proc say 0.
    while true {
      if call.isCancelled { throw CancellationError() }
      let before = bytes.count
      try append(from: descriptor, to: &bytes)
      if bytes.count == before { break }
      // A zero byte shows binary data soon: no need to read the rest.
      if bytes[before...].contains(0) { return .skipped(.binary, version) }
      if bytes.count > sizeLimit { return .skipped(.tooLarge, version) }
    }
    guard (try? UTF8Span(validating: bytes.span)) != nil else { return .skipped(.binary, version) }
    return .text(bytes, version)
  }

  private static func append(from descriptor: Int32, to bytes: inout [UInt8]) throws(SystemError) {
    var failure: Int32 = 0
    bytes += [UInt8](unsafeUninitializedCapacity: chunk) { buffer, count in
      // SAFETY: read writes at most the buffer's own size, and `count` is what it has written, 0 after an error.
      var result: Int
      repeat {
        result = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      } while result < 0 && errno == EINTR
      failure = result < 0 ? errno : 0
      count = max(0, result)
    }
    guard failure == 0 else { throw SystemError(operation: "read", code: failure) }
  }
}
