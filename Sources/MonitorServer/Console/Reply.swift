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
  ///
  /// - Parameter message: what would be right; what was typed or comes from the program has been escaped.
  static func error(_ message: String, for audience: Audience = .plain) -> Reply {
    var beginning = TextBuffer(for: audience)
    beginning.appendError()
    return .text(String(decoding: beginning.bytes, as: UTF8.self) + message)
  }
}

/// What the console makes of one line.
enum LineOutcome {
  /// An empty line: nothing happens.
  case nothing
  /// A command's reply.
  case reply(Reply)
  /// A reply that goes on until it is stopped: by a person's next key or line, or when the client leaves.
  case live(Reply)
  /// Pictures, for an audience that has a terminal.
  case screen(Screen)
  /// A question. Where a person answers it with yes, the line is run again for an audience that has confirmed it.
  case confirm(String)
  /// A change of what the session itself keeps.
  case setting(SessionSetting)
  /// The person wants to leave.
  case quit
}

/// What can be changed about a session.
enum SessionSetting: Equatable, Sendable {
  case color(Bool)
  case paging(Bool)
}

/// Who reads the replies of a session.
struct Audience: Sendable, Equatable {
  /// Whether a person reads along; a script otherwise.
  var isInteractive: Bool
  /// The number of the connection, from 1 on; 0 where there is none.
  var session: UInt32 = 0
  /// The terminal, where there is one that can be drawn on; `nil` for plain lines.
  var terminal: TerminalSize?
  /// Whether the terminal understands colours, and they are wanted.
  var usesColor = false
  /// Whether a long reply is shown page by page.
  var usesPaging = false
  /// Whether the person has said yes to the question that the line has led to.
  var isConfirmed = false

  /// A script: plain lines, and nothing to answer a question.
  static let plain = Audience(isInteractive: false)
}
