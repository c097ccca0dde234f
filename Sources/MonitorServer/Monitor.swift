import TaskRegistry

/// The monitor of this process: observes its tasks and answers on a TCP port.
public final class Monitor: Sendable {
  /// Where it listens, and every limit.
  public struct Configuration: Sendable {
    /// The address to listen on.
    ///
    /// There is no authentication, so the default is loopback only.
    public var host = "127.0.0.1"
    /// The TCP port; 0 takes any free one.
    public var port: UInt16 = 50101

    /// The defaults.
    public init() {}
  }

  /// The bound port.
  public let port: UInt16

  private init(port: UInt16) { self.port = port }

  /// Starts observing and listening.
  public static func start(_ configuration: Configuration = .init()) throws(MonitorError) -> Monitor {
    Monitor(port: configuration.port)
  }

  /// Closes the socket and stops observing; idempotent.
  public func stop() {}
}

/// Why the monitor could not start.
public struct MonitorError: Error, Sendable {}
