// What colours mean, and how a terminal is told; it must not know what is coloured.

/// A meaning that a terminal can show besides what the words say; never the only sign of it.
enum Style: Sendable {
  /// Titles of columns and sections.
  case heading
  /// What matters less.
  case dim
  /// What is well.
  case good
  /// What deserves a look.
  case warning
  /// What is wrong.
  case alarm
  /// The row that keys act on.
  case selected

  /// "Select graphic rendition" (ECMA-48, 8.3.117).
  var begin: StaticString {
    switch self {
    case .heading: "\u{1B}[1m"
    case .dim: "\u{1B}[2m"
    case .good: "\u{1B}[32m"
    case .warning: "\u{1B}[33m"
    case .alarm: "\u{1B}[1;31m"
    case .selected: "\u{1B}[7m"
    }
  }

  /// Back to plain text.
  static let end: StaticString = "\u{1B}[0m"
}
