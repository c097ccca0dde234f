// What a connection does with its socket, its session's effects and its reply; it must not decide when.

import TaskRegistry

extension Connection {
  func read(_ now: UInt64) {
    do {
      let bytes = try Self.receive(from: socket)
      guard let bytes else { return }
      lastActivity = now
      lastRead = now
      if bytes.isEmpty { hasInputEnded = true }
      if leavingSince == nil { unread = bytes[...] }
    } catch {
      isGone = true
    }
  }

  /// What the client has sent; empty at its end, `nil` if there is nothing yet.
  private static func receive(from socket: borrowing Descriptor) throws(SystemError) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: Limits.readBytes)
    let transfer = try bytes.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
      try Syscall.recv(socket, UnsafeMutableRawBufferPointer(buffer))
    }
    guard case .moved(let count) = transfer else { return nil }
    bytes.removeSubrange(count...)
    return bytes
  }

  /// Gives the session what it wants of what was read, as long as its answers find room.
  func consume(_ now: UInt64) {
    while !unread.isEmpty, session.wantsInput, outbox.count < limits.queuedOutputBytes, !isGone {
      perform(session.receive(&unread), now)
      flush(now)
    }
    if session.isClosing { unread = [] }
    if hasInputEnded && unread.isEmpty {
      perform(session.inputEnded(), now)
      flush(now)
    }
  }

  func perform(_ effects: [Session.Effect], _ now: UInt64) {
    for effect in effects {
      switch effect {
      case .send(let bytes):
        enqueue(bytes, now)
      case .greet:
        begin(.greeting, now)
      case .run(let line, var audience):
        audience.session = UInt32(clamping: id.number)
        begin(.line(line, audience), now)
      case .complete(let line):
        begin(.completion(line), now)
      case .input(let keys, let size):
        reply?.input.add(keys, size)
        hasKeys = true
        resumption = now
      case .cancel:
        dropReply(now)
        outbox.dropUnsent()
      case .stop:
        dropReply(now)
      case .close:
        isClosing = true
      }
    }
  }

  /// Says what a worker has made of the reply, and does what comes after.
  func follow(_ progress: ReplyProgress, _ now: UInt64) {
    if case .completion(let completion) = progress.next {
      reply = nil
      return perform(session.completed(completion), now)
    }
    perform(session.replySays(progress.bytes, kind: progress.kind), now)
    // It may have been stopped by what was typed before it was there.
    guard progress.reply === reply else { return }
    switch progress.next {
    case .step(.more):
      resumption = now
    case .step(.later(let nanoseconds)):
      // Keys that came meanwhile are not to wait for that.
      resumption = hasKeys ? now : now.later(by: nanoseconds)
    case .step(.finished):
      reply = nil
      perform(session.replyEnded(), now)
    case .quit:
      reply = nil
      perform(session.leave(), now)
    case .question(let question):
      reply = nil
      perform(session.replyAsks(question), now)
    case .setting(let setting):
      reply = nil
      perform(session.replyChanges(setting), now)
    case .completion:
      break
    }
  }

  func begin(_ source: RunningReply.Source, _ now: UInt64) {
    reply = RunningReply(connection: id, source: source)
    isStepping = false
    resumption = now
  }

  func dropReply(_ now: UInt64) {
    guard let dropped = reply else { return }
    reply = nil
    dropped.abandon()
    // One that a worker has is freed there, or when its progress comes back.
    if !isStepping { runner.discard(dropped, at: now) }
  }

  func enqueue(_ bytes: [UInt8], _ now: UInt64) {
    guard !bytes.isEmpty else { return }
    if outbox.isEmpty { lastTaken = now }
    outbox.append(bytes)
  }

  func flush(_ now: UInt64) {
    guard !isGone, !outbox.isEmpty else { return }
    let before = outbox.count
    do {
      try outbox.drain { bytes throws(SystemError) in try Syscall.send(socket, bytes) }
    } catch {
      isGone = true
    }
    if outbox.count < before {
      lastTaken = now
      lastActivity = now
    }
  }

  func leave(_ now: UInt64) {
    do {
      try Syscall.shutdown(socket)
      leavingSince = now
    } catch {
      isGone = true
    }
    if hasInputEnded { isGone = true }
  }
}
