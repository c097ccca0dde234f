// How another thread ends the loop's wait; it must not know why.
import Glibc
import TaskRegistry

/// A descriptor that becomes readable when any thread asks for it.
///
/// Safe to signal from every thread, as often as one likes: signals that were not taken yet are one.
final class WakeUp: Sendable {
  /// What is sent into `first` makes `second` readable.
  private let ends: DescriptorPair

  init() throws(SystemError) { ends = try Syscall.socketpair() }

  func signal() {
    let byte: [UInt8] = [0]
    // A full socket is a signal already, and nothing else can go wrong while both ends are ours.
    byte.withUnsafeBytes { _ = try? Syscall.send(ends.first, $0) }
  }

  /// Takes all signals given so far.
  func clear() {
    withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
      while case .moved(let count)? = try? Syscall.recv(ends.second, buffer), count == buffer.count {}
    }
  }

  func add(to set: inout PollSet) -> Int { set.add(ends.second, .readable) }
}
