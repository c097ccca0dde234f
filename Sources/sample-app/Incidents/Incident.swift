// Things that go wrong on purpose, so that there is something to find with the monitor.

/// One way to misbehave, while the service goes on.
protocol Incident: Sendable {
  /// What `--incident` calls it.
  var name: String { get }
  /// One line for `--help`.
  var summary: String { get }
  /// Misbehaves. Cancelled when the service ends; nobody waits for it.
  func run() async
}

enum Incidents {
  static let all: [any Incident] = [
    BlockIncident(), LeakIncident(), StuckIncident(), SpinIncident(), IgnoreCancelIncident(),
    ContentionIncident(),
    DeadlockIncident(), SlowConsumerIncident(), FloodIncident(),
  ]

  static func named(_ name: String) -> (any Incident)? { all.first { $0.name == name } }
}
