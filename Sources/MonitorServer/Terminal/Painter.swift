// Brings pictures to a terminal with as few bytes as can be; it must not know what they show.

/// A terminal's screen as it was left by the picture before.
struct Painter {
  /// What gives the terminal back as it was, whatever was painted.
  static let leave: [UInt8] = Array("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l".utf8)
  private static let enter: [UInt8] = Array("\u{1B}[?1049h\u{1B}[?25l".utf8)

  private var shown: Picture?

  /// What to send for this picture to be seen.
  mutating func paint(_ picture: Picture) -> [UInt8] {
    guard picture != shown else { return [] }
    var bytes = shown == nil ? Self.enter : []
    bytes += Array("\u{1B}[H\u{1B}[2J".utf8)
    bytes += picture.lines.joined(separator: Array("\r\n".utf8))
    shown = picture
    return bytes
  }
}
