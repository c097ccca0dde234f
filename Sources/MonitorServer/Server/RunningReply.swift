// A reply on its way between the loop and the workers; it must not know a connection beyond its id.
import Synchronization

/// Names a connection; never reused, so that what comes late for one that has gone finds nobody.
struct ConnectionID: Hashable, Sendable {
  let number: UInt64
}

/// What a worker made of one step.
struct ReplyProgress: Sendable {
  enum Next: Sendable, Equatable {
    case step(Reply.Step)
    /// The line was a request to leave.
    case quit
  }

  let reply: RunningReply
  let bytes: [UInt8]
  let next: Next
}

/// A line, or the greeting, from being asked for to its last piece.
final class RunningReply: @unchecked Sendable {
  // SAFETY: `source` and `reply` are touched by `step` and `discard` alone. The loop submits one of them at a time:
  // the next only after the progress of the one before has come back, and handing over goes through locks.

  enum Source {
    case greeting
    case line(String, Audience)
    case begun(Reply)
    case ended
  }

  let connection: ConnectionID
  private var source: Source
  private let abandoned = Atomic(false)

  init(connection: ConnectionID, source: Source) {
    self.connection = connection
    self.source = source
  }

  /// Makes a worker that has not begun its step yet leave it; what it has begun nobody can end.
  func abandon() { abandoned.store(true, ordering: .relaxed) }

  /// Makes the next piece; on a worker, as it may block.
  func step(asking respondent: any Respondent) -> ReplyProgress {
    var bytes: [UInt8] = []
    let next = abandoned.load(ordering: .relaxed) ? .step(.finished) : advance(asking: respondent, &bytes)
    // Freed here, where it may take as long as it likes.
    if next == .step(.finished) || abandoned.load(ordering: .relaxed) { source = .ended }
    return ReplyProgress(reply: self, bytes: bytes, next: next)
  }

  /// Frees what the reply holds; on a worker, as it may be much.
  func discard() { source = .ended }

  private func advance(asking respondent: any Respondent, _ bytes: inout [UInt8]) -> ReplyProgress.Next {
    switch source {
    case .greeting:
      bytes = Array(respondent.greeting().utf8)
      return .step(.finished)
    case .line(let line, let audience):
      switch respondent.outcome(of: line, for: audience) {
      case .nothing: return .step(.finished)
      case .quit: return .quit
      case .screen, .confirm, .setting: return .step(.finished)
      case .reply(let reply), .live(let reply):
        source = .begun(reply)
        return .step(reply.next(&bytes))
      }
    case .begun(let reply):
      return .step(reply.next(&bytes))
    case .ended:
      return .step(.finished)
    }
  }
}
