// What the server asks its questions to; it must not know how answers are made.

/// Whoever greets visitors and answers their lines.
///
/// Asked on worker threads only, several at once.
protocol Respondent: Sendable {
  /// At most three lines, ending in "\n", for a person who just connected.
  func greeting() -> String
  /// What a line means.
  func outcome(of line: String, for audience: Audience) -> LineOutcome
  /// What the word before the end of an unfinished line could become.
  func completion(of line: String) -> LineCompletion
}

extension Console: Respondent {}
