/// The Swift runtime's own 64-bit id of a task: never reused in a process, the same that LLDB prints.
public struct TaskID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The id as a number.
  public var rawValue: UInt64

  /// Wraps a number read from the runtime or typed by a person.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Decimal digits only, as listings print it.
  public var description: String { String(rawValue) }

  /// Orders by number; a task that was created later has the greater id.
  public static func < (left: TaskID, right: TaskID) -> Bool { left.rawValue < right.rawValue }
}
