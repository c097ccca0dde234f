// The one thread that owns every connection; it must not run a command, nor anything else that could block.
import Glibc

/// Waits for sockets, deadlines and mail, and gives each connection what is its own.
///
/// Confined to the thread that runs it. It calls no code of the host or the console: those run on workers.
final class EventLoop {
  private let acceptor: Acceptor
  private let mailbox: Mailbox
  private let limits: Limits
  private let runner: ReplyRunner
  private var connections: [ConnectionID: Connection] = [:]
  private var nextNumber: UInt64 = 0
  private var pollSet = PollSet()

  init(_ acceptor: Acceptor, _ limits: Limits, _ runner: ReplyRunner) {
    self.acceptor = acceptor
    self.limits = limits
    self.runner = runner
    mailbox = runner.mailbox
  }

  /// Serves until the mailbox says to stop; the sockets are closed when the loop itself is released.
  func run() {
    var now = Clock.now()
    while true {
      let wakeUpPlace = fillPollSet(now)
      do {
        try pollSet.wait(until: deadline(now), now: now)
      } catch {
        // Only for want of the kernel's memory; the results are not valid, and the next try may be better.
        _ = usleep(10_000)
        now = Clock.now()
        continue
      }
      now = Clock.now()
      if !pollSet[wakeUpPlace].isEmpty, !handleMail(now) { break }
      handleEvents(now)
      forgetGone(now)
    }
    for connection in connections.values { connection.flushBeforeStop(now) }
    connections = [:]
  }

  // MARK: - Waiting

  private var listenerPlaces: [Int] = []
  private var connectionPlaces: [(place: Int, id: ConnectionID)] = []

  private func fillPollSet(_ now: UInt64) -> Int {
    pollSet.removeAll()
    listenerPlaces = acceptor.add(to: &pollSet, now)
    connectionPlaces.removeAll(keepingCapacity: true)
    for connection in connections.values {
      if let place = connection.add(to: &pollSet) { connectionPlaces.append((place, connection.id)) }
    }
    return mailbox.wakeUp.add(to: &pollSet)
  }

  private func deadline(_ now: UInt64) -> UInt64? {
    var earliest =
      [acceptor.deadline, runner.workers.growIfWaiting(at: now)].compactMap(\.self).min() ?? .max
    for connection in connections.values { earliest = min(earliest, connection.deadline ?? .max) }
    return earliest == .max ? nil : earliest
  }

  // MARK: - What happened

  /// Whether to go on.
  private func handleMail(_ now: UInt64) -> Bool {
    let mail = mailbox.collect()
    for progress in mail.progress {
      if let connection = connections[progress.reply.connection] {
        connection.take(progress, now)
      } else {
        runner.discard(progress.reply, at: now)
      }
    }
    return !mail.isStopping
  }

  private func handleEvents(_ now: UInt64) {
    for (place, id) in connectionPlaces {
      // Looked up by its id, not its descriptor: one that has gone meanwhile is not there.
      let events = pollSet[place]
      if !events.isEmpty { connections[id]?.handle(events, now) }
    }
    for connection in connections.values {
      if let deadline = connection.deadline, now >= deadline { connection.advance(now) }
    }
    forgetGone(now)
    for (listener, place) in listenerPlaces.enumerated() where !pollSet[place].isEmpty {
      acceptor.accept(at: listener, now) { admit($0, now) }
    }
  }

  private func admit(_ socket: consuming Descriptor, _ now: UInt64) {
    // Fails for a Unix-domain socket, which does not need them.
    try? Syscall.setsockopt(socket, level: CInt(IPPROTO_TCP), name: TCP_NODELAY, value: 1)
    try? Syscall.setsockopt(socket, level: SOL_SOCKET, name: SO_KEEPALIVE, value: 1)
    let served = connections.values.count { !$0.isTurnedAway && $0.leavingSince == nil }
    nextNumber += 1
    let id = ConnectionID(number: nextNumber)
    let isTurnedAway = served >= limits.connections
    connections[id] = Connection(id, socket, limits, runner, now: now, isTurnedAway: isTurnedAway)
    if isTurnedAway { closeOldestLeaving(now) }
  }

  private func closeOldestLeaving(_ now: UInt64) {
    let leaving = connections.values.filter { $0.isTurnedAway || $0.leavingSince != nil }
    guard leaving.count > Limits.farewells else { return }
    if let oldest = leaving.min(by: { $0.id.number < $1.id.number }) { connections[oldest.id] = nil }
  }

  private func forgetGone(_ now: UInt64) {
    for (id, connection) in connections where connection.isGone {
      connection.abandon(now)
      connections[id] = nil
    }
  }
}
