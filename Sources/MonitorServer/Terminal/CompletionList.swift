// What a person sees of the words that would fit; it must not know who found them, nor the line they are for.

/// Candidates laid out below the line that they are for.
enum CompletionList {
  /// So many are shown; the others are counted.
  static let mostShown = 40
  /// So many get a row of their own, with what tells them apart.
  static let mostWithHints = 16
  /// A hint that has less room than this says nothing.
  private static let leastHintColumns = 8
  private static let gap = 2

  /// Lines ending in "\n", none wider than the terminal.
  static func lines(of candidates: [LineCompletion.Candidate], columns: Int, usesColor: Bool) -> [UInt8] {
    var text = TextBuffer(usesColor: usesColor)
    let shown = candidates.prefix(mostShown)
    // The last column stays free: some terminals have a row more after a full one.
    let limit = max(columns - 1, 1)
    let words = shown.map { Word($0.word, limit: limit) }
    let widest = words.reduce(0) { max($0, $1.columns) }
    let hintColumns = limit - widest - gap
    if candidates.count <= mostWithHints && shown.contains(where: { $0.hint != nil })
      && hintColumns >= leastHintColumns
    {
      for (candidate, word) in zip(shown, words) {
        word.append(to: &text)
        if let hint = candidate.hint {
          text.pad(to: widest + gap)
          text.append(.dim) { $0.append(safe: hint, limit: hintColumns) }
        }
        text.endLine()
      }
    } else {
      table(words, cell: widest + gap, columns: limit, &text)
    }
    if candidates.count > shown.count {
      text.append("… and ")
      text.append(candidates.count - shown.count)
      text.line(" more")
    }
    return Array(text.bytes)
  }

  /// A line that says what is expected.
  static func hint(_ hint: String, columns: Int, usesColor: Bool) -> [UInt8] {
    var text = TextBuffer(usesColor: usesColor)
    text.append(.dim) { $0.append(safe: hint, limit: max(columns - 1, 1)) }
    text.endLine()
    return Array(text.bytes)
  }

  /// As many columns of words as fit, read downwards.
  private static func table(_ words: [Word], cell: Int, columns: Int, _ text: inout TextBuffer) {
    let across = max((columns + gap) / cell, 1)
    let down = (words.count + across - 1) / across
    for row in 0..<down {
      for (position, index) in stride(from: row, to: words.count, by: down).enumerated() {
        text.pad(to: position * cell)
        words[index].append(to: &text)
      }
      text.endLine()
    }
  }

  /// A word, cut in the middle where it is too wide, and its width.
  private struct Word {
    private let text: String
    private let limit: Int
    let columns: Int

    init(_ text: String, limit: Int) {
      self.text = text
      self.limit = limit
      var buffer = ByteBuffer()
      columns = SafeText.append(text, to: &buffer, limit: limit)
    }

    func append(to buffer: inout TextBuffer) { buffer.append(safe: text, limit: limit) }
  }
}
