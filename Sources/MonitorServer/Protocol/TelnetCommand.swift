// The telnet protocol's numbers by their names in RFC 854 and 855; it must not decide anything.

/// The byte after "interpret as command".
enum TelnetCommand: UInt8 {
  case endOfFile = 236
  case suspend = 237
  case abort = 238
  case endOfRecord = 239
  case subnegotiationEnd = 240
  case noOperation = 241
  case dataMark = 242
  case breakKey = 243
  case interruptProcess = 244
  case abortOutput = 245
  case areYouThere = 246
  case eraseCharacter = 247
  case eraseLine = 248
  case goAhead = 249
  case subnegotiation = 250
  case will = 251
  case wont = 252
  case `do` = 253
  case dont = 254
  /// "Interpret as command"; twice, it is the byte 255 itself.
  case escape = 255
}

/// What one side says about an option.
enum TelnetVerb: UInt8 {
  /// "I want to use it", or "yes" to `do`.
  case will = 251
  /// "I do not use it."
  case wont = 252
  /// "Please use it", or "yes" to `will`.
  case `do` = 253
  /// "Please do not use it."
  case dont = 254
}

/// What can be negotiated about, as far as it is known here.
enum TelnetOption: UInt8 {
  /// Bytes are not characters of a network terminal (RFC 856).
  case binary = 0
  /// The one that has it shows what the other types (RFC 857).
  case echo = 1
  /// Nobody waits for his turn; together with echo, every key is sent at once (RFC 858).
  case suppressGoAhead = 3
  /// An answer that comes in the order of the output (RFC 860).
  case timingMark = 6
  /// The terminal's name (RFC 1091).
  case terminalType = 24
  /// The terminal's columns and rows (RFC 1073).
  case windowSize = 31
}
