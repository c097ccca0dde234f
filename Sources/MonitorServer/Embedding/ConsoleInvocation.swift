// What was typed after the verb of a program's command, as that program reads it; it must not know who typed it.

extension ConsoleCommand {
  /// One call of a command: its operands and options, checked against what the command declares.
  ///
  /// Options are named by their long names, as `"--limit"`. Readers that fail throw an error whose line says what would be
  /// right; let it through, and that is what the reader of the console gets.
  public struct Invocation: Sendable {
    let arguments: Arguments

    /// The command's verb, whatever alias or beginning of it was typed.
    public var verb: String { arguments.command.verb }

    /// What is not an option, in the order it was typed.
    public var operands: [String] { arguments.operands }

    /// Whether an option was given.
    ///
    /// - Parameter option: its long name.
    public func has(_ option: String) -> Bool { arguments.has(option) }

    /// The value of an option as it was typed.
    ///
    /// - Parameter option: its long name.
    /// - Returns: `nil` if it was not given.
    public func text(_ option: String) -> String? { arguments.values[option] }

    /// The value of an option as a whole number from 0 on.
    ///
    /// - Parameter option: its long name.
    /// - Returns: `nil` if it was not given.
    /// - Throws: an error line, if it is no such number.
    public func count(_ option: String) throws -> Int? { try arguments.count(option) }

    /// The value of an option as a time, such as 500ms, 5s, 2m or a plain number of seconds; at most 24 h.
    ///
    /// - Parameter option: its long name.
    /// - Returns: `nil` if it was not given.
    /// - Throws: an error line, if it is no such time.
    public func duration(_ option: String) throws -> Duration? {
      try arguments.nanoseconds(option).map { .nanoseconds(Int64(clamping: $0)) }
    }

    /// An operand as a whole number from 0 on.
    ///
    /// - Parameter index: which, from 0 on.
    /// - Returns: `nil` if there are not so many operands.
    /// - Throws: an error line, if it is no such number.
    public func count(operandAt index: Int) throws -> Int? {
      guard operands.indices.contains(index) else { return nil }
      return try Arguments.count(operands[index], of: arguments.command.operands.name)
    }
  }
}
