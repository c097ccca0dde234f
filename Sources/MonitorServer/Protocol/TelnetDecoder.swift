// Parts telnet commands from data, a byte at a time; it must not know what either means, nor that there is a socket.

/// A push parser for the telnet protocol (RFC 854, 855).
///
/// It keeps what little a split sequence needs, so that a stream may be cut anywhere, also for ever.
struct TelnetDecoder {
  /// What a byte completed.
  enum Event: Equatable {
    case data(UInt8)
    case command(TelnetCommand)
    case negotiation(TelnetVerb, option: UInt8)
    case subnegotiation(option: UInt8, content: [UInt8])
    /// A byte that follows an escape and is no command: the escape was not telnet's, the byte is data.
    case stray(UInt8)
    /// A subnegotiation that is longer than any option needs, so no subnegotiation: what follows is data.
    case overlong
  }

  /// The longest subnegotiation, in bytes; the options of terminals need some dozens.
  static let maximumSubnegotiationBytes = 512

  private enum State {
    case data
    case escaped
    case negotiating(TelnetVerb)
    case subnegotiating
    case subnegotiatingEscaped
  }

  private var state = State.data
  private var content: [UInt8] = []

  /// Whether the next byte begins something new.
  var isBetweenSequences: Bool {
    if case .data = state { true } else { false }
  }

  /// Takes the next byte of the stream.
  mutating func push(_ byte: UInt8) -> Event? {
    switch state {
    case .data:
      if byte != TelnetCommand.escape.rawValue { return .data(byte) }
      state = .escaped
      return nil
    case .escaped:
      return endEscape(byte)
    case .negotiating(let verb):
      state = .data
      return .negotiation(verb, option: byte)
    case .subnegotiating:
      if byte == TelnetCommand.escape.rawValue {
        state = .subnegotiatingEscaped
        return nil
      }
      return keep(byte)
    case .subnegotiatingEscaped:
      return endSubnegotiationEscape(byte)
    }
  }

  private mutating func endEscape(_ byte: UInt8) -> Event? {
    state = .data
    if let verb = TelnetVerb(rawValue: byte) {
      state = .negotiating(verb)
      return nil
    }
    switch TelnetCommand(rawValue: byte) {
    case .subnegotiation?:
      state = .subnegotiating
      content.removeAll(keepingCapacity: true)
      return nil
    case .escape?:
      return .data(byte)
    case let command?:
      return .command(command)
    case nil:
      return .stray(byte)
    }
  }

  private mutating func endSubnegotiationEscape(_ byte: UInt8) -> Event? {
    if byte == TelnetCommand.escape.rawValue {
      state = .subnegotiating
      return keep(byte)
    }
    // Anything but an end here is a client's mistake; the next command is the surest sign that it went on.
    guard byte == TelnetCommand.subnegotiationEnd.rawValue else { return endEscape(byte) }
    state = .data
    guard let option = content.first else { return nil }
    return .subnegotiation(option: option, content: Array(content.dropFirst()))
  }

  private mutating func keep(_ byte: UInt8) -> Event? {
    guard content.count < Self.maximumSubnegotiationBytes else {
      state = .data
      return .overlong
    }
    state = .subnegotiating
    content.append(byte)
    return nil
  }
}
