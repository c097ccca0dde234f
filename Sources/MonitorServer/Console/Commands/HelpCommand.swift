// `help`: what the table says, as text. It knows the table only, so it is true for every command there is.

extension Command {
  /// Lists the commands, or tells about one.
  static let help = Command(
    verb: "help", aliases: ["h", "?"], group: .console,
    operands: Operands(name: "COMMAND", minimum: 0, maximum: 1),
    summary: "list the commands, or tell about one", cost: "nothing", examples: ["help ps"]
  ) { arguments, context throws(CommandError) in
    guard let word = arguments.operands.first else {
      return .reply(HelpText.reply(about: context.table))
    }
    return .reply(HelpText.reply(about: try context.table.command(named: word)))
  }
}

/// The text of help.
enum HelpText {
  /// Every command in a line, by group.
  static func reply(about table: CommandTable) -> Reply {
    let width = table.commands.map { names(of: $0).count }.max() ?? 0
    var lines: [String] = []
    for group in Command.Group.allCases {
      let commands = table.commands.filter { $0.group == group }
      guard !commands.isEmpty else { continue }
      lines.append(group.rawValue)
      for command in commands {
        lines.append("  " + padded(names(of: command), to: width) + "  " + command.summary)
      }
    }
    lines.append(
      "help COMMAND tells its options; the beginning of a verb is enough; every listing takes --json")
    return .text(lines.joined(separator: "\n"))
  }

  /// Usage, summary, options, cost and examples of one command.
  static func reply(about command: Command) -> Reply {
    var lines = ["usage: \(command.usage)", command.summary]
    if !command.aliases.isEmpty { lines.append("aliases: " + command.aliases.joined(separator: ", ")) }
    if !command.options.isEmpty {
      lines.append("options:")
      let width = command.options.map { names(of: $0).count }.max() ?? 0
      for option in command.options {
        lines.append("  " + padded(names(of: option), to: width) + "  " + option.summary)
      }
    }
    lines.append("cost: \(command.cost)")
    if !command.examples.isEmpty {
      lines.append("examples:")
      lines += command.examples.map { "  " + $0 }
    }
    return .text(lines.joined(separator: "\n"))
  }

  private static func names(of command: Command) -> String {
    var text = command.verb
    if !command.aliases.isEmpty { text += " (" + command.aliases.joined(separator: ", ") + ")" }
    if !command.operands.usage.isEmpty { text += " " + command.operands.usage }
    return text
  }

  private static func names(of option: CommandOption) -> String {
    (option.short.map { "\($0), " } ?? "") + option.usage
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
