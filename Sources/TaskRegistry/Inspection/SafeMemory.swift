// Reads of the process's own memory where what is read may be gone: an address that is not mapped is an answer, not a
// crash.

import CTaskRuntime
import Glibc
import Synchronization

enum SafeMemory {
  /// Where bytes are read from: 0 the system call for it, otherwise a descriptor of `/proc/self/mem` plus one.
  ///
  /// The call is forbidden in some sandboxes; the file then serves, one call a piece.
  private static let fallback = Atomic<Int32>(0)

  /// Copies `count` bytes; false if any of them cannot be read.
  static func read(_ address: UInt, into destination: UnsafeMutableRawPointer, count: Int) -> Bool {
    var piece = ctr_piece(address: address, destination: destination, count: count)
    return withUnsafePointer(to: &piece) { read($0, 1) } == 1
  }

  /// Copies the pieces in order up to the first that cannot be read; answers how many were copied.
  static func read(_ pieces: UnsafePointer<ctr_piece>, _ count: Int) -> Int {
    let file = fallback.load(ordering: .relaxed) - 1
    if file >= 0 { return readFile(file, pieces, count) }
    var failure: Int32 = 0
    let done = ctr_read_pieces(pieces, count, &failure)
    if done == 0, failure == ENOSYS || failure == EPERM {
      let opened = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
      guard opened >= 0 else { return 0 }
      if !fallback.compareExchange(expected: 0, desired: opened + 1, ordering: .relaxed).exchanged {
        close(opened)
      }
      return readFile(fallback.load(ordering: .relaxed) - 1, pieces, count)
    }
    return done
  }

  private static func readFile(_ file: Int32, _ pieces: UnsafePointer<ctr_piece>, _ count: Int) -> Int {
    for index in 0..<count {
      let piece = pieces[index]
      guard
        pread(file, piece.destination, piece.count, off_t(truncatingIfNeeded: piece.address)) == piece.count
      else { return index }
    }
    return count
  }

  /// Copies neighbouring pieces of the given sizes, up to the first that cannot be read; answers how many bytes.
  static func copy(_ address: UInt, _ sizes: [Int], into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    guard let base = buffer.baseAddress, sizes.reduce(0, +) <= buffer.count else { return 0 }
    var pieces: [ctr_piece] = []
    var done = 0
    for size in sizes {
      pieces.append(ctr_piece(address: address &+ UInt(done), destination: base + done, count: size))
      done += size
    }
    let read = pieces.withUnsafeBufferPointer { pieces in
      pieces.baseAddress.map { Self.read($0, pieces.count) } ?? 0
    }
    return sizes.prefix(read).reduce(0, +)
  }

  /// So many bytes; nil if any of them cannot be read.
  static func bytes(_ address: UInt, _ count: Int) -> [UInt8]? {
    var isRead = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      isRead = buffer.baseAddress.map { read(address, into: $0, count: count) } ?? false
      initialized = isRead ? count : 0
    }
    return isRead ? bytes : nil
  }

  /// Two words, as contexts and records begin with.
  static func words(_ address: UInt) -> (UInt, UInt)? {
    var words: (UInt, UInt) = (0, 0)
    guard
      withUnsafeMutableBytes(
        of: &words,
        { bytes in
          bytes.baseAddress.map { read(address, into: $0, count: bytes.count) } ?? false
        })
    else { return nil }
    return words
  }

  /// Four bytes.
  static func half(_ address: UInt) -> UInt32? {
    var half: UInt32 = 0
    let isRead = withUnsafeMutableBytes(of: &half) { bytes in
      bytes.baseAddress.map { read(address, into: $0, count: bytes.count) } ?? false
    }
    return isRead ? half : nil
  }

  /// `count` bytes; nil if any of them cannot be read.
  static func bytes(_ address: UInt, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let isRead = bytes.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { read(address, into: $0, count: count) } ?? (count == 0)
    }
    return isRead ? bytes : nil
  }

  /// Where a relative pointer at an address leads; nil for one that is null or cannot be read.
  static func relative(_ address: UInt) -> UInt? {
    half(address).flatMap { $0 == 0 ? nil : address &+ UInt(bitPattern: Int(Int32(bitPattern: $0))) }
  }

  /// A C string, cut to `limit` bytes and to the last whole character; nil if it cannot be read.
  static func string(_ address: UInt, limit: Int) -> String? {
    var bytes: [UInt8] = []
    var at = address
    // In steps that do not cross a page: the string may end just before one that is not mapped.
    while bytes.count < limit {
      let step = min(limit - bytes.count, 64, 4096 - Int(at & 4095))
      var piece = [UInt8](repeating: 0, count: step)
      guard
        piece.withUnsafeMutableBytes({ buffer in
          buffer.baseAddress.map { read(at, into: $0, count: step) } ?? false
        })
      else { return nil }
      if let end = piece.firstIndex(of: 0) {
        bytes.append(contentsOf: piece[..<end])
        return String(decoding: bytes, as: UTF8.self)
      }
      bytes.append(contentsOf: piece)
      at &+= UInt(step)
    }
    return text(bytes)
  }

  /// Bytes as text, without a character that was cut in two at the end.
  static func text(_ bytes: [UInt8]) -> String {
    var end = bytes.count
    while end > 0, end > bytes.count - 4, bytes[end - 1] & 0xC0 == 0x80 { end -= 1 }
    let isWhole = end > 0 && String(validating: bytes[(end - 1)...], as: UTF8.self) != nil
    return String(decoding: isWhole ? bytes[...] : bytes[..<max(end - 1, 0)], as: UTF8.self)
  }
}
