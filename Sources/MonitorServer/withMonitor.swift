// The monitor for the length of a scope; it must not do anything that start and stop do not.

/// Runs the monitor while `operation` runs.
///
/// The operation runs where the caller does, and may throw; the monitor is stopped either way before this returns.
///
/// - Parameters:
///   - configuration: where to listen, and every limit.
///   - operation: what to do meanwhile; it is given the running monitor.
/// - Returns: what the operation returns.
/// - Throws: a ``MonitorError`` if the monitor could not start, without calling the operation; else what the operation
///   throws.
nonisolated(nonsending)
  public func withMonitor<Result>(
    _ configuration: Monitor.Configuration = .init(),
    operation: nonisolated(nonsending) (Monitor) async throws -> Result
  ) async throws -> Result
{
  let monitor = try Monitor.start(configuration)
  defer { monitor.stop() }
  return try await operation(monitor)
}
