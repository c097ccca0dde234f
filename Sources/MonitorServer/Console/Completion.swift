// What an unfinished line could become, from the table of commands and from what is live; it knows no command in
// particular, and no keys.
import TaskRegistry

/// Finds the words that could stand at the end of a line.
struct Completion {
  /// What can be typed.
  let table: CommandTable
  /// Words for what lives and has ended.
  let words: CompletionWords

  /// A completion from a table, which asks for tasks and threads where a word names one.
  init(table: CommandTable, questions: Questions) {
    self.table = table
    words = CompletionWords(questions: questions, table: table)
  }

  /// What the word at the end of the line could become.
  ///
  /// Asks for live tasks where it must, at most as many as ``CompletionWords`` looks at.
  func completion(of line: String) -> LineCompletion {
    let typed = LineWords(line)
    guard !typed.endsInBackslash else { return .none }
    let beginning = typed.last ?? ""
    guard let verb = typed.complete.first else {
      return offer(words.words(of: .command), typed, beginning: beginning)
    }
    guard let command = try? table.command(named: verb) else { return .none }
    let before = WordsBefore(typed.complete.dropFirst(), of: command)
    if let option = before.open {
      return offer(words.words(of: option.valueKind), typed, beginning: beginning, form: form(of: option))
    }
    guard !before.optionsEnded, beginning.hasPrefix("-") else {
      return operand(of: command, before, typed, beginning: beginning)
    }
    if let equals = beginning.firstIndex(of: "="),
      let option = command.option(named: String(beginning[..<equals])), option.value != nil
    {
      let prefix = beginning[...equals]
      let values = words.words(of: option.valueKind)
      return offer(
        values.map { CompletionWords.Word(prefix + $0.text, hint: $0.hint) }, typed, beginning: beginning,
        form: form(of: option))
    }
    return offer(options(of: command, before), typed, beginning: beginning)
  }

  private func operand(
    of command: Command, _ before: WordsBefore, _ typed: LineWords, beginning: String
  ) -> LineCompletion {
    let position = before.operands.count
    var candidates: [CompletionWords.Word] = []
    var form: String?
    if position < command.operands.maximum {
      let kind = command.operands.kind(at: position)
      candidates = words.words(of: kind).filter { !before.operands.contains($0.text) }
      form = kind.form.map { "\(command.operands.name): \($0)" } ?? command.operands.name
    }
    // Options are offered where a line could be complete without the operand; else one more key brings them.
    if position >= command.operands.minimum, beginning.isEmpty, !before.optionsEnded {
      candidates += options(of: command, before)
    }
    return offer(candidates, typed, beginning: beginning, form: form)
  }

  private func options(of command: Command, _ before: WordsBefore) -> [CompletionWords.Word] {
    command.options.filter { option in
      before.options.allSatisfy { given in
        given.name != option.name && !given.excludes.contains(option.name)
          && !option.excludes.contains(given.name)
      }
    }.map { CompletionWords.Word($0.name, hint: $0.summary) }
  }

  private func form(of option: CommandOption) -> String? {
    option.value.map { word in option.valueKind.form.map { "\(word): \($0)" } ?? word }
  }

  private func offer(
    _ candidates: [CompletionWords.Word], _ typed: LineWords, beginning: String, form: String? = nil
  ) -> LineCompletion {
    let fitting = candidates.filter { $0.text.hasPrefix(beginning) }.prefix(CompletionWords.mostWords)
    return LineCompletion(
      replacedBytes: typed.lastBytes,
      candidates: fitting.map { .init(word: LineWords.quoted($0.text), hint: $0.hint) },
      hint: fitting.isEmpty ? form : nil)
  }
}

/// What the finished words behind a verb are.
private struct WordsBefore {
  var operands: [String] = []
  var options: [CommandOption] = []
  /// The option whose value comes next.
  var open: CommandOption?
  var optionsEnded = false

  init(_ words: ArraySlice<String>, of command: Command) {
    for word in words {
      if let end = command.operands.optionsEndAfter, operands.count >= end { optionsEnded = true }
      if open != nil {
        open = nil
      } else if optionsEnded || !CommandParser.looksLikeOption(word) {
        operands.append(word)
      } else if word == "--" {
        optionsEnded = true
      } else {
        let name = word.hasPrefix("--") ? String(word.prefix { $0 != "=" }) : String(word.prefix(2))
        guard let option = command.option(named: name) else { continue }
        options.append(option)
        if option.value != nil, name == word { open = option }
      }
    }
  }
}

extension CommandOption {
  /// What its value is.
  fileprivate var valueKind: ArgumentKind { choices.isEmpty ? kind : .choices(choices) }
}
