// A script's side of the console: one connection, one command, everything it answers, and when.
import Glibc

enum ConsoleClient {
  /// What came, and how many nanoseconds after the command was sent.
  struct Answer: Sendable {
    var firstByte: UInt64 = 0
    var total: UInt64 = 0
    var bytes = 0
    var lines = 0
    /// How it begins.
    var head = ""
    /// Why there is none, or why it is not the one that was asked for.
    var failure: String?
  }

  private static let patience = 120_000
  private static let headBytes = 4_096

  /// Connects, asks and reads to the end; blocks, so not on a thread of the pool.
  static func ask(_ command: String, port: UInt16) -> Answer {
    var answer = Answer()
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    guard connect(descriptor, port) else {
      answer.failure = "cannot connect"
      return answer
    }
    let line = Array((command + "\n").utf8)
    let start = Clock.now()
    guard send(descriptor, line, line.count, CInt(MSG_NOSIGNAL)) == line.count,
      shutdown(descriptor, CInt(SHUT_WR)) == 0
    else {
      answer.failure = "cannot send"
      return answer
    }
    read(descriptor, since: start, into: &answer)
    if answer.failure == nil, answer.bytes == 0 { answer.failure = "no answer" }
    if answer.head.hasPrefix("error:") { answer.failure = answer.head }
    return answer
  }

  static func connect(_ descriptor: CInt, _ port: UInt16) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafeBytes(of: &address) { bytes in
      Glibc.connect(
        descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count)) == 0
    }
  }

  private static func read(_ descriptor: CInt, since start: UInt64, into answer: inout Answer) {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var head: [UInt8] = []
    while true {
      var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&event, 1, CInt(patience)) == 1 else {
        answer.failure = "no answer for long"
        break
      }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      answer.total = Clock.now() - start
      guard count > 0 else { break }
      if answer.bytes == 0 { answer.firstByte = answer.total }
      answer.bytes += count
      answer.lines += buffer[..<count].count { $0 == UInt8(ascii: "\n") }
      if head.count < headBytes { head += buffer[..<min(count, headBytes - head.count)] }
    }
    answer.head = String(decoding: head, as: UTF8.self)
  }
}
