// What a command is: all that help, completion, parsing and running need, as one value; it knows no command in particular.

/// One command of the console, or of a program that brings its own.
struct Command: Sendable {
  /// What a command takes beside options.
  struct Operands: Sendable {
    /// The word for one, as usage prints it; empty where none is taken.
    var name = ""
    /// How many are needed at least.
    var minimum = 0
    /// How many are taken at most.
    var maximum = 0
    /// What the first, the second … is, for completion; the last one says it for all that follow.
    var kinds: [ArgumentKind] = [.text]
    /// After so many every word is one, also what looks like an option: they are the words of another command.
    var optionsEndAfter: Int?

    /// No operands.
    static let none = Operands()

    /// Operands of one kind.
    init(name: String = "", minimum: Int = 0, maximum: Int = 0, kind: ArgumentKind = .text) {
      self.init(name: name, minimum: minimum, maximum: maximum, kinds: [kind])
    }

    /// Operands of different kinds, each with a word of its own in `name`.
    init(name: String, minimum: Int, maximum: Int, kinds: [ArgumentKind], optionsEndAfter: Int? = nil) {
      self.name = name
      self.minimum = minimum
      self.maximum = maximum
      self.kinds = kinds
      self.optionsEndAfter = optionsEndAfter
    }

    /// What the operand at a position is.
    func kind(at position: Int) -> ArgumentKind {
      position < kinds.count ? kinds[position] : kinds.last ?? .text
    }

    /// As usage prints them: `ID`, `ID…`, `[COMMAND]`, `[NAME VALUE]`.
    var usage: String {
      guard maximum > 0 else { return "" }
      let word = maximum > 1 && !name.contains(" ") ? name + "…" : name
      return minimum == 0 ? "[\(word)]" : word
    }
  }

  /// The question of a person that it answers; `help` lists the commands by it.
  enum Group: String, Sendable, CaseIterable {
    case running = "what is running"
    case stuck = "why is it stuck"
    case pool = "who eats the pool"
    case ended = "what went wrong"
    case stop = "make it stop"
    case program = "this program"
    case console = "this console"
  }

  /// The word one types.
  var verb: String
  /// Shorter words for the same.
  var aliases: [String] = []
  /// Its heading in `help`.
  var group: Group
  /// What it takes beside options.
  var operands = Operands.none
  /// What it answers, in a line.
  var summary: String
  /// Its options, in the order help prints them.
  var options: [CommandOption] = []
  /// What it costs the program it looks at, in a line.
  var cost: String
  /// Lines worth trying.
  var examples: [CommandExample] = []
  /// Makes the reply.
  ///
  /// It must not block: what takes time belongs into the reply.
  var run: @Sendable (Arguments, CommandContext) throws(CommandError) -> LineOutcome

  /// `ps [--state S] [--limit N | --all]`, made of operands and options.
  var usage: String {
    var words = [verb]
    let operandsAreLast = operands.optionsEndAfter != nil
    if !operands.usage.isEmpty, !operandsAreLast { words.append(operands.usage) }
    var excluded: Set<String> = []
    for option in options where !excluded.contains(option.name) {
      let alternatives = options.filter { option.excludes.contains($0.name) }
      excluded.formUnion(alternatives.map(\.name))
      words.append("[" + ([option] + alternatives).map(\.usage).joined(separator: " | ") + "]")
    }
    if operandsAreLast { words.append(operands.usage) }
    return words.joined(separator: " ")
  }

  /// The option of that long or short name, dashes included.
  func option(named name: String) -> CommandOption? {
    options.first { $0.name == name || $0.short == name }
  }
}

/// One option of a command.
struct CommandOption: Sendable {
  /// With its dashes: `--limit`.
  var name: String
  /// With its dash: `-n`.
  var short: String?
  /// The word for its value, as usage prints it; `nil` for a flag.
  var value: String?
  /// The words its value can be, where they can be listed.
  var choices: [String] = []
  /// What its value is otherwise, for completion.
  var kind = ArgumentKind.text
  /// Options that make no sense together with it.
  var excludes: [String] = []
  /// What it does, in a line.
  var summary: String

  /// `--limit N`.
  var usage: String { value.map { "\(name) \($0)" } ?? name }

  /// Every listing has it.
  static let json = CommandOption(name: "--json", summary: "JSON Lines: one object per row, no other text")
}

/// A line worth trying, and what it may answer.
struct CommandExample: Sendable, Equatable, ExpressibleByStringLiteral {
  /// What is typed.
  var line: String
  /// What it prints, line by line; empty where that is not shown.
  var output: String

  /// A line with what it prints.
  init(_ line: String, _ output: String) {
    self.line = line
    self.output = output
  }

  /// A line whose output is not shown.
  init(stringLiteral line: String) { self.init(line, "") }
}

/// What a command may use.
struct CommandContext: Sendable {
  /// Whom it asks.
  var questions: Questions
  /// All commands.
  var table: CommandTable
  /// Who reads the reply.
  var audience: Audience
}

/// A mistake in what was typed: one line that says what would be right.
struct CommandError: Error, Equatable {
  /// The line, without `error: ` before it.
  var message: String

  init(_ message: String) { self.message = message }
}

extension CommandError: CustomStringConvertible {
  /// The line, for a program that looks at what its own command has thrown.
  var description: String { message }
}
