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

  /// `nil` if the file cannot be opened.
  init?(path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > 0 else { return nil }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      return nil
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    if let start = bytes.baseAddress { _ = munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }

  /// Whether the process has this file's beginning at `address`.
  ///
  /// A new version of a program often takes the place of the one that runs, and its symbols would be wrong ones. The
  /// first page has the headers and, as a rule, the number of the build. Inodes do not serve: a container's file system
  /// may give a file another one than the list of mappings does.
  func isLoaded(at address: UInt) -> Bool {
    let descriptor = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, let offset = off_t(exactly: address) else { return false }
    defer { _ = close(descriptor) }
    let head = bytes.prefix(4_096)
    let loaded = [UInt8](unsafeUninitializedCapacity: head.count) { buffer, count in
      // SAFETY: the kernel writes at most as many bytes as the buffer has, and fails where nothing is mapped any more.
      count = max(pread(descriptor, buffer.baseAddress, buffer.count, offset), 0)
    }
    return head.elementsEqual(loaded)
  }
}
