// What a session makes of what its commands say, and how they begin and end; it must not know what was typed.

extension Session {
  /// A piece of the reply that runs.
  mutating func replySays(_ bytes: [UInt8], kind: ReplyKind) -> [Effect] {
    var effects: [Effect] = []
    guard isBusy else { return effects }
    settle(kind, &effects)
    if case .screen(let isPainted) = activity {
      activity = .screen(isPainted: isPainted || !bytes.isEmpty)
      send(encode(bytes), &effects)
    } else {
      let shown = pager?.push(bytes) ?? bytes
      send(encode(shown), &effects)
    }
    if activity == .live && !typedAhead.isEmpty {
      // Whatever was typed before it could be seen is not for it, but it ends it like any other key.
      stopEndless(&effects)
      prompt(&effects)
    }
    advance(&effects)
    return effects
  }

  /// The reply that ran has said everything.
  mutating func replyEnded() -> [Effect] {
    var effects: [Effect] = []
    guard isBusy else { return effects }
    let rest = pager?.finish() ?? []
    send(encode(rest), &effects)
    if pager?.isHolding == true {
      activity = .lastPages
    } else {
      giveTerminalBack(&effects)
      prompt(&effects)
    }
    advance(&effects)
    return effects
  }

  /// The line that ran needs a yes before it does anything.
  mutating func replyAsks(_ question: String) -> [Effect] {
    var effects: [Effect] = []
    guard case .reply(let line) = activity else { return effects }
    guard visitor == .person else {
      say(Self.nothingDone, &effects)
      return effects + replyEnded()
    }
    pager = nil
    activity = .question(about: line)
    // No answer can have been given before the question was there.
    typedAhead.removeAll()
    turns.removeAll { $0 != .leave }
    say("\(question) [y/N] ", &effects)
    advance(&effects)
    return effects
  }

  /// The line that ran changes the session itself.
  mutating func replyChanges(_ setting: SessionSetting) -> [Effect] {
    switch setting {
    case .color(let isOn): wantsColor = isOn
    case .paging(let isOn): wantsPaging = isOn
    }
    return replyEnded()
  }

  /// What could be typed has been found out.
  mutating func completed(_ completion: LineCompletion) -> [Effect] {
    var effects: [Effect] = []
    guard activity == .completion else { return effects }
    activity = .prompt
    perform(editor?.completed(completion) ?? [], &effects)
    typeAhead(&effects)
    advance(&effects)
    return effects
  }

  /// What a person has answered to the question about a line, as a line.
  mutating func answer(_ turn: Turn, about line: String, _ effects: inout [Effect]) {
    activity = .prompt
    switch turn {
    case .line(let answer) where ["y", "yes"].contains(answer.lowercased()):
      run(line, isConfirmed: true, &effects)
    case .line, .mistake:
      say(Self.nothingDone, &effects)
      prompt(&effects)
    case .leave:
      say(Self.nothingDone, &effects)
      close(&effects)
    }
  }

  static let nothingDone = "nothing was done\n"

  /// Learns what runs.
  private mutating func settle(_ kind: ReplyKind, _ effects: inout [Effect]) {
    guard case .reply = activity, kind != .plain else { return }
    pager = nil
    if kind == .live {
      activity = .live
    } else {
      activity = .screen(isPainted: false)
      if !typedAhead.isEmpty { effects.append(.input(typedAhead, size)) }
      typedAhead.removeAll()
    }
  }

  /// Ends what does not end by itself; the terminal is at the prompt then.
  mutating func stopEndless(_ effects: inout [Effect]) {
    switch activity {
    case .live, .screen: effects.append(.stop)
    case .lastPages: break
    case .reply where !wantsOutput: effects.append(.cancel)
    case .reply, .prompt, .question, .completion: return
    }
    giveTerminalBack(&effects)
  }

  /// Ends what runs, whatever it is; the terminal is at the prompt then.
  mutating func abandon(_ effects: inout [Effect]) {
    // A screen waits until its picture has been taken, so that dropping it would save little, and tear it.
    if isBusy { effects.append(isInScreen ? .stop : .cancel) }
    giveTerminalBack(&effects)
  }

  /// Ends a screen's picture, or a page; the terminal is at the prompt then.
  mutating func giveTerminalBack(_ effects: inout [Effect]) {
    if case .screen(isPainted: true) = activity { send(Painter.leave, &effects) }
    activity = .prompt
    pager = nil
  }
}
