// The socket calls of Syscall: what listening, accepting and leaving need; it must not know addresses' spelling.
import Glibc
import TaskRegistry

extension Syscall {
  private static let socketFlags =
    CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue) | CInt(SOCK_NONBLOCK.rawValue)

  /// A stream socket that does not block and is not inherited by programs the host starts.
  static func socket(family: CInt) throws(SystemError) -> Descriptor {
    let number = try retrying("socket") { Int(Glibc.socket(family, socketFlags, 0)) }
    return Descriptor(owning: CInt(number))
  }

  /// Two connected sockets, with the same flags.
  static func socketpair() throws(SystemError) -> DescriptorPair {
    var numbers: [CInt] = [-1, -1]
    _ = try retrying("socketpair") { Int(Glibc.socketpair(AF_UNIX, socketFlags, 0, &numbers)) }
    return DescriptorPair(first: Descriptor(owning: numbers[0]), second: Descriptor(owning: numbers[1]))
  }

  static func bind(_ descriptor: borrowing Descriptor, _ address: SocketAddress) throws(SystemError) {
    let number = descriptor.number
    _ = try address.withSockaddr { pointer, length throws(SystemError) in
      try retrying("bind") { Int(Glibc.bind(number, pointer, length)) }
    }
  }

  static func connect(_ descriptor: borrowing Descriptor, _ address: SocketAddress) throws(SystemError) {
    let number = descriptor.number
    _ = try address.withSockaddr { pointer, length throws(SystemError) in
      try retrying("connect") { Int(Glibc.connect(number, pointer, length)) }
    }
  }

  static func listen(_ descriptor: borrowing Descriptor, backlog: CInt) throws(SystemError) {
    let number = descriptor.number
    _ = try retrying("listen") { Int(Glibc.listen(number, backlog)) }
  }

  /// The next connection, or `nil` if none waits.
  ///
  /// Close-on-exec is set by a second call (Swift sees no `accept4`). A child that the host starts in between
  /// inherits the descriptor, but no client waits for it: connections end by `shutdown`, not by their last `close`.
  static func accept(_ descriptor: borrowing Descriptor) throws(SystemError) -> Descriptor? {
    let number = descriptor.number
    do {
      let accepted = Descriptor(owning: CInt(try retrying("accept") { Int(Glibc.accept(number, nil, nil)) }))
      let raw = accepted.number
      _ = try retrying("fcntl") { Int(fcntl(raw, F_SETFD, FD_CLOEXEC)) }
      _ = try retrying("fcntl") { Int(fcntl(raw, F_SETFL, O_NONBLOCK)) }
      return accepted
    } catch  where error.code == EAGAIN || error.code == EWOULDBLOCK {
      return nil
    } catch {
      throw error
    }
  }

  static func setsockopt(_ descriptor: borrowing Descriptor, level: CInt, name: CInt, value: CInt)
    throws(SystemError)
  {
    let number = descriptor.number
    var value = value
    let size = socklen_t(MemoryLayout<CInt>.size)
    _ = try retrying("setsockopt") { Int(Glibc.setsockopt(number, level, name, &value, size)) }
  }

  /// Ends our output; the other side may still speak.
  static func shutdown(_ descriptor: borrowing Descriptor) throws(SystemError) {
    let number = descriptor.number
    _ = try retrying("shutdown") { Int(Glibc.shutdown(number, CInt(SHUT_WR))) }
  }

  /// The TCP port a socket is bound to; 0 if it has none.
  static func boundPort(_ descriptor: borrowing Descriptor) throws(SystemError) -> UInt16 {
    let number = descriptor.number
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    // SAFETY: sockaddr_storage is large and aligned enough for every sockaddr the kernel writes, and `length` says so.
    _ = try withUnsafeMutableBytes(of: &storage) { bytes throws(SystemError) in
      let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      return try retrying("getsockname") { Int(Glibc.getsockname(number, pointer, &length)) }
    }
    return SocketAddress.port(of: storage)
  }
}
