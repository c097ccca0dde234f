// The configuration's limits in the units the loop counts in, and those nobody has to configure; it must not enforce any.

/// Every bound on what clients can make the server hold or wait for.
struct Limits: Sendable {
  let connections: Int
  let lineBytes: Int
  let queuedLines: Int
  let queuedOutputBytes: Int
  /// In nanoseconds, as all spans here.
  let idle: UInt64
  let stall: UInt64
  let grace: UInt64

  /// How many bytes are read from a client at once.
  ///
  /// The shortest line that costs an answer has two bytes, so this also bounds what one read of a script can add to the
  /// outbox; what a terminal's keys can add, the session bounds.
  static let readBytes = 4_096
  /// How many connections are accepted before the others get their turn.
  static let acceptBatch = 64
  /// How long a connection that was ended is still listened to.
  ///
  /// Closing while bytes come in resets the connection, and a client may then lose the lines that tell why.
  static let farewell: UInt64 = 1_000_000_000
  /// How many such connections there may be; then the oldest is closed at once.
  static let farewells = 64
  /// How long not to accept when the system has no descriptor or memory to give.
  static let acceptPause: UInt64 = 100_000_000
  /// How long after an Escape the rest of a key may come; then it was the key of that name.
  ///
  /// Terminals send keys whole, and slow lines tear them seldom; longer, and Escape would feel slow.
  static let escape: UInt64 = 50_000_000
  /// How long `stop` waits for workers that are blocked in a command.
  static let stopPatience: UInt64 = 1_000_000_000

  init(_ configuration: Monitor.Configuration) {
    connections = configuration.maximumConnections
    lineBytes = configuration.maximumLineBytes
    queuedLines = configuration.maximumQueuedLines
    queuedOutputBytes = configuration.maximumQueuedOutputBytes
    idle = configuration.idleTimeLimit.clampedNanoseconds
    stall = configuration.stallTimeLimit.clampedNanoseconds
    grace = configuration.greetingDelay.clampedNanoseconds
  }

  /// A reply goes on when no more than this waits to be sent; a screen, only when all was taken: a slow line is shown
  /// fewer pictures, not old ones.
  var lowWater: Int { queuedOutputBytes / 4 }
}
