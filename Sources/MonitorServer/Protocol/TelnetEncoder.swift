// Makes text fit for a telnet client; it must not be used for one that has not shown itself to be telnet.

/// The server's text as RFC 854 wants it on the wire.
enum TelnetEncoder {
  /// Lines end in CR LF, a CR that ends none is followed by NUL, and the byte 255 stands twice.
  ///
  /// Text may come in pieces: a line's end that is torn between CR and LF becomes CR NUL CR LF, which terminals show alike.
  static func encode(_ bytes: [UInt8]) -> [UInt8] {
    let lineFeed = UInt8(ascii: "\n")
    let carriageReturn = UInt8(ascii: "\r")
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.count + bytes.count / 16)
    var lastWasReturn = false
    for byte in bytes {
      if lastWasReturn {
        if byte != lineFeed { encoded.append(0) }
      } else if byte == lineFeed {
        encoded.append(carriageReturn)
      }
      if byte == TelnetCommand.escape.rawValue { encoded.append(byte) }
      encoded.append(byte)
      lastWasReturn = byte == carriageReturn
    }
    if lastWasReturn { encoded.append(0) }
    return encoded
  }
}
