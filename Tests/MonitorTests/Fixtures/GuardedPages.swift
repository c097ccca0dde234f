// Memory whose end is known: what lies behind the last byte is not readable.
import Glibc
import Testing

final class GuardedPages {
  let start: UnsafeMutableRawPointer
  static let page = 4_096

  /// One readable page followed by one that is not.
  init() throws {
    start = try #require(mmap(nil, 2 * Self.page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    try #require(start != MAP_FAILED)
    try #require(mprotect(start + Self.page, Self.page, PROT_NONE) == 0)
  }

  deinit { munmap(start, 2 * Self.page) }

  /// The first address that cannot be read.
  var end: UInt { UInt(bitPattern: start) + UInt(Self.page) }

  /// Puts bytes right before the end, and answers where they begin.
  func place(_ bytes: [UInt8]) -> UInt {
    let at = start + Self.page - bytes.count
    at.copyMemory(from: bytes, byteCount: bytes.count)
    return UInt(bitPattern: at)
  }
}
