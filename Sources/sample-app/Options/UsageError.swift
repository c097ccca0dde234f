// What is wrong with the command line, in one line that says what would be right.

struct UsageError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
