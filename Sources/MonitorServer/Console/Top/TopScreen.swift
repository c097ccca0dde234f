// `top` on a screen: brings keys, time and answers to its model, and does what that asks for. It knows no layout.
import TaskRegistry

/// One `top` of one session.
final class TopScreen {
  private let options: TopOptions
  private var audience: Audience
  private let questions: Questions
  private let follow: Questions.Busyness
  private let began: UInt64
  private let uptime: UInt64?
  private var model: TopModel
  /// When to look again.
  private var due: UInt64 = 0
  /// A cancellation that is followed, and when to look what came of it.
  private var cancellation: (following: CancelFollowing, due: UInt64)?

  /// A look may take up to this part of the time: with a million tasks they come less often.
  private static let costShare: UInt64 = 20

  init(_ options: TopOptions, session audience: Audience, questions: Questions) {
    self.options = options
    self.audience = audience
    self.questions = questions
    follow = questions.busyness()
    began = questions.now()
    let program = questions.program()
    uptime = program.uptimeNanoseconds
    model = TopModel(options, facts: .init(program: program), for: audience)
  }

  /// The next picture.
  func next(_ input: Screen.Input) -> Screen.Turn {
    audience.terminal = input.size
    var wantsRows = false
    for key in input.keys {
      switch model.press(key, input.size) {
      case .leave: return Screen.Turn(picture: nil, step: .finished)
      case .rows: wantsRows = true
      case .stack(let id): show(id)
      case .cancel(let id): cancel(id)
      case nil: break
      }
    }
    followCancellation()
    let now = questions.now()
    if now >= due, !model.isPaused {
      look(at: now, input.size)
    } else if wantsRows || model.wantedRows(input.size) > model.sample.rows.count {
      takeRows(input.size)
    }
    return Screen.Turn(
      picture: model.picture(input.size), step: .later(nanoseconds: pause(at: questions.now())))
  }

  private func look(at now: UInt64, _ size: TerminalSize) {
    follow.look()
    let cost = questions.now() - now
    model.facts.program.uptimeNanoseconds = uptime.map { $0 + (now - began) }
    let check = questions.latestCheck()
    model.facts.warnings =
      check?.results.filter { $0.verdict == .warning }.map(\.check.rawValue) ?? []
    model.facts.warningsAgo = check?.ageNanoseconds ?? 0
    takeRows(size)
    // All who look at the same interval do so at the same times, and share what they see.
    let interval = options.interval
    let next = (now / interval + 1) * interval
    due = next - now < interval / 4 ? next + interval : next
    due = max(due, now + cost * Self.costShare)
  }

  private func takeRows(_ size: TerminalSize) {
    model.take(
      follow.sample(
        options.wish(order: model.order, limit: model.wantedRows(size), pattern: model.pattern)), size)
  }

  private func pause(at now: UInt64) -> UInt64 {
    var next = model.isPaused ? now + options.interval : due
    if let cancellation { next = min(next, cancellation.due) }
    return next > now ? next - now : 0
  }

  private func show(_ id: TaskID) {
    if let stack = questions.stack(id, false) {
      model.show(WhereText.text(stack, for: audience) + Array("\nany key goes back\n".utf8))
    } else {
      model.message = message { _ = Reply.noLiveTask(id, for: audience).next(&$0) }
    }
  }

  private func cancel(_ id: TaskID) {
    let following = CancelFollowing(
      [id], withDescendants: false, wait: CancelFollowing.defaultWait, form: .text, audience: audience,
      questions: questions)
    cancellation = (following, 0)
    model.message = Array("asking…".utf8)
  }

  private func followCancellation() {
    guard let current = cancellation, questions.now() >= current.due else { return }
    var step = Reply.Step.more
    let told = message { step = current.following.next(&$0) }
    if !told.isEmpty { model.message = told }
    switch step {
    case .finished: cancellation = nil
    case .more: cancellation?.due = 0
    case .later(let nanoseconds): cancellation?.due = questions.now() + nanoseconds
    }
  }

  /// The latest line of what is written.
  private func message(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    write(&bytes)
    return bytes.split(separator: UInt8(ascii: "\n")).last.map(Array.init) ?? []
  }
}
