// A value that the program exposes; it must not know how it is shown.
import TaskRegistry

/// A value with a name, asked for by whoever wants to see it.
final class ExposedValue: Sendable {
  let name: String
  let unit: String?
  private let read: @Sendable () async throws -> ConsoleValue
  private let latest = Guarded<ProgramCall<ConsoleValue>?>(nil)

  init(_ name: String, unit: String?, _ read: @escaping @Sendable () async throws -> ConsoleValue) {
    self.name = name
    self.unit = unit
    self.read = read
  }

  /// Asks for the value, or joins whoever has asked and has no answer yet: one that never answers holds one task.
  func ask(_ calls: ProgramCalls) -> ProgramCall<ConsoleValue> {
    latest.withLock { latest in
      if let latest, !latest.hasEnded { return latest }
      let call = calls.beginUncounted(name, read)
      latest = call
      return call
    }
  }
}
