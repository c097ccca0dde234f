// Tab: asking what a word could become, and taking the answer; it must not know who answers, nor how.

extension LineEditor {
  mutating func complete() -> [Effect] {
    guard screen.isShown else { return [] }
    isCompleting = true
    return [.complete(line.textBeforeCursor)]
  }

  /// Takes the answer to ``Effect/complete(_:)``; nothing happens if a key has come since.
  ///
  /// The only candidate is inserted with a blank behind it, of several what they have in common. If that is nothing
  /// more than what stands there already, they are listed below the line.
  mutating func completed(_ completion: LineCompletion) -> [Effect] {
    guard isCompleting else { return [] }
    isCompleting = false
    let before = line.textBeforeCursor.utf8
    guard completion.replacedBytes >= 0, completion.replacedBytes <= before.count,
      let kept = String(before.dropLast(completion.replacedBytes))
    else { return ring() }
    let candidates = completion.candidates
    guard let first = candidates.first else {
      guard let hint = completion.hint else { return ring() }
      return show(below: CompletionList.hint(hint, columns: columns, usesColor: usesColor))
    }
    if candidates.count == 1 {
      // What ends in "=" is followed by its value.
      return replace(kept, with: first.word, isWhole: !first.word.hasSuffix("="))
    }
    let common = Self.commonBeginning(of: candidates)
    if common.utf8.count > completion.replacedBytes { return replace(kept, with: common, isWhole: false) }
    return show(below: CompletionList.lines(of: candidates, columns: columns, usesColor: usesColor))
  }

  private mutating func replace(_ kept: String, with word: String, isWhole: Bool) -> [Effect] {
    // What cannot be typed cannot be completed.
    guard !word.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return ring()
    }
    let after = line.textAfterCursor
    let blank = isWhole ? " " : ""
    let rest = isWhole && after.first == " " ? String(after.dropFirst()) : after
    return line.set(kept + word + blank, rest) ? refresh() : ring()
  }

  private mutating func show(below lines: [UInt8]) -> [Effect] {
    sending(screen.leave() + lines + redraw())
  }

  private static func commonBeginning(of candidates: [LineCompletion.Candidate]) -> String {
    guard let first = candidates.first else { return "" }
    var common = first.word.unicodeScalars[...]
    for candidate in candidates.dropFirst() {
      let same = zip(common, candidate.word.unicodeScalars).prefix { $0 == $1 }.count
      common = common.prefix(same)
    }
    return String(String.UnicodeScalarView(common))
  }
}
