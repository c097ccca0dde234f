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
  let graceEnd: UInt64
  var lastActivity: UInt64
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
    dropReply(now)
    flush(now)
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
    if isReplyResting && outbox.count <= limits.lowWater { deadlines.append(resumption) }
    return deadlines.min()
  }

  var isReading: Bool {
    if hasInputEnded { return false }
    if leavingSince != nil { return true }
    return session.wantsInput && unread.isEmpty && outbox.count < limits.queuedOutputBytes
  }

  var isReplyResting: Bool { reply != nil && !isStepping }
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
    enqueue(session.encode(progress.bytes), now)
    switch progress.next {
    case .step(.more):
      resumption = now
    case .step(.later(let nanoseconds)):
      resumption = now.later(by: nanoseconds)
    case .step(.finished):
      reply = nil
      perform(session.replyEnded(), now)
    case .quit:
      reply = nil
      perform(session.leave(), now)
    }
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
    consume(now)
    if isReplyResting, let reply, outbox.count <= limits.lowWater, now >= resumption {
      isStepping = true
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
