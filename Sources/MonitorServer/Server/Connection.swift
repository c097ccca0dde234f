// One client: joins its socket, its session, its reply and its bounds; it must not know the other clients.

/// A client's connection, owned by the loop's thread.
///
/// The loop gives it events and the time, and asks what to wait for. Every entry ends in `advance`, which does
/// whatever has become possible, so no event can be missed for having come in an unusual order. Its stored properties
/// are for its extensions alone, but for those the loop asks.
final class Connection {
  let id: ConnectionID
  /// Whether it came when all places were taken, and only waits for its error line to arrive.
  let isTurnedAway: Bool
  /// Whether it is to be forgotten; that closes the socket.
  var isGone = false
  /// When it began to leave: everything is sent, only the client's own end is waited for.
  var leavingSince: UInt64?

  let socket: Descriptor
  let limits: Limits
  let runner: ReplyRunner
  var session: Session
  var outbox = Outbox()
  /// Bytes that were read, but that the session does not want yet.
  var unread: ArraySlice<UInt8> = []
  var hasInputEnded = false
  /// The client has closed both directions; there is nothing to poll for.
  var isHungUp = false
  var isClosing = false
  var reply: RunningReply?
  /// Whether a worker has the reply.
  var isStepping = false
  /// When the reply wants to go on.
  var resumption: UInt64 = 0
  /// Whether keys have come for a screen since its step began.
  var hasKeys = false
  let graceEnd: UInt64
  var lastActivity: UInt64
  var lastRead: UInt64
  var lastTaken: UInt64

  init(
    _ id: ConnectionID, _ socket: consuming Descriptor, _ limits: Limits, _ runner: ReplyRunner, now: UInt64,
    isTurnedAway: Bool
  ) {
    self.id = id
    self.socket = socket
    self.limits = limits
    self.runner = runner
    self.isTurnedAway = isTurnedAway
    session = Session(maximumLineBytes: limits.lineBytes, maximumQueuedLines: limits.queuedLines)
    graceEnd = now.later(by: limits.grace)
    lastActivity = now
    lastRead = now
    lastTaken = now
    if isTurnedAway {
      let count = limits.connections
      perform(session.refuse("all \(count) connections are in use; close one, or try again later"), now)
      advance(now)
    }
  }

  /// Gives up what is not done; the loop calls it before it forgets the connection.
  func abandon(_ now: UInt64) {
    isGone = true
    dropReply(now)
  }

  /// Sends what can be sent at once, when the server stops.
  func flushBeforeStop(_ now: UInt64) {
    perform(session.end(), now)
    flush(now)
    dropReply(now)
    if !isGone { try? Syscall.shutdown(socket) }
  }
}

// MARK: - What the loop waits for

extension Connection {
  /// Adds itself to a wait, unless nothing can happen to it from outside; returns its place there.
  func add(to set: inout PollSet) -> Int? {
    if isHungUp && !isReading && outbox.isEmpty { return nil }
    var events: PollSet.Events = []
    if isReading { events.insert(.readable) }
    if !outbox.isEmpty { events.insert(.writable) }
    return set.add(socket, events)
  }

  /// When to call `advance` even if nothing happens.
  var deadline: UInt64? {
    if let leavingSince { return leavingSince.later(by: Limits.farewell) }
    var deadlines: [UInt64] = []
    if session.visitor == .unknown && !isClosing { deadlines.append(graceEnd) }
    if !outbox.isEmpty { deadlines.append(lastTaken.later(by: limits.stall)) }
    if isIdle { deadlines.append(lastActivity.later(by: limits.idle)) }
    if isReplyReady { deadlines.append(resumption) }
    if isInEscape { deadlines.append(lastRead.later(by: Limits.escape)) }
    return deadlines.min()
  }

  var isReading: Bool {
    if hasInputEnded { return false }
    if leavingSince != nil { return true }
    return session.wantsInput && unread.isEmpty && outbox.count < limits.queuedOutputBytes
  }

  /// Whether the reply may go on as soon as it wants to.
  var isReplyReady: Bool {
    reply != nil && !isStepping && session.wantsOutput
      && outbox.count <= (session.isInScreen ? 0 : limits.lowWater)
  }
  var isInEscape: Bool { session.isInEscape && unread.isEmpty && !isClosing }
  var isIdle: Bool { !session.isWorking && !isClosing && outbox.isEmpty }
}

// MARK: - What happens

extension Connection {
  /// Something happened to the socket.
  func handle(_ events: PollSet.Events, _ now: UInt64) {
    if events.contains(.failed) {
      isGone = true
      return
    }
    if events.contains(.hungUp) { isHungUp = true }
    if isReading && !events.isDisjoint(with: [.readable, .hungUp]) { read(now) }
    advance(now)
  }

  /// A worker has made a piece.
  func take(_ progress: ReplyProgress, _ now: UInt64) {
    guard progress.reply === reply else {
      runner.discard(progress.reply, at: now)
      return
    }
    isStepping = false
    lastActivity = now
    follow(progress, now)
    advance(now)
  }

  /// Does what has become possible, by what came or by time.
  func advance(_ now: UInt64) {
    if let leavingSince {
      if hasInputEnded || now >= leavingSince.later(by: Limits.farewell) { isGone = true }
      return
    }
    flush(now)
    if session.visitor == .unknown && now >= graceEnd {
      // A word that came while this thread did not run came in time.
      if isReading { read(now) }
      if unread.isEmpty && !hasInputEnded { perform(session.graceEnded(), now) }
    }
    if isInEscape && now >= lastRead.later(by: Limits.escape) {
      // The same holds for the rest of a key.
      if isReading { read(now) }
      if isInEscape { perform(session.keyTimedOut(), now) }
    }
    consume(now)
    if isReplyReady, let reply, now >= resumption {
      isStepping = true
      hasKeys = false
      runner.step(reply, at: now)
    }
    if !outbox.isEmpty && now >= lastTaken.later(by: limits.stall) { isGone = true }
    if isIdle && now >= lastActivity.later(by: limits.idle) {
      perform(session.refuse("nothing was asked for a long time, so this connection is closed"), now)
      flush(now)
    }
    if isClosing && outbox.isEmpty && !isGone { leave(now) }
  }
}
