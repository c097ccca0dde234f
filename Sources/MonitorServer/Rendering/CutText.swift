// Makes text fit: what is too wide loses its middle, never half of a character or of an escape. It knows no table.

/// Cuts text that is ready for a terminal.
///
/// Wide characters, escapes as ``SafeText`` makes them and colours as ``Style`` makes them are each kept or left out
/// as a whole; colours are all kept, so that what was begun is ended.
enum CutText {
  /// What of a text is worth most.
  enum Manner {
    /// Both ends.
    case middle
    /// The first word, as `File.swift:42` of a place; then both ends of the rest.
    case afterFirstWord
    /// The beginning, as of a row whose columns are to stay where they are.
    case beginning
  }

  /// The rest is not worth showing in fewer columns.
  private static let shortestRest = 3

  /// Appends `text` cut to at most `limit` columns, and returns how many it takes.
  static func append(
    _ text: [UInt8], to output: inout ByteBuffer, limit: Int, _ manner: Manner = .middle
  ) -> Int {
    var pieces = TextPieces.pieces(of: text)
    let gap = gap(in: &pieces, limit: limit, manner)
    var columns = 0
    for (index, piece) in pieces.enumerated() {
      if index == gap.lowerBound, !gap.isEmpty, limit > 0 {
        output.append("…")
        columns += 1
      }
      guard piece.isColor || !gap.contains(index) else { continue }
      output.append(contentsOf: text[piece.bytes])
      columns += piece.columns
    }
    return columns
  }

  /// Which pieces are left out.
  private static func gap(
    in pieces: inout [TextPieces.Piece], limit: Int, _ manner: Manner
  ) -> Range<Int> {
    guard width(of: pieces[...]) > limit else { return 0..<0 }
    guard limit > 0 else { return 0..<pieces.count }
    if manner == .beginning { return middle(of: pieces, from: 0, room: limit, head: limit - 1) }
    if manner == .afterFirstWord, let blank = pieces.firstIndex(where: \.isBlank) {
      let word = width(of: pieces[..<blank])
      if word + 1 + shortestRest <= limit {
        return middle(of: pieces, from: blank + 1, room: limit - word - 1)
      }
      if word < limit { return blank..<pieces.count }
      pieces.removeSubrange(blank..<pieces.count - pieces.reversed().prefix(while: \.isColor).count)
      if word == limit { return 0..<0 }
    }
    return middle(of: pieces, from: 0, room: limit)
  }

  private static func width(of pieces: ArraySlice<TextPieces.Piece>) -> Int {
    pieces.reduce(0) { $0 + $1.columns }
  }

  private static func middle(
    of pieces: [TextPieces.Piece], from start: Int, room: Int, head: Int? = nil
  ) -> Range<Int> {
    let head = head ?? room / 2
    var low = start
    var left = head
    while low < pieces.count, pieces[low].columns <= left {
      left -= pieces[low].columns
      low += 1
    }
    var high = pieces.count
    left = room - 1 - head
    while high > low, pieces[high - 1].columns <= left {
      left -= pieces[high - 1].columns
      high -= 1
    }
    // A mark that combines with the character before stays with it.
    while high < pieces.count, pieces[high].columns == 0, !pieces[high].isColor { high += 1 }
    return low..<high
  }
}
