// A person at a telnet client that sends every key: what is pressed, and when it is shown.
import Glibc

final class KeyClient {
  /// "Yes" to echo and to no go-aheads, "no" to the rest.
  private static let negotiation: [UInt8] = [
    255, 253, 1, 255, 253, 3, 255, 251, 3, 255, 252, 24, 255, 252, 31,
  ]
  private static let prompt = Array("monitor> ".utf8)
  private static let patience: CInt = 10_000

  private let descriptor: CInt
  private var typed = 0

  /// Connects, and waits for the prompt; `nil` if there is none.
  init?(port: UInt16) {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafeBytes(of: &address) { bytes in
      connect(
        descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
    guard connected == 0, write(Self.negotiation), waitForPrompt() else { return nil }
  }

  deinit { close(descriptor) }

  /// Nanoseconds from a key to its echo; `nil` if something else came.
  func echo() -> UInt64? {
    if typed == 60 {
      // Ctrl-C: a new line.
      guard write([3]), waitForPrompt() else { return nil }
      typed = 0
    }
    typed += 1
    let key = UInt8(ascii: "a") + UInt8(typed % 26)
    let start = Clock.now()
    guard write([key]) else { return nil }
    let shown = read()
    let time = Clock.now() - start
    return shown == [key] ? time : nil
  }

  private func waitForPrompt() -> Bool {
    var seen: [UInt8] = []
    while !seen.suffix(Self.prompt.count).elementsEqual(Self.prompt) {
      let more = read()
      if more.isEmpty { return false }
      seen += more
    }
    return true
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count
  }

  private func read() -> [UInt8] {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&event, 1, Self.patience) == 1 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return Array(buffer.prefix(max(count, 0)))
  }
}
