// One visitor's conversation as a state machine, input events in and effects out; it must not know a socket, a thread or a clock.

/// What is said to one visitor, and when.
///
/// Every method takes one input and appends what is to be done, in order. A visitor is a script if text comes before
/// the grace period has ended: then nothing but replies is ever sent. It is a person if it waits to be greeted, or
/// sends what only a telnet client or a keyboard sends.
struct Session {
  /// What is to be done.
  enum Effect: Equatable {
    /// Bytes to send after those before.
    case send([UInt8])
    /// Run the greeting as a reply.
    case greet
    /// Run a line; its reply's end is told by `replyEnded`.
    case run(String, Audience)
    /// Drop the reply that runs, and its output that is not sent yet.
    case cancel
    /// Send what is left, then close.
    case close
  }

  static let prompt = "monitor> "

  enum Visitor { case unknown, person, script }

  /// What waits its turn behind the reply that runs.
  enum Turn: Equatable {
    case line(String)
    case mistake(String)
    case leave
  }

  private let maximumLineBytes: Int
  private let maximumQueuedLines: Int
  private var decoder = TelnetDecoder()
  private var encoder: TelnetEncoder?
  private var lines: LineBuffer
  private var turns: [Turn] = []
  private var isFirstLine = true
  /// Whether a reply runs.
  private var isBusy = false
  private var hasInputEnded = false
  /// A prompt was sent that a client which throws away output up to its timing mark will not show.
  private var isPromptInDoubt = false
  private(set) var visitor = Visitor.unknown
  /// Nothing more is said or heard, but what was said may still be on its way.
  private(set) var isClosing = false

  init(maximumLineBytes: Int, maximumQueuedLines: Int) {
    self.maximumLineBytes = maximumLineBytes
    self.maximumQueuedLines = maximumQueuedLines
    lines = LineBuffer(maximumBytes: maximumLineBytes)
  }

  /// Whether it can take more input now; what cannot be taken is for the sender to keep.
  var wantsInput: Bool { !isClosing && !hasInputEnded && turns.count < maximumQueuedLines }

  /// Whether a line runs or waits.
  var isWorking: Bool { isBusy || !turns.isEmpty }

  /// Takes bytes from the front of `input` for as long as it wants any.
  mutating func receive(_ input: inout ArraySlice<UInt8>) -> [Effect] {
    var effects: [Effect] = []
    while wantsInput, let byte = input.popFirst() {
      if let event = decoder.push(byte) { handle(event, &effects) }
    }
    return effects
  }

  /// The visitor has had its time to speak first.
  mutating func graceEnded() -> [Effect] {
    var effects: [Effect] = []
    if visitor == .unknown && !isClosing { welcome(&effects) }
    return effects
  }

  /// The visitor will send nothing more, but may still listen.
  ///
  /// A script's last line needs no end. A person's is dropped: nobody has confirmed it.
  mutating func inputEnded() -> [Effect] {
    var effects: [Effect] = []
    guard !hasInputEnded && !isClosing else { return effects }
    if visitor == .script, let event = lines.finish() { handle(event, &effects) }
    hasInputEnded = true
    take(.leave, &effects)
    return effects
  }

  /// The reply that ran has said everything.
  mutating func replyEnded() -> [Effect] {
    var effects: [Effect] = []
    guard isBusy else { return effects }
    isBusy = false
    prompt(&effects)
    advance(&effects)
    return effects
  }

  /// The line that ran was a request to leave.
  mutating func leave() -> [Effect] {
    var effects: [Effect] = []
    isBusy = false
    close(&effects)
    return effects
  }

  /// Ends the conversation with one line that says why.
  mutating func refuse(_ explanation: String) -> [Effect] {
    var effects: [Effect] = []
    if isBusy {
      isBusy = false
      effects.append(.cancel)
    }
    say("error: \(explanation)\n", &effects)
    close(&effects)
    return effects
  }

  /// A reply's text as this visitor's client wants it.
  mutating func encode(_ bytes: [UInt8]) -> [UInt8] { encoder?.encode(bytes) ?? bytes }
}

// MARK: - Input

extension Session {
  private mutating func handle(_ event: TelnetDecoder.Event, _ effects: inout [Effect]) {
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

  private mutating func spoilLine() {
    lines.spoil()
    if visitor == .unknown { visitor = .script }
  }

  private mutating func handle(data byte: UInt8, _ effects: inout [Effect]) {
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

  private mutating func handle(_ event: LineBuffer.Event, _ effects: inout [Effect]) {
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

  private mutating func handle(_ command: TelnetCommand, _ effects: inout [Effect]) {
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

// MARK: - Turns

extension Session {
  private mutating func take(_ turn: Turn, _ effects: inout [Effect]) {
    turns.append(turn)
    advance(&effects)
  }

  /// Does what waits until something has to be waited for.
  private mutating func advance(_ effects: inout [Effect]) {
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
  private mutating func interrupt(_ effects: inout [Effect]) {
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

  private mutating func meetPerson(_ effects: inout [Effect]) {
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

  private mutating func welcome(_ effects: inout [Effect]) {
    visitor = .person
    isBusy = true
    effects.append(.greet)
  }

  private mutating func prompt(_ effects: inout [Effect]) {
    guard visitor == .person && !hasInputEnded && !isClosing else { return }
    say(Self.prompt, &effects)
  }

  private mutating func say(_ text: String, _ effects: inout [Effect]) {
    effects.append(.send(encode(Array(text.utf8))))
  }

  private mutating func close(_ effects: inout [Effect]) {
    guard !isClosing else { return }
    isClosing = true
    turns.removeAll()
    effects.append(.close)
  }
}
