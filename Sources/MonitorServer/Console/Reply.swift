/// What a command answers: text that is made piece by piece, as fast as the reader takes it.
///
/// The server runs `next` on a worker thread, never on its own, and calls it again only when the reader has taken most
/// of what came before. So a command may block for as long as it must, and a million rows need the memory of one
/// piece. Dropping a reply (the reader left, or pressed Ctrl-C) is all it takes to stop it.
struct Reply {
  /// What comes after a piece.
  enum Step: Equatable {
    /// There is more; call again when there is room.
    case more
    /// Nothing to say now; call again no sooner than after so many nanoseconds.
    case later(nanoseconds: UInt64)
    /// That was all.
    case finished
  }

  /// Appends the next piece, as lines ending in "\n", some 64 KiB at most.
  var next: (inout [UInt8]) -> Step

  /// A reply made of some lines that are known already.
  static func text(_ text: String) -> Reply {
    Reply { output in
      output.append(contentsOf: text.utf8)
      if !text.isEmpty && !text.hasSuffix("\n") { output.append(UInt8(ascii: "\n")) }
      return .finished
    }
  }

  /// The one line that every mistake gets.
  static func error(_ message: String) -> Reply { .text("error: \(message)") }
}

/// What the console makes of one line.
enum LineOutcome {
  /// An empty line: nothing happens.
  case nothing
  /// A command's reply.
  case reply(Reply)
  /// The person wants to leave.
  case quit
}

/// Who reads the replies of a session.
struct Audience: Sendable, Equatable {
  /// Whether a person reads along; a script otherwise.
  var isInteractive: Bool
  /// The number of the connection, from 1 on; 0 where there is none.
  var session: UInt32 = 0
}
