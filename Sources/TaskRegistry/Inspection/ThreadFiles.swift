// What the kernel's files of a thread say: its name, whether it is blocked, in which call, at which instruction. Parsers
// are pure functions of the files' text; reading that text is all else there is here.

import Glibc

/// Where a thread is, as `/proc/self/task/TID/syscall` tells it.
enum ThreadPosition: Equatable {
  /// On a processor, or ready for one.
  case running
  /// Waiting in the kernel: in the call of that number, or, where there is none, for memory or because it was stopped.
  case blocked(call: Int?, stackPointer: UInt, instruction: UInt)

  /// `running`, `-1 SP PC`, or `202 0x… (six arguments) SP PC`.
  init?(_ text: [UInt8]) {
    let fields = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
      .map { String(decoding: $0, as: UTF8.self) }
    if fields == ["running"] {
      self = .running
      return
    }
    guard fields.count == 3 || fields.count == 9, let call = fields.first.flatMap({ Int($0) }),
      let stackPointer = Self.hexadecimal(fields[fields.count - 2]),
      let instruction = Self.hexadecimal(fields[fields.count - 1])
    else { return nil }
    self = .blocked(call: call < 0 ? nil : call, stackPointer: stackPointer, instruction: instruction)
  }

  private static func hexadecimal(_ text: String) -> UInt? {
    text.hasPrefix("0x") ? UInt(text.dropFirst(2), radix: 16) : nil
  }
}

/// The kernel's files of one thread of this process.
struct ThreadFiles {
  private let folder: String

  /// More than any of the files has.
  private static let size = 4096

  /// - Parameter thread: the kernel's id of the thread.
  init(_ thread: Int32) { folder = "/proc/self/task/\(thread)/" }

  /// Where the thread is; `nil` if it has ended, or the kernel does not tell.
  var position: ThreadPosition? { read("syscall").flatMap(ThreadPosition.init) }

  /// Its name; `nil` if it has ended.
  var name: String? {
    read("comm").map { String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self) }
  }

  /// A text that is another one as soon as the thread has been on a processor again.
  ///
  /// The times it was on one, waited for one, and how often it got one.
  var turns: [UInt8]? { read("schedstat") }

  /// Whether the thread takes a signal when it comes; `nil` if that cannot be told.
  func takes(_ signal: Int32) -> Bool? { read("status").flatMap { Self.takes(signal, status: $0) } }

  /// Out of the text of `/proc/self/task/TID/status`: the mask of blocked signals, in hexadecimal.
  static func takes(_ signal: Int32, status: [UInt8]) -> Bool? {
    for line in status.split(separator: UInt8(ascii: "\n")) where line.starts(with: "SigBlk:".utf8) {
      let digits = line.dropFirst(7).drop { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: " ") }
      return UInt64(String(decoding: digits, as: UTF8.self), radix: 16).map {
        $0 >> UInt64(signal - 1) & 1 == 0
      }
    }
    return nil
  }

  private func read(_ name: String) -> [UInt8]? {
    let file = open(folder + name, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var got = 0
    let text = [UInt8](unsafeUninitializedCapacity: Self.size) { buffer, count in
      // SAFETY: the kernel writes at most as many bytes as the buffer is given as having.
      repeat { got = Glibc.read(file, buffer.baseAddress, buffer.count) } while got < 0 && errno == EINTR
      count = max(got, 0)
    }
    return got > 0 ? text : nil
  }
}
