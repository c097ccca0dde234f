// One visitor's conversation as a state machine, input events in and effects out; it must not know a socket, a thread or a clock.

/// What is said to one visitor, and when.
///
/// Every method takes one input and appends what is to be done, in order. A visitor is a script if text comes before
/// the grace period has ended: then nothing but replies is ever sent. It is a person if it waits to be greeted, or
/// sends what only a telnet client or a keyboard sends. Its stored properties are for its extensions alone.
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

  let maximumLineBytes: Int
  let maximumQueuedLines: Int
  var decoder = TelnetDecoder()
  var encoder: TelnetEncoder?
  var lines: LineBuffer
  var turns: [Turn] = []
  var isFirstLine = true
  /// Whether a reply runs.
  var isBusy = false
  var hasInputEnded = false
  /// A prompt was sent that a client which throws away output up to its timing mark will not show.
  var isPromptInDoubt = false
  var visitor = Visitor.unknown
  /// Nothing more is said or heard, but what was said may still be on its way.
  var isClosing = false

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
