// The console's door for the server: lines in, replies out; it knows no connection and no thread.
import TaskRegistry

/// Turns what a person or a script types into replies.
struct Console: Sendable {
  /// Whom it asks.
  var questions: Questions
  /// What can be typed in every program.
  let standard: CommandTable

  /// What can be typed now, with what the program has added.
  var table: CommandTable { CommandTable(commands: standard.commands + questions.additions.commands) }

  /// A console that asks its questions to a registry.
  init(
    registry: Registry, table: CommandTable = .standard, additions: ProgramAdditions = ProgramAdditions()
  ) {
    var questions = Questions(to: registry)
    questions.additions = additions
    self.init(questions: questions, table: table)
  }

  /// A console that asks its questions as told.
  init(questions: Questions, table: CommandTable = .standard) {
    self.questions = questions
    standard = table
  }

  /// At most three lines, ending in "\n", for a person who just connected.
  ///
  /// Begins a listing for its counts, some 50 ns a live task.
  func greeting() -> String {
    Greeting.text(
      program: questions.program(), counts: questions.listing(.id).counts, lag: questions.loopLag(false),
      check: questions.latestCheck())
  }

  /// What a line means.
  ///
  /// Parsing is done here, at once; the work is done by the reply.
  func outcome(of line: String, for audience: Audience) -> LineOutcome {
    do throws(CommandError) {
      return try parsedOutcome(of: line, for: audience)
    } catch {
      return .reply(.error(error.message, for: audience))
    }
  }

  /// What the word before the end of an unfinished line could become.
  ///
  /// May ask for live tasks, so it takes its time where there are many.
  func completion(of line: String) -> LineCompletion {
    Completion(table: table, questions: questions).completion(of: line)
  }

  private func parsedOutcome(of line: String, for audience: Audience) throws(CommandError) -> LineOutcome {
    try outcome(of: try CommandParser.words(of: line), for: audience)
  }

  /// What the words of a line mean.
  func outcome(of words: [String], for audience: Audience) throws(CommandError) -> LineOutcome {
    guard let verb = words.first else { return .nothing }
    // One look for the whole line: the program may change its commands meanwhile.
    let table = table
    let command = try table.command(named: verb)
    let arguments = try CommandParser.arguments(words.dropFirst(), of: command)
    if arguments.wantsHelp { return .reply(HelpText.reply(about: command, for: audience)) }
    return try command.run(
      arguments, CommandContext(questions: questions, table: table, audience: audience))
  }
}
