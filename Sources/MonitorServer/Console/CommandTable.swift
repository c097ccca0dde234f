// All commands of a console, and how a typed verb finds one; it knows no command from inside.

/// The single source of verbs, aliases, usage, summaries, completion and help.
struct CommandTable: Sendable {
  /// The commands in the order help lists them.
  var commands: [Command]

  /// What every console has.
  static let standard = CommandTable(commands: [
    .ps, .tree, .whereIs, .psTerminated, .whereTerminated, .waits, .threads, .slow, .cancel, .check, .stats,
    .loopLag, .help, .quit,
  ])

  /// The command meant by `word`: a verb, an alias, or the beginning of one verb only.
  func command(named word: String) throws(CommandError) -> Command {
    if let exact = commands.first(where: { $0.verb == word || $0.aliases.contains(word) }) { return exact }
    let candidates = word.isEmpty ? [] : commands.filter { $0.verb.hasPrefix(word) }
    if candidates.count == 1 { return candidates[0] }
    if candidates.count > 1 {
      let names = candidates.map(\.verb).joined(separator: ", ")
      throw CommandError("\(SafeText.quoted(word)) is ambiguous: it could be \(names)")
    }
    let near = Suggestion.nearest(to: word, among: commands.flatMap { [$0.verb] + $0.aliases })
    let hint = near.map { "did you mean \($0)? " } ?? ""
    throw CommandError("unknown command \(SafeText.quoted(word)): \(hint)help lists all commands")
  }

  /// What the last word of an unfinished line could become, in the table's order.
  ///
  /// Verbs for the first word; then option names, and the values of options whose values can be listed.
  func completions(of line: String) -> [String] {
    let words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    let last = line.hasSuffix(" ") ? "" : words.last ?? ""
    let complete = line.hasSuffix(" ") ? words : Array(words.dropLast())
    guard let verb = complete.first else { return commands.map(\.verb).filter { $0.hasPrefix(last) } }
    guard let command = try? command(named: verb) else { return [] }
    if let option = complete.last.flatMap(command.option(named:)), option.value != nil {
      return option.choices.filter { $0.hasPrefix(last) }
    }
    if let equals = last.firstIndex(of: "=") {
      let name = last[..<equals]
      let choices = command.option(named: String(name))?.choices ?? []
      return choices.map { "\(name)=\($0)" }.filter { $0.hasPrefix(last) }
    }
    var candidates = command.options.map(\.name)
    if command.operands.name == "COMMAND" { candidates += commands.map(\.verb) }
    return candidates.filter { $0.hasPrefix(last) }
  }
}
