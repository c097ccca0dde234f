// A line becomes words, and words become options and operands; it knows what a command declares, not what it does.

/// Takes lines apart as a shell does, as far as a console needs it.
enum CommandParser {
  /// The words of a line.
  static func words(of line: String) throws(CommandError) -> [String] {
    let words = LineWords(line)
    if let quote = words.openQuote {
      let mark = String(UnicodeScalar(quote))
      throw CommandError("unclosed quote: a \(mark) needs another \(mark) to end it")
    }
    if words.endsInBackslash {
      throw CommandError("a backslash at the end keeps nothing: write \\\\ for a backslash")
    }
    return words.complete + (words.last.map { [$0] } ?? [])
  }

  /// What the words after the verb mean to `command`.
  static func arguments(
    _ words: ArraySlice<String>, of command: Command
  ) throws(CommandError) -> Arguments {
    var arguments = Arguments(command: command)
    var rest = words
    var optionsEnded = false
    while let word = rest.popFirst() {
      if let end = command.operands.optionsEndAfter, arguments.operands.count >= end { optionsEnded = true }
      if optionsEnded || !looksLikeOption(word) {
        arguments.operands.append(word)
      } else if word == "--" {
        optionsEnded = true
      } else {
        try parseOption(word, &rest, into: &arguments)
      }
    }
    // One who asks for help need not know what else is missing.
    if !arguments.wantsHelp { try check(arguments) }
    return arguments
  }

  /// `-5` is a number that is wrong, not an option that is unknown.
  static func looksLikeOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), word != "-" else { return false }
    return !word.dropFirst().utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      || word == "--"
  }

  private static func parseOption(
    _ word: String, _ rest: inout ArraySlice<String>, into arguments: inout Arguments
  ) throws(CommandError) {
    var name = word
    var attached: String?
    if word.hasPrefix("--"), let equals = word.firstIndex(of: "=") {
      name = String(word[..<equals])
      attached = String(word[word.index(after: equals)...])
    } else if !word.hasPrefix("--"), word.count > 2 {
      // `-n20`, as GNU takes it.
      name = String(word.prefix(2))
      attached = String(word.dropFirst(2))
    }
    if name == "--help" {
      arguments.wantsHelp = true
      return
    }
    guard let option = arguments.command.option(named: name) else {
      throw unknownOption(attached == nil || word.hasPrefix("--") ? name : word, of: arguments.command)
    }
    guard arguments.values[option.name] == nil else {
      throw CommandError("\(option.name) is given twice: give it once")
    }
    if let excluded = option.excludes.first(where: { arguments.values[$0] != nil }) {
      throw CommandError("\(option.name) and \(excluded) exclude each other: give one of them")
    }
    guard let value = option.value else {
      if let attached {
        throw CommandError("\(option.name) takes no value, not \(SafeText.quoted(attached))")
      }
      arguments.values[option.name] = ""
      return
    }
    guard let given = attached ?? rest.popFirst(), !given.isEmpty else {
      // The word for the value may name them all: `id|age|busy`.
      let isNamed = option.choices.joined(separator: "|") == value
      let choices = option.choices.isEmpty || isNamed ? "" : " (\(option.choices.joined(separator: ", ")))"
      throw CommandError("\(option.name) needs a value: \(option.name) \(value)\(choices)")
    }
    if !option.choices.isEmpty, !option.choices.contains(given) {
      let choices = option.choices.joined(separator: ", ")
      throw CommandError("\(option.name) takes one of \(choices), not \(SafeText.quoted(given))")
    }
    arguments.values[option.name] = given
  }

  private static func unknownOption(_ name: String, of command: Command) -> CommandError {
    let known = command.options.flatMap { [$0.name] + ($0.short.map { [$0] } ?? []) }
    let what = "\(command.verb) has no option \(SafeText.quoted(name))"
    if let near = Suggestion.nearest(to: name, among: known) {
      return CommandError("\(what): did you mean \(near)?")
    }
    return CommandError("\(what): usage: \(command.usage)")
  }

  private static func check(_ arguments: Arguments) throws(CommandError) {
    let command = arguments.command
    if arguments.operands.count < command.operands.minimum {
      throw CommandError("\(command.verb) needs \(command.operands.name): usage: \(command.usage)")
    }
    if arguments.operands.count > command.operands.maximum {
      let extra = SafeText.quoted(arguments.operands[command.operands.maximum])
      throw CommandError("\(command.verb) does not take \(extra): usage: \(command.usage)")
    }
  }
}
