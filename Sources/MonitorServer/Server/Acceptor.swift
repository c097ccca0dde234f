// Takes connections from the listening sockets, also when descriptors run out; it must not know what becomes of them.
import Glibc
import TaskRegistry

/// Accepts, and never spins when the system has nothing to accept with.
final class Acceptor {
  private let listeners: [Listener]
  /// Given up to accept, and close, a client for which there is no descriptor: it would stay in the queue otherwise,
  /// and keep waking the loop.
  private var reserve: Reserve?
  private var pauseEnd: UInt64?

  private final class Reserve {
    let descriptor: Descriptor
    init() throws(SystemError) { descriptor = try Syscall.open("/dev/null", O_RDONLY) }
  }

  private static let refusal = Array("error: the program has no file descriptor left; try again later\n".utf8)

  init(_ listeners: [Listener]) throws(SystemError) {
    self.listeners = listeners
    reserve = try Reserve()
  }

  /// When to try again, while it does not accept.
  var deadline: UInt64? { pauseEnd }

  /// Adds the listening sockets to a wait; returns their places.
  func add(to set: inout PollSet, _ now: UInt64) -> [Int] {
    if let pauseEnd, now < pauseEnd { return [] }
    pauseEnd = nil
    return listeners.map { set.add($0.socket, .readable) }
  }

  /// Accepts what waits at the listener that has this place among them, a batch at most.
  func accept(at place: Int, _ now: UInt64, _ admit: (consuming Descriptor) -> Void) {
    for _ in 0..<Limits.acceptBatch {
      do {
        guard let socket = try Syscall.accept(listeners[place].socket) else { return }
        admit(socket)
      } catch {
        switch error.code {
        case EMFILE, ENFILE:
          guard turnOneAway(listeners[place]) else { return pause(now) }
        case ENOBUFS, ENOMEM, EBADF, EINVAL, ENOTSOCK, EOPNOTSUPP:
          return pause(now)
        default:
          // The client's own failure, reported here since it has left already; the next may be well.
          continue
        }
      }
    }
  }

  private func turnOneAway(_ listener: Listener) -> Bool {
    if reserve == nil { reserve = try? Reserve() }
    guard reserve != nil else { return false }
    reserve = nil
    defer { reserve = try? Reserve() }
    guard let socket = try? Syscall.accept(listener.socket) else { return false }
    Self.refusal.withUnsafeBytes { _ = try? Syscall.send(socket, $0) }
    try? Syscall.shutdown(socket)
    return true
  }

  private func pause(_ now: UInt64) { pauseEnd = now.later(by: Limits.acceptPause) }
}
