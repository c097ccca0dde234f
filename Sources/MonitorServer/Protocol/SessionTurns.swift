// The order in which a session runs lines; it must not know how they came in.

extension Session {
  mutating func take(_ turn: Turn, _ effects: inout [Effect]) {
    turns.append(turn)
    advance(&effects)
  }

  /// Does what waits until something has to be waited for.
  mutating func advance(_ effects: inout [Effect]) {
    while !isClosing, let turn = turns.first {
      // What a person asks for next ends what would go on for ever; a script has asked for all of it.
      if visitor == .person { stopEndless(&effects) }
      if case .question(let line) = activity {
        turns.removeFirst()
        answer(turn, about: line, &effects)
        continue
      }
      guard activity == .prompt else { return }
      turns.removeFirst()
      switch turn {
      case .line(let line):
        run(line, &effects)
      case .mistake(let explanation):
        say("error: \(explanation)\n", &effects)
        prompt(&effects)
      case .leave:
        close(&effects)
      }
    }
  }

  mutating func run(_ line: String, isConfirmed: Bool = false, _ effects: inout [Effect]) {
    guard !line.allSatisfy(\.isWhitespace) else { return prompt(&effects) }
    let audience = audience(isConfirmed: isConfirmed)
    activity = .reply(to: line)
    pager = audience.usesPaging ? Pager(size: size, usesColor: audience.usesColor) : nil
    isPromptInDoubt = false
    effects.append(.run(line, audience))
  }

  /// Drops everything that was asked for, as a terminal does.
  mutating func interrupt(_ effects: inout [Effect]) {
    let isStranger = visitor == .unknown
    visitor = .person
    lines.eraseLine()
    turns.removeAll()
    if isStranger {
      welcome(&effects)
    } else if editor != nil {
      press(.control("c"), &effects)
    } else {
      abandon(&effects)
      say("\n", &effects)
      prompt(&effects)
    }
    isPromptInDoubt = !isStranger
  }

  mutating func meetPerson(_ effects: inout [Effect]) {
    switch visitor {
    case .unknown:
      welcome(&effects)
    case .script:
      // A quick typist at a telnet client: no greeting any more, but prompts from now on.
      visitor = .person
      if activity == .prompt && turns.isEmpty { prompt(&effects) } else { advance(&effects) }
    case .person:
      break
    }
  }

  mutating func welcome(_ effects: inout [Effect]) {
    visitor = .person
    // A telnet client on a port like ours does not speak first, so it has to be asked; on any other the question is
    // wiped away before it can be read.
    if !isTelnet { send(options.probe() + Self.wiped, &effects) }
    activity = .reply(to: "")
    effects.append(.greet)
  }

  /// Writes over the three bytes of a question, which may have been shown in up to four columns each (`M-^?`).
  static let wiped = Array("\r            \r".utf8)

  mutating func close(_ effects: inout [Effect]) {
    guard !isClosing else { return }
    isClosing = true
    turns.removeAll()
    typedAhead.removeAll()
    effects.append(.close)
  }
}
