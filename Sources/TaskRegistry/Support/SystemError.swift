// What a failed call of the system was, for whoever has to tell a person.

import Glibc

/// A system call that failed: which one, and why.
package struct SystemError: Error, Equatable, CustomStringConvertible {
  /// The C function's name.
  package let operation: String
  /// What it left in `errno`.
  package let code: CInt

  package init(operation: String, code: CInt) {
    self.operation = operation
    self.code = code
  }

  package var description: String { "\(operation): \(String(cString: strerror(code))) (errno \(code))" }
}
