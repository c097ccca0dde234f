// `help`: what the table says, as text. It knows the table only, so it is true for every command there is.

extension Command {
  /// Lists the commands, or tells about one.
  static let help = Command(
    verb: "help", aliases: ["h", "?"], group: .console,
    operands: Operands(name: "COMMAND", minimum: 0, maximum: 1, kind: .command),
    summary: "all commands, or one with examples", cost: "nothing",
    examples: [
      CommandExample(
        "help quit",
        """
        usage: quit
        leave; the program goes on
        aliases: q, exit
        cost: nothing
        """),
      CommandExample(
        "help signal",
        """
        usage: signal NAME
        sends the process a signal
        cost: whatever the program does on the signal, its end included
        examples:
          signal TERM
            sending SIGTERM to pid 4711
        …
        """),
    ]
  ) { arguments, context throws(CommandError) in
    guard let word = arguments.operands.first else {
      return .reply(HelpText.reply(about: context.table, for: context.audience))
    }
    return .reply(HelpText.reply(about: try context.table.command(named: word), for: context.audience))
  }
}

/// The text of help.
enum HelpText {
  /// Every command in a line, by the question that it answers.
  static func reply(about table: CommandTable, for audience: Audience) -> Reply {
    var rows = Table(
      [
        .init(title: "QUESTION", isSecondary: true), .init(title: "COMMAND"),
        .init(title: "WHAT IT ANSWERS", narrowest: 20),
      ], for: audience)
    for group in Command.Group.allCases {
      for (index, command) in table.commands.filter({ $0.group == group }).enumerated() {
        rows.cell { text in if index == 0 { text.append(.heading) { $0.append(safe: group.rawValue) } } }
        rows.cell(safe: names(of: command))
        rows.cell(safe: command.summary)
      }
    }
    var output: [UInt8] = []
    rows.flush(into: &output)
    return .text(
      String(decoding: output, as: UTF8.self)
        + "help COMMAND tells more. A verb's beginning is enough; listings take --json.")
  }

  /// Usage, summary, options, cost and examples of one command.
  static func reply(about command: Command, for audience: Audience) -> Reply {
    var text = TextBuffer(for: audience)
    text.append("usage: ")
    text.append(safe: command.usage)
    text.endLine()
    text.line(safe: command.summary)
    if !command.aliases.isEmpty { text.line(safe: "aliases: " + command.aliases.joined(separator: ", ")) }
    if !command.options.isEmpty { text.line(heading: "options:") }
    let width = command.options.map { names(of: $0).count }.max() ?? 0
    for option in command.options {
      text.append("  ")
      text.append(safe: names(of: option))
      append(option.summary, to: &text, indent: width + 4, room: audience.terminal?.columns)
    }
    text.line(safe: "cost: \(command.cost)")
    if !command.examples.isEmpty { text.line(heading: "examples:") }
    for example in command.examples {
      text.append("  ")
      text.append(.heading) { $0.append(safe: example.line) }
      text.endLine()
      for line in example.output.split(separator: "\n") {
        let start = text.count
        text.append(safe: "    " + line)
        if let terminal = audience.terminal { text.cut(from: start, to: terminal.columns, .beginning) }
        text.endLine()
      }
    }
    return .text(String(decoding: text.bytes, as: UTF8.self))
  }

  /// Appends words, in as many lines as a terminal needs.
  private static func append(_ words: String, to text: inout TextBuffer, indent: Int, room: Int?) {
    var indent = indent
    if let room, indent > room / 2 {
      // Too little is left beside what the words are about: they stand below it.
      indent = 6
      text.endLine()
    }
    text.pad(to: indent)
    for (index, word) in words.split(separator: " ").enumerated() {
      if index > 0, let room, text.columns + 1 + word.count > room {
        text.endLine()
        text.pad(to: indent)
      } else if index > 0 {
        text.append(" ")
      }
      text.append(safe: String(word))
    }
    text.endLine()
  }

  private static func names(of command: Command) -> String {
    command.operands.usage.isEmpty ? command.verb : "\(command.verb) \(command.operands.usage)"
  }

  private static func names(of option: CommandOption) -> String {
    (option.short.map { "\($0), " } ?? "") + option.usage
  }
}
