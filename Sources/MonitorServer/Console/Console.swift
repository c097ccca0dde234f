// The console's door for the server: lines in, replies out; it knows no connection and no thread.
import TaskRegistry

/// Turns what a person or a script types into replies.
struct Console: Sendable {
  /// Whom it asks.
  var questions: Questions
  /// What can be typed.
  var table: CommandTable

  /// A console that asks its questions to a registry.
  init(registry: Registry, table: CommandTable = .standard) {
    self.init(questions: Questions(to: registry), table: table)
  }

  /// A console that asks its questions as told.
  init(questions: Questions, table: CommandTable = .standard) {
    self.questions = questions
    self.table = table
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
      return .reply(.error(error.message))
    }
  }

  /// What the word before the end of an unfinished line could become.
  ///
  /// May ask for live tasks, so it takes its time where there are many.
  func completion(of line: String) -> LineCompletion {
    let word = line.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
    return LineCompletion(
      replacedBytes: word.utf8.count,
      candidates: table.completions(of: line).map { LineCompletion.Candidate(word: $0, hint: nil) })
  }

  private func parsedOutcome(of line: String, for audience: Audience) throws(CommandError) -> LineOutcome {
    let words = try CommandParser.words(of: line)
    guard let verb = words.first else { return .nothing }
    let command = try table.command(named: verb)
    let arguments = try CommandParser.arguments(words.dropFirst(), of: command)
    if arguments.wantsHelp { return .reply(HelpText.reply(about: command)) }
    return try command.run(
      arguments, CommandContext(questions: questions, table: table, audience: audience))
  }
}
