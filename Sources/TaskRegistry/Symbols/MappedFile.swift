// A file's bytes in memory, for as long as somebody holds this. It knows no format.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file mapped for reading.
///
/// Its pages are the ones that the file cache has anyway, and cost the program no memory of its own. What is mapped
/// here is mapped already as code of the process, so a file that is cut short would end the program either way.
final class MappedFile: Sendable {
  // SAFETY: the mapping is read-only and stays until `deinit`, so any thread may read it.
  nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

  /// `nil` if the file cannot be opened, or is not the one with that number.
  ///
  /// - Parameter inode: the number of the file that was loaded. A new version of a program often takes the place of
  ///   the one that runs; its symbols would be wrong ones.
  init?(path: String, inode: UInt64) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, UInt64(status.st_ino) == inode, status.st_size > 0 else {
      return nil
    }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      return nil
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    if let start = bytes.baseAddress { _ = munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}
