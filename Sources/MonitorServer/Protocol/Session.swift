// One visitor's conversation as a state machine, input events in and effects out; it must not know a socket, a thread or a clock.

/// What is said to one visitor, and when.
///
/// Every method takes one input and appends what is to be done, in order. A visitor is a script if text comes before
/// the grace period has ended: then nothing but replies is ever sent. It is a person if it waits to be greeted, or
/// sends what only a telnet client or a keyboard sends. A person whose client sends every key has a terminal: an editor
/// for the line, pages, screens. Its stored properties are for its extensions alone.
struct Session {
  /// What is to be done.
  enum Effect: Equatable {
    /// Bytes to send after those before.
    case send([UInt8])
    /// Run the greeting as a reply.
    case greet
    /// Run a line; what it says comes back by `replySays`, how it ends by `replyEnded` and its like.
    case run(String, Audience)
    /// Find out what could be typed; the answer is told by `completed`.
    case complete(String)
    /// Give these keys, and the size, to the screen that runs.
    case input([Key], TerminalSize)
    /// Drop what runs, and its output that is not sent yet.
    case cancel
    /// Drop what runs; what it has said is still sent.
    case stop
    /// Send what is left, then close.
    case close
  }

  enum Visitor { case unknown, person, script }

  /// What kind of thing runs.
  enum ReplyKind: Sendable {
    /// It ends by itself.
    case plain
    /// It is ended.
    case live
    /// It has the terminal for itself.
    case screen
  }

  /// What the visitor waits for, or is waited for with.
  enum Activity: Equatable {
    /// The next line.
    case prompt
    /// A reply to this line, or what will show itself to be something else.
    case reply(to: String)
    case live
    case screen(isPainted: Bool)
    /// What has been said already is still to be paged through.
    case lastPages
    /// A yes or no, before this line may do its work.
    case question(about: String)
    /// What could be typed.
    case completion
  }

  /// What waits its turn behind the reply that runs.
  enum Turn: Equatable {
    case line(String)
    case mistake(String)
    case leave
  }

  static let prompt = "monitor> "
  /// So many keys are kept for the prompt while a reply runs; then no more is read.
  static let maximumTypedAhead = 1_024
  /// When one call of `receive` has said so much, the rest has to wait for the next: a key can cost a whole line.
  static let answerBytes = 65_536

  let maximumLineBytes: Int
  let maximumQueuedLines: Int
  var decoder = TelnetDecoder()
  /// Whether the client has shown itself to be telnet.
  var isTelnet = false
  var options = TelnetOptions()
  var lines: LineBuffer
  var turns: [Turn] = []
  var isFirstLine = true
  var activity = Activity.prompt
  var hasInputEnded = false
  /// A prompt was sent that a client which throws away output up to its timing mark will not show.
  var isPromptInDoubt = false
  var visitor = Visitor.unknown
  /// Nothing more is said or heard, but what was said may still be on its way.
  var isClosing = false

  var keys = KeyDecoder()
  /// There is one while the client sends every key.
  var editor: LineEditor?
  var typedAhead: [Key] = []
  /// There is one while a reply is shown page by page.
  var pager: Pager?
  /// What the person has decided; `nil` for what the terminal understands.
  var wantsColor: Bool?
  var wantsPaging = true
  /// How many bytes were said since `receive` was called.
  var saidBytes = 0

  init(maximumLineBytes: Int, maximumQueuedLines: Int) {
    self.maximumLineBytes = maximumLineBytes
    self.maximumQueuedLines = maximumQueuedLines
    lines = LineBuffer(maximumBytes: maximumLineBytes)
  }
}

// MARK: - What the server asks

extension Session {
  /// Whether it can take more input now; what cannot be taken is for the sender to keep.
  var wantsInput: Bool {
    !isClosing && !hasInputEnded && activity != .completion && turns.count < maximumQueuedLines
      && typedAhead.count < Self.maximumTypedAhead
  }

  /// Whether the reply that runs may say more; not while a page of it is being read.
  var wantsOutput: Bool { pager?.isHolding != true }

  /// Whether something is done for the visitor; otherwise it is the visitor who is waited for.
  var isWorking: Bool {
    switch activity {
    case .prompt, .question, .lastPages: !turns.isEmpty
    case .reply: wantsOutput || !turns.isEmpty
    case .live, .screen, .completion: true
    }
  }

  /// Whether the terminal is a screen's.
  var isInScreen: Bool { if case .screen = activity { true } else { false } }

  /// Whether to call `keyTimedOut` if nothing comes for a moment: Escape may be a key, or the beginning of one.
  var isInEscape: Bool { editor != nil && keys.isInEscape }

  /// Whether something runs that is to be told of, or ended.
  var isBusy: Bool {
    switch activity {
    case .prompt, .question, .lastPages: false
    case .reply, .live, .screen, .completion: true
    }
  }
}

// MARK: - What happens

extension Session {
  /// Takes bytes from the front of `input` for as long as it wants any.
  mutating func receive(_ input: inout ArraySlice<UInt8>) -> [Effect] {
    var effects: [Effect] = []
    saidBytes = 0
    while wantsInput, saidBytes < Self.answerBytes, let byte = input.popFirst() {
      // In the midst of a script's line there is no telnet: a byte 255 is none of UTF-8's, and must not make the lines
      // after it part of a subnegotiation. A telnet client sends its commands between lines.
      if visitor == .script && !lines.isEmpty && decoder.isBetweenSequences {
        handle(data: byte, &effects)
      } else if let event = decoder.push(byte) {
        handle(event, &effects)
      }
    }
    return effects
  }

  /// The visitor has had its time to speak first.
  mutating func graceEnded() -> [Effect] {
    var effects: [Effect] = []
    if visitor == .unknown && !isClosing { welcome(&effects) }
    return effects
  }

  /// Nothing has come after an Escape.
  mutating func keyTimedOut() -> [Effect] {
    var effects: [Effect] = []
    if isInEscape, let key = keys.timeOut() { press(key, &effects) }
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

  /// The line that ran was a request to leave.
  mutating func leave() -> [Effect] {
    var effects: [Effect] = []
    activity = .prompt
    close(&effects)
    return effects
  }

  /// Ends the conversation with one line that says why.
  mutating func refuse(_ explanation: String) -> [Effect] {
    var effects: [Effect] = []
    abandon(&effects)
    // In the place of what is being typed.
    perform(editor?.hide() ?? [], &effects)
    say("error: \(explanation)\n", &effects)
    close(&effects)
    return effects
  }

  /// Ends the conversation without a word; only the terminal is given back.
  mutating func end() -> [Effect] {
    var effects: [Effect] = []
    if isBusy { effects.append(.stop) }
    giveTerminalBack(&effects)
    close(&effects)
    return effects
  }
}
