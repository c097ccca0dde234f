// What the kernel says is mapped into the process, as values. The parser is a pure function of the text of
// `/proc/self/maps`; reading that text is all else there is here.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One mapping of the process.
struct MemoryMapping: Sendable, Equatable {
  /// The addresses it takes.
  var addresses: Range<UInt>
  /// Whether code in it can run.
  var isExecutable: Bool
  /// Where in the file it begins.
  var fileOffset: UInt
  /// The file's number on its device.
  var inode: UInt64
  /// The file, with its folders; empty where there is none.
  ///
  /// Special areas have a name in square brackets.
  var path: String

  /// Whether both are pieces of one file.
  func isSameFile(as other: MemoryMapping) -> Bool { inode == other.inode && path == other.path }
}

/// All mappings of the process, in ascending order.
enum MemoryMap {
  /// Reads `/proc/self/maps`; empty where it cannot be read.
  static func current() -> [MemoryMapping] { parse(readMaps()) }

  /// The mappings that `text` names, a line each; lines of another form are left out.
  static func parse(_ text: [UInt8]) -> [MemoryMapping] {
    text.split(separator: UInt8(ascii: "\n")).compactMap(mapping)
  }

  /// One line.
  ///
  /// `55d0c0a00000-55d0c0a21000 r-xp 0001f000 fd:01 1234567    /usr/bin/program`
  private static func mapping(_ line: ArraySlice<UInt8>) -> MemoryMapping? {
    // The path may hold spaces, so no more than the five fields in front of it are split off.
    let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
    guard fields.count >= 5, fields[1].count == 4,
      let dash = fields[0].firstIndex(of: UInt8(ascii: "-")),
      let low = number(fields[0][..<dash]), let high = number(fields[0][(dash + 1)...]), low < high,
      let offset = number(fields[2]), let inode = UInt64(String(decoding: fields[4], as: UTF8.self))
    else { return nil }
    let path = fields.count == 6 ? fields[5].drop(while: { $0 == UInt8(ascii: " ") }) : []
    return MemoryMapping(
      addresses: low..<high, isExecutable: fields[1].dropFirst(2).first == UInt8(ascii: "x"),
      fileOffset: offset, inode: inode,
      path: String(decoding: path, as: UTF8.self))
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt? {
    UInt(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private static func readMaps() -> [UInt8] {
    let descriptor = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { _ = close(descriptor) }
    var text: [UInt8] = []
    while true {
      var got = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        // SAFETY: the kernel writes at most as many bytes as the buffer is given as having.
        got = read(descriptor, buffer.baseAddress, buffer.count)
        count = max(got, 0)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return text }
      text += chunk
    }
  }
}
