// Makes lines of bytes that come split and glued as the network likes; it must not know what a line means.

/// A push parser for lines of text.
///
/// A line ends in LF, CR LF, CR NUL or a lone CR. One that cannot be a command is given as one `unreadable` event at
/// its end, and nothing after it is lost.
struct LineBuffer {
  /// What a byte completed.
  enum Event: Equatable {
    case line(String)
    case unreadable(Fault)
  }

  /// Why a line cannot be a command.
  enum Fault: Equatable {
    /// Longer than the limit; its beginning is kept, for recognising who sent it.
    case tooLong(beginning: String)
    case notUTF8
    case controlByte(UInt8)
    /// A telnet escape that is none.
    case strayEscape
  }

  /// So much of a line that is too long is kept.
  static let keptBeginningBytes = 64

  private let maximumBytes: Int
  /// The line begun, without its end.
  private(set) var pending: [UInt8] = []
  private var fault: Fault?
  private var lastWasReturn = false

  init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

  /// Whether nothing of a line has come yet.
  var isEmpty: Bool { pending.isEmpty && fault == nil }

  /// Takes the next byte.
  mutating func push(_ byte: UInt8) -> Event? {
    let followsReturn = lastWasReturn
    lastWasReturn = byte == UInt8(ascii: "\r")
    switch byte {
    case UInt8(ascii: "\r"):
      return end()
    case UInt8(ascii: "\n"):
      return followsReturn ? nil : end()
    case 0 where followsReturn:
      return nil
    default:
      keep(byte)
      return nil
    }
  }

  /// Marks the line begun as unreadable: something was in it that is not text.
  mutating func spoil() { if fault == nil { fault = .strayEscape } }

  /// Takes back the last character of the line begun.
  mutating func eraseCharacter() {
    while let byte = pending.popLast(), UTF8.isContinuation(byte) {}
  }

  /// Forgets the line begun.
  mutating func eraseLine() {
    pending.removeAll(keepingCapacity: true)
    fault = nil
    lastWasReturn = false
  }

  /// Gives what was begun as a line, at the end of the input.
  mutating func finish() -> Event? { isEmpty ? nil : end() }

  private mutating func keep(_ byte: UInt8) {
    if case .tooLong = fault { return }
    guard pending.count < maximumBytes else {
      let beginning = String(decoding: pending.prefix(Self.keptBeginningBytes), as: UTF8.self)
      fault = .tooLong(beginning: beginning)
      pending = []
      return
    }
    pending.append(byte)
    let isControl = byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7F
    if isControl && fault == nil { fault = .controlByte(byte) }
  }

  private mutating func end() -> Event {
    defer {
      pending.removeAll(keepingCapacity: true)
      fault = nil
    }
    if let fault { return .unreadable(fault) }
    guard let line = String(validating: pending, as: UTF8.self) else { return .unreadable(.notUTF8) }
    return .line(line)
  }
}

extension LineBuffer.Fault {
  /// What was wrong and what would be right, for the person or script that sent it.
  func explanation(maximumBytes: Int) -> String {
    switch self {
    case .tooLong: "the line is longer than \(maximumBytes) bytes; send a shorter one"
    case .notUTF8: "the line is not UTF-8; send it as UTF-8 text"
    case .controlByte(0x1B):
      "the line has an escape sequence in it, as an arrow key sends; type plain text"
    case .controlByte(let byte):
      "the line has the control character \(byte) in it; send plain text, one command a line"
    case .strayEscape: "the line has bytes in it that are neither text nor telnet; send UTF-8 text"
    }
  }
}
