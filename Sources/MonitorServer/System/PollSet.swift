// The descriptors of one wait and what became of each; it must not own them or know what they mean.
import Glibc
import TaskRegistry

/// A set of descriptors to wait for, made anew for every wait.
///
/// Building it from the live connections each time costs little at the sizes the cap allows, and leaves no stale
/// registration behind that could be mistaken for a reused descriptor's.
struct PollSet {
  /// What is waited for, or has happened.
  struct Events: OptionSet {
    let rawValue: Int16
    static let readable = Events(rawValue: Int16(POLLIN))
    static let writable = Events(rawValue: Int16(POLLOUT))
    /// The connection is broken.
    static let failed = Events(rawValue: Int16(POLLERR))
    /// Both directions have ended.
    static let hungUp = Events(rawValue: Int16(POLLHUP))
  }

  private var descriptors: [pollfd] = []

  mutating func removeAll() { descriptors.removeAll(keepingCapacity: true) }

  /// Adds a descriptor; returns the place where its events will stand.
  mutating func add(_ descriptor: borrowing Descriptor, _ events: Events) -> Int {
    descriptors.append(pollfd(fd: descriptor.number, events: events.rawValue, revents: 0))
    return descriptors.count - 1
  }

  /// Waits until something happens, at most until `deadline`.
  mutating func wait(until deadline: UInt64?, now: UInt64) throws(SystemError) {
    _ = try Syscall.poll(&descriptors, milliseconds: Self.milliseconds(until: deadline, now: now))
  }

  subscript(place: Int) -> Events { Events(rawValue: descriptors[place].revents) }

  /// Rounded up, so that a deadline has passed when the wait for it is over; at most a day at once.
  static func milliseconds(until deadline: UInt64?, now: UInt64) -> CInt {
    guard let deadline else { return -1 }
    guard deadline > now else { return 0 }
    let day: UInt64 = 86_400_000
    return CInt(min((deadline - now - 1) / 1_000_000 + 1, day))
  }
}
