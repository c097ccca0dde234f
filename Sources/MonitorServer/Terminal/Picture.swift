// What is to be seen on a terminal, as values; it must not know what is there already.

/// The rows of a screen, each cut to its width.
struct Picture: Equatable, Sendable {
  var size: TerminalSize
  /// Text as ``TextBuffer`` makes it, without its end of line.
  var lines: [[UInt8]]

  /// Lines ending in "\n"; what is too much for the screen is left out.
  init(_ text: ArraySlice<UInt8>, size: TerminalSize) {
    self.size = size
    lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .prefix(size.rows).map(Array.init)
  }
}
