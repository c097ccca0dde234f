// Finds the word that was probably meant; pure, and of use for verbs and options alike.

/// The "did you mean" of an error line.
enum Suggestion {
  /// More than this many slips, and any word would be near.
  private static let mostSlips = 2
  /// Longer words are no slip of a verb or an option; comparing them would cost more than it helps.
  private static let longestWord = 32

  /// The word nearest to what was typed, or `nil` if none is near.
  static func nearest(to typed: String, among words: [String]) -> String? {
    guard !typed.isEmpty, typed.utf8.count <= longestWord else { return nil }
    let lowered = typed.lowercased()
    if lowered.utf8.count > 1, let longer = words.first(where: { isLonger($0, than: lowered) }) {
      return longer
    }
    var best: (word: String, slips: Int)?
    for word in words where word.utf8.count > 1 || lowered == word {
      let slips = distance(Array(lowered.utf8), Array(word.utf8))
      // Half of a word wrong is another word.
      guard slips <= mostSlips, slips * 2 < max(word.utf8.count, lowered.utf8.count) else { continue }
      if slips < best?.slips ?? .max { best = (word, slips) }
    }
    return best?.word
  }

  private static func isLonger(_ word: String, than typed: String) -> Bool {
    word.hasPrefix(typed) && typed.contains { $0 != "-" }
  }

  /// Insertions, deletions, replacements and swaps of neighbours between two words.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, a) in left.enumerated() {
      var current = [row + 1]
      for (column, b) in right.enumerated() {
        var slips = min(last[column + 1] + 1, current[column] + 1, last[column] + (a == b ? 0 : 1))
        if row > 0, column > 0, a == right[column - 1], left[row - 1] == b {
          slips = min(slips, beforeLast[column - 1] + 1)
        }
        current.append(slips)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
