// All commands of a console, and how a typed verb finds one; it knows no command from inside.

/// The single source of verbs, aliases, usage, summaries, completion and help.
struct CommandTable: Sendable {
  /// The commands in the order help lists them.
  var commands: [Command]

  /// What every console has.
  static let standard = CommandTable(commands: [
    .ps, .tree, .stats, .events, .check, .waits, .whereIs, .top, .threads, .slow, .loopLag, .psTerminated,
    .whereTerminated, .cancel, .signal, .vars, .watch, .set, .help, .quit,
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
}
