// A TCP client that waits for what it expects, never for time; it must not use anything of the server it tests.
import Glibc

/// Why a client's expectation was not met.
struct TestClientError: Error, CustomStringConvertible {
  let description: String
}

/// A blocking client; every wait ends with an error when it takes absurdly long.
final class TestClient {
  private static let patienceMilliseconds: CInt = 120_000
  private let descriptor: CInt
  private var isOpen = true
  private var received: [UInt8] = []

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    try connect(address)
  }

  init(path: String) throws {
    descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
    try connect(address)
  }

  deinit { close() }

  private func connect<Address>(_ address: Address) throws {
    let result = withUnsafeBytes(of: address) { bytes in
      Glibc.connect(
        descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
    if result != 0 { throw TestClientError(description: "connect: errno \(errno)") }
  }

  /// Leaves in an orderly way.
  func close() {
    if isOpen { Glibc.close(descriptor) }
    isOpen = false
  }

  /// Vanishes: the other side sees a reset.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  /// Ends what we send; we go on listening.
  func endInput() { shutdown(descriptor, CInt(SHUT_WR)) }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      if count < 0 { throw TestClientError(description: "send: errno \(errno)") }
      sent += count
    }
  }

  /// Sends as much as the other side takes, until it takes no more.
  func sendUntilFull(_ bytes: [UInt8]) -> Int {
    var sent = 0
    while true {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
      }
      if count <= 0 { return sent }
      sent += count
    }
  }

  /// Everything up to and including `text`.
  @discardableResult
  func read(until text: String) throws -> String {
    let pattern = Array(text.utf8)
    var searched = 0
    while true {
      if let end = Self.end(of: pattern, in: received[searched...]) {
        defer { received.removeFirst(end) }
        return String(decoding: received[..<end], as: UTF8.self)
      }
      searched = max(0, received.count - pattern.count + 1)
      if try !readMore() {
        throw TestClientError(
          description: "ended before \"\(text)\": \(String(decoding: received, as: UTF8.self))")
      }
    }
  }

  /// So many bytes.
  func read(count: Int) throws -> [UInt8] {
    while received.count < count {
      if try !readMore() { throw TestClientError(description: "ended after \(received)") }
    }
    defer { received.removeFirst(count) }
    return Array(received[..<count])
  }

  /// Everything until the other side ends, in an orderly way or not.
  func readToEnd() throws -> String {
    while try readMore() {}
    defer { received = [] }
    return String(decoding: received, as: UTF8.self)
  }

  private func readMore() throws -> Bool {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&event, 1, Self.patienceMilliseconds) == 1 else {
      throw TestClientError(
        description: "nothing came for long; so far: \(String(decoding: received.suffix(500), as: UTF8.self))"
      )
    }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    received += buffer[..<count]
    return true
  }

  /// Where the first of what is looked for ends.
  private static func end(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    var rest = bytes
    while let first = pattern.first, let start = rest.firstIndex(of: first) {
      rest = rest[start...]
      if rest.starts(with: pattern) { return start + pattern.count }
      rest = rest.dropFirst()
    }
    return nil
  }
}
