// Where to listen, from its spelling to what the kernel takes; it must not ask a name server, which could block for ever.
import Glibc
import TaskRegistry

/// An address of a socket.
enum SocketAddress: Equatable {
  case ipv4(host: String, port: UInt16)
  case ipv6(host: String, port: UInt16)
  case unix(path: String)

  /// A literal address or "localhost"; `nil` for everything that would need a name server.
  init?(host: String, port: UInt16) {
    if host == "localhost" {
      self = .ipv4(host: "127.0.0.1", port: port)
    } else if Self.parses(host, AF_INET) {
      self = .ipv4(host: host, port: port)
    } else if Self.parses(host, AF_INET6) {
      self = .ipv6(host: host, port: port)
    } else {
      return nil
    }
  }

  /// The longest path a Unix-domain socket may have, in bytes: `sun_path` less its terminator.
  static let maximumPathBytes = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  var family: CInt {
    switch self {
    case .ipv4: AF_INET
    case .ipv6: AF_INET6
    case .unix: AF_UNIX
    }
  }

  /// Calls with what the kernel takes.
  func withSockaddr<Result>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    switch self {
    case .ipv4(let host, let port):
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      inet_pton(AF_INET, host, &address.sin_addr)
      return try Self.rebinding(address, body)
    case .ipv6(let host, let port):
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      inet_pton(AF_INET6, host, &address.sin6_addr)
      return try Self.rebinding(address, body)
    case .unix(let path):
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { field in
        field.copyBytes(from: path.utf8.prefix(Self.maximumPathBytes))
      }
      return try Self.rebinding(address, body)
    }
  }

  /// The port in an address that the kernel wrote.
  static func port(of storage: sockaddr_storage) -> UInt16 {
    let isInternet = [AF_INET, AF_INET6].contains(CInt(storage.ss_family))
    guard isInternet else { return 0 }
    // SAFETY: both internet families keep the port at the same place, inside any sockaddr_storage.
    return withUnsafeBytes(of: storage) { bytes in
      UInt16(bigEndian: bytes.load(fromByteOffset: MemoryLayout<sa_family_t>.size, as: UInt16.self))
    }
  }

  private static func parses(_ host: String, _ family: CInt) -> Bool {
    var storage = in6_addr()
    return inet_pton(family, host, &storage) == 1
  }

  private static func rebinding<Address, Result>(
    _ address: Address,
    _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    // SAFETY: every sockaddr_* begins with the family that sockaddr begins with; the kernel reads `length` bytes.
    try withUnsafeBytes(of: address) { bytes throws(SystemError) in
      guard let base = bytes.baseAddress else { throw SystemError(operation: "sockaddr", code: EINVAL) }
      return try body(base.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
  }
}
