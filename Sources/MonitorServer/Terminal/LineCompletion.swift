// What an unfinished line could become, as values; it must not know who found it out, nor how it is shown.

/// The words that could stand where the cursor is.
struct LineCompletion: Equatable, Sendable {
  /// One of them.
  struct Candidate: Equatable, Sendable {
    /// The whole word as it is typed, quoted where it has to be.
    var word: String
    /// What tells it apart, for the eye only: a summary, a task's name.
    var hint: String?
  }

  /// How many bytes before the cursor the candidates stand for.
  var replacedBytes: Int
  /// In the order to show them.
  var candidates: [Candidate]
  /// What is expected there, where nothing can be listed: `DURATION: such as 500ms, 5s or 2m`.
  var hint: String?

  /// Nothing to offer.
  static let none = LineCompletion(replacedBytes: 0, candidates: [])
}
