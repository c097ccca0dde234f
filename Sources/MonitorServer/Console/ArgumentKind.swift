// What a word of a command line stands for, so that completion can offer it; it knows no command.

/// The kind of an operand or of an option's value.
enum ArgumentKind: Sendable, Equatable {
  /// Anything; only its word in the usage is known.
  case text
  /// A live task's id.
  case taskID
  /// The id of a task that has ended and is kept.
  case finishedID
  /// The kernel's id of a thread that runs tasks.
  case threadID
  /// A pattern for names of tasks.
  case taskName
  /// A pattern for places.
  case place
  /// A time.
  case duration
  /// A whole number.
  case number
  /// A pattern for names of values that the program exposes.
  case valueName
  /// A verb.
  case command
  /// One of some words.
  case choices([String])

  /// What may stand there, in words, where nothing can be listed.
  var form: String? {
    switch self {
    case .duration: "such as 500ms, 5s or 2m"
    case .number: "a whole number"
    case .taskID, .finishedID, .threadID: "a number"
    case .taskName, .valueName: "* is any text, ? one character"
    case .place: "such as 'File.swift:42'; * is any text"
    case .text, .command, .choices: nil
    }
  }
}
