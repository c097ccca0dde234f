// Makes text fit for a telnet client; it must not be used for one that has not shown itself to be telnet.

/// The server's text as RFC 854 wants it on the wire.
struct TelnetEncoder {
  private var lastWasReturn = false

  /// Lines end in CR LF, and the byte 255 stands twice.
  mutating func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.underestimatedCount + bytes.underestimatedCount / 16)
    for byte in bytes {
      if byte == UInt8(ascii: "\n") && !lastWasReturn { encoded.append(UInt8(ascii: "\r")) }
      if byte == TelnetCommand.escape.rawValue { encoded.append(byte) }
      encoded.append(byte)
      lastWasReturn = byte == UInt8(ascii: "\r")
    }
    return encoded
  }
}
