// Reads a directory a batch at a time, so that a directory of a million files takes no more memory than one of ten.

import Glibc
import Synchronization

struct DirectoryEntry: Equatable, Sendable {
  enum Kind: Sendable {
    case file
    case directory
    case symbolicLink
    case special
  }

  let name: [UInt8]
  let kind: Kind
}

/// An open directory; its methods block, so call them on a blocking thread.
final class DirectoryReader: Sendable {
  /// Owns the stream, and closes it when the last user has gone.
  private struct Handle: ~Copyable {
    let stream: OpaquePointer

    deinit { closedir(stream) }
  }

  private static let itself = Array(".".utf8)
  private static let parent = Array("..".utf8)

  // The lock lets an abandoned call (its task timed out) finish on its thread without disturbing anyone.
  private let handle: Mutex<Handle>

  /// - Parameter followsLink: whether the path itself may be a symbolic link; what lies below must not be one, or a
  ///   link that took a directory's place could lead the walk in circles.
  init(opening path: FilePath, followsLink: Bool = false) throws(SystemError) {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW)
    let descriptor = open(path.cString, flags)
    guard descriptor >= 0 else { throw .last("open") }
    guard let stream = fdopendir(descriptor) else {
      let error = SystemError.last("fdopendir")
      close(descriptor)
      throw error
    }
    handle = Mutex(Handle(stream: stream))
  }

  /// The next entries, at most `limit`, without `.` and `..`; fewer than `limit` means that these are the last.
  func next(_ limit: Int) throws(SystemError) -> [DirectoryEntry] {
    try handle.withLock { handle throws(SystemError) in
      var entries: [DirectoryEntry] = []
      while entries.count < limit {
        // readdir tells its end from an error by errno alone.
        errno = 0
        guard let entry = readdir(handle.stream) else {
          guard errno == 0 else { throw .last("readdir") }
          break
        }
        let name = Self.name(of: entry)
        guard name != Self.itself, name != Self.parent else { continue }
        if let kind = Self.kind(of: entry, in: handle.stream) {
          entries.append(DirectoryEntry(name: name, kind: kind))
        }
      }
      return entries
    }
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return [] }
    // SAFETY: readdir ends the name with a zero byte within the record. The record may be shorter than the type,
    // so the name is read in place; the structure is never copied as a whole.
    let start = UnsafeRawPointer(entry) + offset
    let length = strlen(start.assumingMemoryBound(to: CChar.self))
    return [UInt8](UnsafeRawBufferPointer(start: start, count: length))
  }

  /// `nil` if the entry has vanished meanwhile.
  private static func kind(
    of entry: UnsafeMutablePointer<dirent>, in stream: OpaquePointer
  ) -> DirectoryEntry.Kind? {
    // SAFETY: a field of the record that readdir has just returned; valid until the next call on this stream,
    // which the lock keeps away.
    switch Int(entry.pointee.d_type) {
    case Int(DT_REG): return .file
    case Int(DT_DIR): return .directory
    case Int(DT_LNK): return .symbolicLink
    case Int(DT_UNKNOWN): break
    default: return .special
    }
    // Some file systems do not tell the kind.
    var status = stat()
    let path = name(of: entry).map { CChar(bitPattern: $0) } + [0]
    guard fstatat(dirfd(stream), path, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    case S_IFLNK: return .symbolicLink
    default: return .special
    }
  }
}
