// What is answered to a telnet client's wishes; it must not know what the client is otherwise doing.

/// The server's side of option negotiation (RFC 855, RFC 1143).
///
/// Every option is off on both sides and stays off. That cannot loop, and needs no state: only a wish to switch
/// something on is answered, always by a refusal, which a client may not answer by another wish; news that something
/// is off is what we know.
enum TelnetOptions {
  /// RFC 860: whoever asks for a timing mark waits for any answer, in the order of the output.
  static let timingMark: UInt8 = 6

  /// The bytes to send in answer, if any.
  static func answer(to verb: TelnetVerb, option: UInt8) -> [UInt8]? {
    switch verb {
    case .do:
      // A mark is not a state that could be switched on; the refusal would do as well, but "will" is the truth.
      return sequence(option == timingMark ? .will : .wont, option)
    case .will:
      return sequence(.dont, option)
    case .wont, .dont:
      return nil
    }
  }

  private static func sequence(_ verb: TelnetVerb, _ option: UInt8) -> [UInt8] {
    [TelnetCommand.escape.rawValue, verb.rawValue, option]
  }
}
