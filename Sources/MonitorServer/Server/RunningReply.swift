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
    /// The line needs a yes to this question.
    case question(String)
    case setting(SessionSetting)
    /// What could be typed.
    case completion(LineCompletion)
  }

  let reply: RunningReply
  var kind = Session.ReplyKind.plain
  var bytes: [UInt8] = []
  var next = Next.step(.finished)
}

/// A line, the greeting or a completion, from being asked for to its last piece.
final class RunningReply: @unchecked Sendable {
  // SAFETY: `source` is touched by `step` and `discard` alone. The loop submits one of them at a time: the next only
  // after the progress of the one before has come back, and handing over goes through locks. All else is immutable, or
  // safe to share by itself.

  enum Source {
    case greeting
    case line(String, Audience)
    case completion(String)
    case begun(Reply, Session.ReplyKind)
    case screen(Screen, Painter)
    case ended
  }

  let connection: ConnectionID
  /// What has been pressed since the screen looked.
  let input: ScreenInput
  private var source: Source
  private let abandoned = Atomic(false)

  init(connection: ConnectionID, source: Source) {
    self.connection = connection
    self.source = source
    if case .line(_, let audience) = source {
      input = ScreenInput(size: audience.terminal ?? .usual)
    } else {
      input = ScreenInput(size: .usual)
    }
  }

  /// Makes a worker that has not begun its step yet leave it; what it has begun nobody can end.
  func abandon() { abandoned.store(true, ordering: .relaxed) }

  /// Makes the next piece; on a worker, as it may block.
  func step(asking respondent: any Respondent) -> ReplyProgress {
    var progress = ReplyProgress(reply: self)
    if !abandoned.load(ordering: .relaxed) { advance(asking: respondent, &progress) }
    // Freed here, where it may take as long as it likes.
    if progress.next == .step(.finished) || abandoned.load(ordering: .relaxed) { source = .ended }
    return progress
  }

  /// Frees what the reply holds; on a worker, as it may be much.
  func discard() { source = .ended }

  private func advance(asking respondent: any Respondent, _ progress: inout ReplyProgress) {
    switch source {
    case .greeting:
      progress.bytes = Array(respondent.greeting().utf8)
    case .completion(let line):
      progress.next = .completion(respondent.completion(of: line))
    case .line(let line, let audience):
      if let end = begin(respondent.outcome(of: line, for: audience), for: audience) {
        progress.next = end
      } else {
        advance(asking: respondent, &progress)
      }
    case .begun(let reply, let kind):
      progress.kind = kind
      progress.next = .step(reply.next(&progress.bytes))
    case .screen(let screen, var painter):
      progress.kind = .screen
      // Not a second painter while this one changes.
      source = .ended
      let turn = screen.next(input.take())
      if let picture = turn.picture { progress.bytes = painter.paint(picture) }
      progress.next = .step(turn.step)
      source = .screen(screen, painter)
    case .ended:
      break
    }
  }

  /// Keeps what a line has led to, or returns what there is to say about it.
  private func begin(_ outcome: LineOutcome, for audience: Audience) -> ReplyProgress.Next? {
    switch outcome {
    case .nothing: return .step(.finished)
    case .quit: return .quit
    case .confirm(let question): return .question(question)
    case .setting(let setting): return .setting(setting)
    case .reply(let reply): source = .begun(reply, .plain)
    case .live(let reply): source = .begun(reply, .live)
    case .screen(let screen):
      // Commands look for a terminal first; there is nothing that a picture could be painted on.
      guard audience.terminal != nil else { return .step(.finished) }
      source = .screen(screen, Painter())
    }
    return nil
  }
}
