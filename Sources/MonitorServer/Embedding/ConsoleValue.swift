// A value of the program's that the console can print; it must not know how.

/// A value as the console knows it.
public enum ConsoleValue: Sendable, Equatable {
  /// A whole number.
  case integer(Int128)
  /// A number; what is not finite is null in JSON.
  case double(Double)
  /// Text; beyond 64 KiB it is cut, in a table at 60 columns.
  case text(String)
  /// Yes or no; `true` or `false` in JSON.
  case bool(Bool)
  /// A time; in JSON whole nanoseconds.
  case duration(Duration)
  /// What is not known: `-` in text, null in JSON.
  case unknown
}

/// What can be shown by ``Monitor/expose(_:unit:_:)`` and in rows of a command's output.
///
/// Whole numbers, `Double`, `Float`, `String`, `Substring`, `Bool`, `Duration` and optionals of them are; a type of the program's
/// own becomes one by saying which value stands for it.
public protocol ConsoleValueConvertible: Sendable {
  /// The value that is shown; made on the program's thread.
  var consoleValue: ConsoleValue { get }
}

extension ConsoleValue: ConsoleValueConvertible {
  /// The value itself.
  public var consoleValue: ConsoleValue { self }
}

extension ConsoleValueConvertible where Self: FixedWidthInteger {
  /// The number, exact; what has more than 128 bits is brought within.
  public var consoleValue: ConsoleValue { .integer(Int128(clamping: self)) }
}

extension Int: ConsoleValueConvertible {}
extension Int8: ConsoleValueConvertible {}
extension Int16: ConsoleValueConvertible {}
extension Int32: ConsoleValueConvertible {}
extension Int64: ConsoleValueConvertible {}
extension UInt: ConsoleValueConvertible {}
extension UInt8: ConsoleValueConvertible {}
extension UInt16: ConsoleValueConvertible {}
extension UInt32: ConsoleValueConvertible {}
extension UInt64: ConsoleValueConvertible {}

extension Double: ConsoleValueConvertible {
  /// The number.
  public var consoleValue: ConsoleValue { .double(self) }
}

extension Float: ConsoleValueConvertible {
  /// The number.
  public var consoleValue: ConsoleValue { .double(Double(self)) }
}

extension Bool: ConsoleValueConvertible {
  /// Yes or no.
  public var consoleValue: ConsoleValue { .bool(self) }
}

extension String: ConsoleValueConvertible {
  /// The text.
  public var consoleValue: ConsoleValue { .text(self) }
}

extension Substring: ConsoleValueConvertible {
  /// The text.
  public var consoleValue: ConsoleValue { .text(String(self)) }
}

extension Duration: ConsoleValueConvertible {
  /// The time.
  public var consoleValue: ConsoleValue { .duration(self) }
}

extension Optional: ConsoleValueConvertible where Wrapped: ConsoleValueConvertible {
  /// The value, or what stands for none: unknown.
  public var consoleValue: ConsoleValue { self?.consoleValue ?? .unknown }
}
