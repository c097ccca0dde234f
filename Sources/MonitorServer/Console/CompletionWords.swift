// The words there are for one kind of argument: verbs, ids, names. It knows no line and no command's meaning.
import TaskRegistry

/// Asks for what can be named, a bounded number of each.
struct CompletionWords {
  /// A word, and what tells it apart.
  struct Word {
    /// As it is read, without quotes.
    var text: String
    /// For the eye, escaped.
    var hint: String?

    init(_ text: some StringProtocol, hint: String? = nil) {
      self.text = String(text)
      self.hint = hint
    }
  }

  /// More than a person can look through.
  static let mostWords = 50
  /// Live tasks that are looked at for a word: some 5 ms.
  private static let mostTasks = 2_000
  private static let nameLimit = 32

  let questions: Questions
  let table: CommandTable

  /// What can stand for such an argument.
  ///
  /// No more than some thousand, most likely first. Words that a terminal would obey or hide are never among them.
  func words(of kind: ArgumentKind) -> [Word] {
    switch kind {
    case .text, .duration, .number: []
    case .choices(let words):
      words.filter { !$0.unicodeScalars.contains(where: SafeText.mustEscape) }.map { Word($0) }
    case .command: table.commands.map { Word($0.verb, hint: $0.summary) }
    case .taskID: liveTasks().map { Word(String($0.id.rawValue), hint: hint(of: $0)) }
    case .taskName: distinct(liveTasks().compactMap { $0.name.map(Self.glob) })
    case .valueName:
      questions.additions.values.map { Word(Self.glob($0.name), hint: $0.unit) }
    case .place:
      distinct(liveTasks().compactMap { ($0.waitingAt ?? $0.spawnedAt).map { Self.glob($0.description) } })
    case .finishedID:
      questions.finished().tasks.map { Word(String($0.id.rawValue), hint: hint(of: $0)) }
    case .threadID: questions.threads(false).map { Word(String($0.id), hint: hint(of: $0)) }
    }
  }

  /// Those that run first, then the others by their ids.
  private func liveTasks() -> [TaskInfo] { questions.listing(nil).next(Self.mostTasks) }

  private func distinct(_ words: [String]) -> [Word] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }.map { Word($0) }
  }

  /// A pattern that matches this text: what means something in a pattern is escaped, and what a terminal would obey or
  /// hide is any character.
  static func glob(_ text: String) -> String {
    var glob = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if SafeText.mustEscape(scalar) {
        glob.append("?")
      } else {
        if scalar == "*" || scalar == "?" || scalar == "\\" { glob.append("\\") }
        glob.append(scalar)
      }
    }
    return String(glob)
  }

  private func hint(of task: TaskInfo) -> String {
    Self.text { text in
      text.append(stateOf: task)
      text.append(quoted: task.name, limit: Self.nameLimit)
    }
  }

  private func hint(of task: FinishedTask) -> String {
    Self.text { text in
      text.append(outcome: task.outcome)
      text.append(quoted: task.name, limit: Self.nameLimit)
    }
  }

  private func hint(of thread: ThreadInfo) -> String {
    Self.text { text in
      text.append(activityOf: thread)
      text.append(quoted: thread.name, limit: Self.nameLimit)
    }
  }

  private static func text(_ write: (inout TextBuffer) -> Void) -> String {
    var text = TextBuffer()
    write(&text)
    return String(decoding: text.bytes, as: UTF8.self)
  }
}
