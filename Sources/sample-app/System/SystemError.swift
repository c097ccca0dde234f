// A system call that failed: which one, and why in the system's words.

import Glibc

struct SystemError: Error, Equatable, CustomStringConvertible {
  let operation: String
  let code: Int32

  /// The call that has just failed on this thread.
  static func last(_ operation: String) -> SystemError { SystemError(operation: operation, code: errno) }

  var description: String { "\(operation): \(reason)" }

  /// There is no such file (any more).
  var isVanished: Bool { code == ENOENT || code == ENOTDIR }

  /// The system's text alone, such as "Permission denied".
  var reason: String {
    // SAFETY: for the codes of system calls strerror returns a constant text, which no other call overwrites;
    // it is copied here.
    String(cString: strerror(code))
  }
}
