// What a session makes of each piece of input: a byte, a line, a telnet command; it must not decide whose turn it is.

extension Session {
  mutating func handle(_ event: TelnetDecoder.Event, _ effects: inout [Effect]) {
    switch event {
    case .data(let byte):
      handle(data: byte, &effects)
    case .command(let command):
      handle(command, &effects)
    case .negotiation(let verb, let option):
      negotiate(verb, option, &effects)
    case .subnegotiation(let option, let content):
      isTelnet = true
      meetPerson(&effects)
      let before = size
      send(options.receive(content: content, option: option), &effects)
      followOptions(&effects)
      if size != before { resize(&effects) }
    case .stray(let byte):
      spoilLine()
      handle(data: byte, &effects)
    case .overlong:
      spoilLine()
    }
  }

  mutating func negotiate(_ verb: TelnetVerb, _ option: UInt8, _ effects: inout [Effect]) {
    isTelnet = true
    send(options.receive(verb, option: option), &effects)
    send(options.askOnce(), &effects)
    meetPerson(&effects)
    followOptions(&effects)
    if verb == .do && option == TelnetOption.timingMark.rawValue && isPromptInDoubt {
      // What was thrown away is not on the terminal.
      _ = editor?.hide()
      say("\n", &effects)
      prompt(&effects)
    }
    isPromptInDoubt = false
  }

  mutating func spoilLine() {
    guard editor == nil else { return }
    lines.spoil()
    if visitor == .unknown { visitor = .script }
  }

  mutating func handle(data byte: UInt8, _ effects: inout [Effect]) {
    if editor != nil {
      if let key = keys.push(byte) { press(key, &effects) }
      return
    }
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
    isTelnet = true
    switch command {
    case .interruptProcess, .breakKey, .abort, .abortOutput, .suspend:
      interrupt(&effects)
    case .endOfFile:
      meetPerson(&effects)
      if editor != nil { press(.control("d"), &effects) } else if lines.isEmpty { take(.leave, &effects) }
    case .areYouThere:
      meetPerson(&effects)
      answerThatWeAreHere(&effects)
    case .eraseCharacter:
      if editor != nil { press(.backspace, &effects) } else { lines.eraseCharacter() }
    case .eraseLine:
      if editor != nil { press(.control("u"), &effects) } else { lines.eraseLine() }
    default:
      meetPerson(&effects)
    }
  }
}
