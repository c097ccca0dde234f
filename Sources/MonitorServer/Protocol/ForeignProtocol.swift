// Recognises clients that believe to speak to something else; it must not be asked about anything but their first words.

/// A protocol that is not ours.
///
/// A web page can make a browser send requests to a loopback port, and a server-side program can be talked into the
/// same. We execute lines, so whatever such a request carries in its headers or its body would be obeyed. The request
/// line always comes first: at the first sight of it we execute nothing any more and close. (What can send arbitrary
/// bytes needs no disguise; keeping such programs from the port is the host's firewall's work.)
enum ForeignProtocol: Equatable {
  case http
  case tls

  /// Methods that browsers and fetching libraries send.
  private static let methods: Set<String> = [
    "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "PRI",
  ]

  /// What a line is of, if it is not a command.
  init?(line: String) {
    let words = line.split(separator: " ")
    let isVersioned = words.count > 1 && words.last?.hasPrefix("HTTP/") == true
    let isRequest = words.count > 1 && Self.methods.contains(String(words[0])) && Self.isTarget(words[1])
    // The request line may have been lost in a line that is too long, but no request goes without this header.
    let isHeader =
      words.first?.lowercased().hasPrefix("host:") == true
    guard isVersioned || isRequest || isHeader else { return nil }
    self = .http
  }

  /// What a connection's first bytes are of, if they are not text: a handshake record and its version.
  init?(first: [UInt8], then byte: UInt8) {
    guard first == [0x16], byte == 0x03 else { return nil }
    self = .tls
  }

  /// What whoever debugs that client wants to read.
  var explanation: String {
    switch self {
    case .http: "this port does not speak HTTP and has executed nothing; connect with telnet or nc"
    case .tls: "this port does not speak TLS; connect with telnet or nc"
    }
  }

  private static func isTarget(_ word: Substring) -> Bool {
    word.hasPrefix("/") || word.hasPrefix("*") || word.contains("://")
  }
}
