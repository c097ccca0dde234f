// A person's side of the console as far as a screen needs it: a telnet client with a terminal of 80 by 24.
import Glibc

final class TerminalClient: Sendable {
  private let descriptor: CInt

  /// WILL window size, and that it is 80 by 24; WILL terminal type, and that it is "xterm"; DO echo and suppress
  /// go-ahead, WILL suppress it.
  private static let negotiation: [UInt8] =
    [255, 251, 31, 255, 250, 31, 0, 80, 0, 24, 255, 240, 255, 251, 24, 255, 250, 24, 0] + Array("xterm".utf8)
    + [255, 240, 255, 253, 1, 255, 253, 3, 255, 251, 3]
  private static let patience = 20_000

  /// Connects; nil where nobody listens.
  init?(port: UInt16) {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0, ConsoleClient.connect(descriptor, port) else { return nil }
  }

  deinit { close(descriptor) }

  /// Whether a line leads to a screen.
  func begins(_ line: String) -> Bool {
    guard read(until: "monitor> ") else { return false }
    send(Self.negotiation)
    // The answer to what was negotiated comes before that to the line.
    _ = receive(for: 200)
    send(Array((line + "\r\0").utf8))
    return read(until: "\u{1B}[?1049h")
  }

  /// How many bytes come until none has come for so many milliseconds.
  func receive(for milliseconds: Int) -> Int {
    var total = 0
    while let bytes = next(within: milliseconds) { total += bytes.count }
    return total
  }

  /// Ends what runs, and the session.
  func leave() { send([3] + Array("quit\r\0".utf8)) }

  private func send(_ bytes: [UInt8]) { _ = Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) }

  private func read(until text: String) -> Bool {
    var all: [UInt8] = []
    while let bytes = next(within: Self.patience) {
      all += bytes
      if String(decoding: all, as: UTF8.self).contains(text) { return true }
    }
    return false
  }

  private func next(within milliseconds: Int) -> [UInt8]? {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&event, 1, CInt(milliseconds)) == 1 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }
}
