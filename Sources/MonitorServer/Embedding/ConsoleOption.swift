// What can be typed after the verb of a program's command; it must not know how that is parsed.

extension ConsoleCommand {
  /// One option, with or without a value.
  public struct Option: Sendable {
    /// With its dashes: `--limit`.
    public var name: String
    /// With its dash, one letter: `-n`; `nil` for none.
    public var short: String?
    /// The word that usage prints for its value; `nil` for a flag.
    public var value: String?
    /// The words that its value can be, 256 at most, which are completed and others refused; empty for any.
    public var choices: [String]
    /// What it does, in a line of at most 200 bytes.
    public var summary: String

    /// Describes an option.
    ///
    /// - Parameters:
    ///   - name: with its dashes.
    ///   - short: with its dash.
    ///   - value: the word for its value, as `N`; `nil` for a flag.
    ///   - choices: the words that its value can be; empty for any.
    ///   - summary: what it does, in a line.
    public init(
      _ name: String, short: String? = nil, value: String? = nil, choices: [String] = [], summary: String
    ) {
      self.name = name
      self.short = short
      self.value = value
      self.choices = choices
      self.summary = summary
    }
  }

  /// What a command takes beside options.
  public struct Operands: Sendable {
    /// The word that usage prints for one: `NAME`.
    public var name: String
    /// How many are taken; what is beyond gets an error line.
    public var count: ClosedRange<Int>
    /// The words that they can be, 256 at most, which are completed and others refused; empty for any.
    public var choices: [String]

    /// No operands.
    public static let none = Operands("", count: 0...0)

    /// Describes operands.
    ///
    /// - Parameters:
    ///   - name: the word for one, as `NAME`.
    ///   - count: how many are taken; one unless given.
    ///   - choices: the words that they can be; empty for any.
    public init(_ name: String, count: ClosedRange<Int> = 1...1, choices: [String] = []) {
      self.name = name
      self.count = count
      self.choices = choices
    }
  }
}
