// What is to be sent to one client; it must not know a socket.

import TaskRegistry

/// Bytes that wait until a client takes them.
struct Outbox {
  private var bytes: [UInt8] = []
  /// How many of them are sent.
  private var sent = 0

  /// The byte the client took last; a line begins after "\n".
  private var lastSent = UInt8(ascii: "\n")

  var count: Int { bytes.count - sent }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ more: [UInt8]) {
    // What is sent goes when it outweighs the rest: a reader that never quite catches up must not make us keep it all.
    if sent > count {
      bytes.removeFirst(sent)
      sent = 0
    }
    bytes += more
  }

  /// Drops what is not sent yet, but for the rest of a line that was begun.
  mutating func dropUnsent() {
    let lineFeed = UInt8(ascii: "\n")
    let rest = bytes[sent...]
    let kept = lastSent == lineFeed ? 0 : rest.firstIndex(of: lineFeed).map { $0 + 1 - sent } ?? rest.count
    bytes.removeSubrange((sent + kept)...)
  }

  /// Lets `send` take bytes from the front until it takes no more.
  mutating func drain(_ send: (UnsafeRawBufferPointer) throws(SystemError) -> Transfer) throws(SystemError) {
    while !isEmpty {
      let start = sent
      let transfer = try bytes.withUnsafeBufferPointer { all throws(SystemError) in
        try send(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[start...])))
      }
      guard case .moved(let count) = transfer, count > 0 else { return }
      sent += count
      lastSent = bytes[sent - 1]
    }
    // Freed, not kept: an idle connection should not hold the memory of the largest piece it was ever sent.
    bytes = []
    sent = 0
  }
}
