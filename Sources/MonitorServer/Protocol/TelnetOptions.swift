// What is agreed on with a telnet client, and what it told of its terminal; it must not know what that is good for.

/// The server's side of option negotiation (RFC 855), by the method of RFC 1143.
///
/// Wanted are a client that sends every key at once and leaves showing it to us (our ECHO, and no go-aheads on either
/// side), its terminal's name and its window's size. All else is refused. BINARY is, too: text goes as UTF-8 through
/// the eight bits of the network terminal that every client of today leaves alone, while in binary a line end would be
/// whatever the client thinks.
struct TelnetOptions: Equatable {
  /// The most that is kept of a terminal's name; RFC 1091 has 40 characters.
  static let maximumNameBytes = 40

  private var ours: [TelnetOption: OptionSide] = [
    .echo: OptionSide(isWanted: true), .suppressGoAhead: OptionSide(isWanted: true),
  ]
  private var theirs: [TelnetOption: OptionSide] = [
    .suppressGoAhead: OptionSide(isWanted: true), .terminalType: OptionSide(isWanted: true),
    .windowSize: OptionSide(isWanted: true),
  ]
  private var hasAsked = false
  /// The window's size, once it was told.
  private(set) var size: TerminalSize?
  /// What the terminal can do, as far as its name was told.
  private(set) var terminal = TerminalKind.untold

  /// Whether every key comes at once, and is ours to show.
  var isCharacterMode: Bool {
    ours[.echo]?.isOn == true && ours[.suppressGoAhead]?.isOn == true && terminal.canDraw
  }

  /// The one question that shows a telnet client; it is answered by all of them, by many with the size itself.
  mutating func probe() -> [UInt8] { ask(.do, .windowSize) }

  /// Asks once for all that is wanted and neither agreed on nor asked for.
  mutating func askOnce() -> [UInt8] {
    guard !hasAsked else { return [] }
    hasAsked = true
    return ask(.will, .echo) + ask(.will, .suppressGoAhead) + ask(.do, .suppressGoAhead)
      + ask(.do, .terminalType)
      + ask(.do, .windowSize)
  }

  /// What to answer to what the client says about an option.
  mutating func receive(_ verb: TelnetVerb, option number: UInt8) -> [UInt8] {
    let isOurs = verb == .do || verb == .dont
    let yes: TelnetVerb = isOurs ? .will : .do
    let no: TelnetVerb = isOurs ? .wont : .dont
    // A mark is not a state that could be switched on: whoever asks for one waits for an answer, in the order of the output.
    if verb == .do && number == TelnetOption.timingMark.rawValue { return Self.sequence(yes, number) }
    let option = TelnetOption(rawValue: number)
    var side = option.flatMap { isOurs ? ours[$0] : theirs[$0] } ?? OptionSide(isWanted: false)
    let wasOn = side.isOn
    var answer: [UInt8] = []
    if verb == .do || verb == .will {
      if let agrees = side.receiveYes() { answer = Self.sequence(agrees ? yes : no, number) }
    } else if side.receiveNo() {
      answer = Self.sequence(no, number)
    }
    guard let option, (isOurs ? ours : theirs)[option] != nil else { return answer }
    if isOurs { ours[option] = side } else { theirs[option] = side }
    if option == .terminalType && side.isOn && !wasOn { answer += Self.nameRequest }
    return answer
  }

  /// What to answer to what the client tells within an option.
  mutating func receive(content: [UInt8], option number: UInt8) -> [UInt8] {
    guard let option = TelnetOption(rawValue: number), theirs[option]?.isOn == true else { return [] }
    switch option {
    case .windowSize where content.count == 4:
      size = TerminalSize(
        told: Int(content[0]) << 8 | Int(content[1]), Int(content[2]) << 8 | Int(content[3]))
      return []
    case .terminalType where content.first == Self.nameIs:
      let name = content.dropFirst().prefix(Self.maximumNameBytes)
      terminal = TerminalKind(name: String(decoding: name, as: UTF8.self))
      // Keys one by one are for those that can be drawn on; what cannot is better off with its own line editing.
      return terminal.canDraw ? [] : withdrawCharacterMode()
    default:
      return []
    }
  }

  private mutating func withdrawCharacterMode() -> [UInt8] {
    var bytes: [UInt8] = []
    if ours[.echo]?.withdraw() == true { bytes += Self.sequence(.wont, TelnetOption.echo.rawValue) }
    // Without echo alone many clients go on sending every key.
    let goAhead = TelnetOption.suppressGoAhead
    if ours[goAhead]?.withdraw() == true { bytes += Self.sequence(.wont, goAhead.rawValue) }
    if theirs[goAhead]?.withdraw() == true { bytes += Self.sequence(.dont, goAhead.rawValue) }
    return bytes
  }

  private mutating func ask(_ verb: TelnetVerb, _ option: TelnetOption) -> [UInt8] {
    let isAsking = verb == .will ? ours[option]?.ask() : theirs[option]?.ask()
    return isAsking == true ? Self.sequence(verb, option.rawValue) : []
  }

  /// RFC 1091's IS, and its SEND in a subnegotiation.
  private static let nameIs: UInt8 = 0
  private static let nameRequest: [UInt8] = [
    TelnetCommand.escape.rawValue, TelnetCommand.subnegotiation.rawValue, TelnetOption.terminalType.rawValue,
    1,
    TelnetCommand.escape.rawValue, TelnetCommand.subnegotiationEnd.rawValue,
  ]

  private static func sequence(_ verb: TelnetVerb, _ option: UInt8) -> [UInt8] {
    [TelnetCommand.escape.rawValue, verb.rawValue, option]
  }
}
