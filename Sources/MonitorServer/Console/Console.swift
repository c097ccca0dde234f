import TaskRegistry

/// The console's door for the server: lines in, replies out.
///
/// It knows no connection and no thread.
struct Console: Sendable {
  /// What it asks its questions to.
  var registry: Registry

  /// At most three lines, ending in "\n", for a person who just connected.
  func greeting() -> String { "" }

  /// What a line means.
  ///
  /// Parsing is done here, at once; the work is done by the reply.
  func outcome(of line: String, for audience: Audience) -> LineOutcome { .nothing }
}
