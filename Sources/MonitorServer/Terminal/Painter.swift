// Brings pictures to a terminal with as few bytes as can be; it must not know what they show.

/// A terminal's screen as it was left by the picture before.
///
/// Nothing is ever cleared before it is drawn, and nothing is scrolled, so that the eye sees only what has changed.
struct Painter {
  /// What gives the terminal back as it was, whatever was painted.
  static let leave: [UInt8] = Array("\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l".utf8)
  /// The other screen, without its cursor, and without going on in the next row behind the last column: a character in
  /// the last place of all would make a terminal scroll.
  private static let enter: StaticString = "\u{1B}[?1049h\u{1B}[?7l\u{1B}[?25l"

  private var shown: Picture?

  /// What to send for this picture to be seen.
  mutating func paint(_ picture: Picture) -> [UInt8] {
    guard picture != shown else { return [] }
    var pen = Pen(columns: picture.size.columns)
    if let shown, shown.size == picture.size {
      for row in picture.rows.indices { pen.change(row, from: shown.rows[row], to: picture.rows[row]) }
    } else {
      if shown == nil { pen.write(Self.enter) }
      for row in picture.rows.indices { pen.draw(row, picture.rows[row]) }
    }
    pen.rest()
    shown = picture
    return Array(pen.bytes)
  }
}
