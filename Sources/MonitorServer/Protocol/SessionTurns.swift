// The order in which a session runs and says things; it must not know how they came in.

extension Session {
  mutating func take(_ turn: Turn, _ effects: inout [Effect]) {
    turns.append(turn)
    advance(&effects)
  }

  /// Does what waits until something has to be waited for.
  mutating func advance(_ effects: inout [Effect]) {
    while !isBusy, !isClosing, !turns.isEmpty {
      switch turns.removeFirst() {
      case .line(let line) where line.allSatisfy(\.isWhitespace):
        prompt(&effects)
      case .line(let line):
        isBusy = true
        isPromptInDoubt = false
        effects.append(.run(line, Audience(isInteractive: visitor == .person)))
      case .mistake(let explanation):
        say("error: \(explanation)\n", &effects)
        prompt(&effects)
      case .leave:
        close(&effects)
      }
    }
  }

  /// Drops everything that was asked for, as a terminal does.
  mutating func interrupt(_ effects: inout [Effect]) {
    let isStranger = visitor == .unknown
    visitor = .person
    lines.eraseLine()
    turns.removeAll()
    if isBusy {
      isBusy = false
      effects.append(.cancel)
    }
    if isStranger {
      welcome(&effects)
    } else {
      say("\n", &effects)
      prompt(&effects)
      isPromptInDoubt = true
    }
  }

  mutating func meetPerson(_ effects: inout [Effect]) {
    switch visitor {
    case .unknown:
      welcome(&effects)
    case .script:
      // A quick typist at a telnet client: no greeting any more, but prompts from now on.
      visitor = .person
      if !isWorking { prompt(&effects) }
    case .person:
      break
    }
  }

  mutating func welcome(_ effects: inout [Effect]) {
    visitor = .person
    isBusy = true
    effects.append(.greet)
  }

  mutating func prompt(_ effects: inout [Effect]) {
    guard visitor == .person && !hasInputEnded && !isClosing else { return }
    say(Self.prompt, &effects)
  }

  mutating func say(_ text: String, _ effects: inout [Effect]) {
    effects.append(.send(encode(Array(text.utf8))))
  }

  mutating func close(_ effects: inout [Effect]) {
    guard !isClosing else { return }
    isClosing = true
    turns.removeAll()
    effects.append(.close)
  }
}
