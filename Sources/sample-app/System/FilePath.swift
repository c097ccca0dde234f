// A path as Linux has it: bytes, which need not be valid UTF-8; turning them into a String could lose a file.

struct FilePath: Hashable, Sendable, CustomStringConvertible {
  let bytes: [UInt8]

  init(_ string: String) { bytes = Array(string.utf8) }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// For system calls.
  var cString: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }

  func appending(_ name: [UInt8]) -> FilePath {
    FilePath(bytes: bytes.last == UInt8(ascii: "/") ? bytes + name : bytes + [UInt8(ascii: "/")] + name)
  }

  /// Whether this is the directory itself or lies below it.
  func isInside(_ directory: FilePath) -> Bool {
    guard bytes.starts(with: directory.bytes) else { return false }
    return bytes.count == directory.bytes.count
      || directory.bytes.last == UInt8(ascii: "/")
      || bytes[directory.bytes.count] == UInt8(ascii: "/")
  }

  /// The path for people: one line, whatever the name contains.
  var description: String { String(decoding: bytes, as: UTF8.self).escaped }
}

extension String {
  /// The text with control characters and quotes escaped, so that it stays one harmless line.
  var escaped: String { String(debugDescription.dropFirst().dropLast()) }
}
