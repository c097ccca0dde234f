// What a session makes of each piece of input: a byte, a line, a telnet command; it must not decide whose turn it is.

extension Session {
  mutating func handle(_ event: TelnetDecoder.Event, _ effects: inout [Effect]) {
    switch event {
    case .data(let byte):
      handle(data: byte, &effects)
    case .command(let command):
      handle(command, &effects)
    case .negotiation(let verb, let option):
      encoder = encoder ?? TelnetEncoder()
      if let answer = TelnetOptions.answer(to: verb, option: option) { effects.append(.send(answer)) }
      meetPerson(&effects)
      if verb == .do && option == TelnetOptions.timingMark && isPromptInDoubt {
        say("\n", &effects)
        prompt(&effects)
      }
      isPromptInDoubt = false
    case .subnegotiation:
      // Of an option that was never agreed on.
      meetPerson(&effects)
    case .stray(let byte):
      spoilLine()
      handle(data: byte, &effects)
    case .overlong:
      spoilLine()
    }
  }

  mutating func spoilLine() {
    lines.spoil()
    if visitor == .unknown { visitor = .script }
  }

  mutating func handle(data byte: UInt8, _ effects: inout [Effect]) {
    if isFirstLine, let foreign = ForeignProtocol(first: lines.pending, then: byte) {
      effects += refuse(foreign.explanation)
      return
    }
    // A script's control bytes are part of its line; only a keyboard means something by them.
    if visitor != .script {
      switch byte {
      case 0x03:
        interrupt(&effects)
        return
      case 0x04 where lines.isEmpty:
        take(.leave, &effects)
        return
      default:
        break
      }
    }
    if let event = lines.push(byte) {
      handle(event, &effects)
    } else if visitor == .unknown && !lines.isEmpty {
      visitor = .script
    }
  }

  mutating func handle(_ event: LineBuffer.Event, _ effects: inout [Effect]) {
    // An empty line is no word yet: it may be a person knocking.
    if visitor == .unknown && event == .line("") { return }
    isFirstLine = false
    switch event {
    case .line(let line):
      if let foreign = ForeignProtocol(line: line) {
        effects += refuse(foreign.explanation)
      } else {
        take(.line(line), &effects)
      }
    case .unreadable(let fault):
      if case .tooLong(let beginning) = fault, let foreign = ForeignProtocol(line: beginning) {
        effects += refuse(foreign.explanation)
      } else {
        take(.mistake(fault.explanation(maximumBytes: maximumLineBytes)), &effects)
      }
    }
  }

  mutating func handle(_ command: TelnetCommand, _ effects: inout [Effect]) {
    encoder = encoder ?? TelnetEncoder()
    switch command {
    case .interruptProcess, .breakKey, .abort, .abortOutput, .suspend:
      interrupt(&effects)
    case .endOfFile:
      meetPerson(&effects)
      if lines.isEmpty { take(.leave, &effects) }
    case .areYouThere:
      meetPerson(&effects)
      say("[yes]\n", &effects)
    case .eraseCharacter:
      lines.eraseCharacter()
    case .eraseLine:
      lines.eraseLine()
    default:
      meetPerson(&effects)
    }
  }
}
