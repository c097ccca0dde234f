// A session's conversation as a test plays and reads it; it must not know what a command answers.
@testable import MonitorServer

/// A session with what it did, as a test reads it.
struct Talk {
  var session = Session(maximumLineBytes: 100, maximumQueuedLines: 8)
  var effects: [Session.Effect] = []
  let isByteByByte: Bool

  init(isByteByByte: Bool = false) { self.isByteByByte = isByteByByte }

  mutating func receive(_ text: String) { receive(Array(text.utf8)) }

  mutating func receive(_ bytes: [UInt8]) {
    let packets = isByteByByte ? bytes.map { [$0] } : [bytes]
    for packet in packets {
      var input = packet[...]
      effects += session.receive(&input)
    }
  }

  mutating func wait() { effects += session.graceEnded() }
  mutating func end() { effects += session.inputEnded() }
  mutating func replyEnds() { effects += session.replyEnded() }
  mutating func says(_ text: String, _ kind: Session.ReplyKind = .plain) {
    effects += session.replySays(Array(text.utf8), kind: kind)
  }

  /// What was done since the last time; adjacent sends are one, as they are on the wire.
  mutating func done() -> [Session.Effect] {
    defer { effects = [] }
    var merged: [Session.Effect] = []
    for effect in effects {
      if case .send(let more) = effect, case .send(let bytes)? = merged.last {
        merged[merged.count - 1] = .send(bytes + more)
      } else {
        merged.append(effect)
      }
    }
    return merged
  }

  /// A person who has been greeted and prompted.
  static func person(isByteByByte: Bool = false) -> Talk {
    var talk = Talk(isByteByByte: isByteByByte)
    talk.wait()
    talk.replyEnds()
    _ = talk.done()
    return talk
  }

  /// A person at GNU inetutils' telnet, with the prompt on the terminal.
  static func terminal(isByteByByte: Bool = false) -> Talk {
    var talk = person(isByteByByte: isByteByByte)
    for answer in Telnet.inetutils { talk.receive(answer) }
    _ = talk.done()
    return talk
  }
}

/// What telnet clients send, and what they are sent, byte by byte as it was captured.
enum Telnet {
  static let interrupt: [UInt8] = [255, 244]
  static let timingMark: [UInt8] = [255, 253, 6]
  /// The question to whoever is greeted, and what wipes it away.
  static let probe: [UInt8] = [255, 253, 31] + Array("\r            \r".utf8)
  /// The server wants to echo, no go-aheads on either side, and the terminal's name.
  static let wishes: [UInt8] = [255, 251, 1, 255, 251, 3, 255, 253, 3, 255, 253, 24]
  static let nameRequest: [UInt8] = [255, 250, 24, 1, 255, 240]
  /// GNU inetutils' telnet in a window of 90 columns and 25 rows: to the probe, to the wishes, to the request.
  static let inetutils: [[UInt8]] = [
    [255, 251, 31, 255, 250, 31, 0, 90, 0, 25, 255, 240],
    [255, 253, 1, 255, 253, 3, 255, 251, 3, 255, 251, 24],
    [255, 250, 24, 0] + Array("TMUX-256COLOR".utf8) + [255, 240],
  ]

  static func size(_ columns: UInt8, _ rows: UInt8) -> [UInt8] {
    [255, 250, 31, 0, columns, 0, rows, 255, 240]
  }
}

extension Session.Effect {
  static func send(_ text: String) -> Session.Effect { .send(Array(text.utf8)) }
}

extension Audience {
  /// A person whose client sends lines.
  static let person = Audience(isInteractive: true)
  static let script = Audience(isInteractive: false)

  /// A person at the terminal of ``Telnet/inetutils``.
  static let atTerminal = Audience(
    isInteractive: true, terminal: TerminalSize(columns: 90, rows: 25), usesColor: true, usesPaging: true)
}
