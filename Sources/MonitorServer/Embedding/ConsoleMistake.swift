// How a program's command says that what was typed is wrong; it must not know how a terminal is told.

extension ConsoleCommand {
  /// A mistake in what was typed, thrown by a handler: it becomes the line `error: ` and the message.
  ///
  /// Any other error becomes `error: `, the verb, `: ` and the error's description.
  public struct Mistake: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong and what would be right, in one line; escaped and cut when it is printed.
    public let description: String

    /// Makes a mistake to throw.
    ///
    /// - Parameter message: what is wrong and what would be right, without `error: ` before it.
    public init(_ message: String) { description = message }
  }
}
