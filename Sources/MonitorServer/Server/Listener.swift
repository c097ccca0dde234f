// Opens the sockets that clients connect to; it must not know what is said there.
import Glibc

/// A listening socket, on TCP or at a path.
final class Listener {
  let socket: Descriptor
  /// The bound TCP port; 0 for a path.
  let port: UInt16
  private let file: SocketFile?

  private init(_ socket: consuming Descriptor, port: UInt16, file: SocketFile?) {
    self.socket = socket
    self.port = port
    self.file = file
  }

  deinit { file?.remove() }

  /// Listens on an address of this machine.
  static func tcp(host: String, port: UInt16) throws(MonitorError) -> Listener {
    guard let address = SocketAddress(host: host, port: port) else {
      throw MonitorError(
        .invalidHost,
        "\"\(host)\" is not an address; set Configuration.host to an IPv4 or IPv6 literal or \"localhost\"")
    }
    do {
      let socket = try Syscall.socket(family: address.family)
      // Connections of the run before may linger for a minute; they must not keep a restarted program from its port.
      try Syscall.setsockopt(socket, level: SOL_SOCKET, name: SO_REUSEADDR, value: 1)
      try Syscall.bind(socket, address)
      try Syscall.listen(socket, backlog: CInt(SOMAXCONN))
      let bound = try Syscall.boundPort(socket)
      return Listener(socket, port: bound, file: nil)
    } catch {
      throw .listening(host: host, port: port, error)
    }
  }

  /// Listens at a path that only this user can connect to.
  static func unix(path: String) throws(MonitorError) -> Listener {
    guard (1...SocketAddress.maximumPathBytes).contains(path.utf8.count), !path.utf8.contains(0) else {
      throw MonitorError(
        .socketPathUnusable,
        "Configuration.socketPath must have 1 to \(SocketAddress.maximumPathBytes) bytes; choose a shorter one"
      )
    }
    try SocketFile.removeStale(path)
    do {
      let socket = try Syscall.socket(family: AF_UNIX)
      try Syscall.bind(socket, .unix(path: path))
      // Before listening: until then every connection is refused, so there is no moment at which others could connect.
      try Syscall.chmod(path, 0o600)
      let file = try SocketFile(path)
      try Syscall.listen(socket, backlog: CInt(SOMAXCONN))
      return Listener(socket, port: 0, file: file)
    } catch {
      throw .socketPath(path, error)
    }
  }
}
