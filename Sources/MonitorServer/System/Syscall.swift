// The one place that calls the kernel, so that EINTR, EAGAIN and errno are handled once; it must not know what a session is.
import Glibc
import TaskRegistry

/// What a call on a non-blocking descriptor did.
enum Transfer: Equatable {
  /// So many bytes were moved; 0 from `recv` means that the other side has ended its input.
  case moved(Int)
  /// Nothing can be moved now; poll for it.
  case wouldBlock
}

/// System calls with the names they have in C.
///
/// Each retries EINTR, gives EAGAIN back as a value, and throws everything else with the call's name.
enum Syscall {
  /// Calls until the answer is not "interrupted".
  ///
  /// `errno` is read on the line after the call: anything in between, even a release, might change it.
  @inline(__always)
  static func retrying(_ operation: String, _ call: () -> Int) throws(SystemError) -> Int {
    while true {
      let result = call()
      let code = errno
      if result >= 0 { return result }
      if code != EINTR { throw SystemError(operation: operation, code: code) }
    }
  }

  @inline(__always)
  private static func transferring(_ operation: String, _ call: () -> Int) throws(SystemError) -> Transfer {
    do {
      return .moved(try retrying(operation, call))
    } catch  where error.code == EAGAIN || error.code == EWOULDBLOCK {
      return .wouldBlock
    } catch {
      throw error
    }
  }

  /// Closes without retrying: after EINTR Linux has closed the descriptor, and its number may be somebody else's.
  static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }

  static func open(_ path: String, _ flags: CInt) throws(SystemError) -> Descriptor {
    let number = try retrying("open") { Int(Glibc.open(path, flags | O_CLOEXEC)) }
    return Descriptor(owning: CInt(number))
  }

  static func read(_ descriptor: borrowing Descriptor, _ buffer: UnsafeMutableRawBufferPointer)
    throws(SystemError) -> Transfer
  {
    let number = descriptor.number
    return try transferring("read") { Glibc.read(number, buffer.baseAddress, buffer.count) }
  }

  static func write(_ descriptor: borrowing Descriptor, _ bytes: UnsafeRawBufferPointer)
    throws(SystemError) -> Transfer
  {
    let number = descriptor.number
    return try transferring("write") { Glibc.write(number, bytes.baseAddress, bytes.count) }
  }

  static func recv(_ descriptor: borrowing Descriptor, _ buffer: UnsafeMutableRawBufferPointer)
    throws(SystemError) -> Transfer
  {
    let number = descriptor.number
    return try transferring("recv") { Glibc.recv(number, buffer.baseAddress, buffer.count, 0) }
  }

  /// Sends with MSG_NOSIGNAL: a client that has left must not raise SIGPIPE in the host.
  static func send(_ descriptor: borrowing Descriptor, _ bytes: UnsafeRawBufferPointer)
    throws(SystemError) -> Transfer
  {
    let number = descriptor.number
    let flags = CInt(MSG_NOSIGNAL)
    return try transferring("send") { Glibc.send(number, bytes.baseAddress, bytes.count, flags) }
  }

  /// Waits for events; `milliseconds` -1 waits without end.
  ///
  /// An interrupted wait begins anew with the same span. Threads of the monitor block all signals, so that happens
  /// at most when the process was stopped and continued.
  static func poll(_ descriptors: inout [pollfd], milliseconds: CInt) throws(SystemError) -> Int {
    let count = nfds_t(descriptors.count)
    return try descriptors.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
      let base = buffer.baseAddress
      return try retrying("poll") { Int(Glibc.poll(base, count, milliseconds)) }
    }
  }
}
