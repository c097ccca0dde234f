// Ctrl-R: finding an earlier line while it is typed; it must not know how lines are compared.

extension LineEditor {
  mutating func beginSearch() -> [Effect] {
    search = HistorySearch()
    return refresh()
  }

  /// Takes a key while searching.
  ///
  /// What is no part of the search ends it and does what it always does.
  mutating func handle(_ key: Key, in before: HistorySearch) -> [Effect] {
    var search = before
    let hasFound: Bool
    switch key {
    case .character(let scalar): hasFound = search.add(scalar, in: history)
    case .backspace: hasFound = search.removeLast(in: history)
    case .control("r"):
      hasFound =
        search.wanted.isEmpty ? search.repeated(lastWanted, in: history) : search.older(in: history)
    case .control("g"):
      return endSearch(taking: nil)
    case .control("c"):
      self.search = nil
      return handle(key)
    case .escape:
      return endSearch(taking: search.match)
    default:
      return endSearch(taking: search.match) + handle(key)
    }
    self.search = search
    return refresh() + (hasFound ? [] : ring())
  }

  private mutating func endSearch(taking match: HistorySearch.Match?) -> [Effect] {
    if let search, !search.wanted.isEmpty { lastWanted = search.text }
    search = nil
    if let match {
      let found = history.lines[match.line].utf8
      history.look(at: match.line, insteadOf: line.text)
      _ = line.set(
        String(Substring(found.prefix(match.offset))), String(Substring(found.dropFirst(match.offset))))
    }
    return refresh()
  }

  /// Shows what is looked for in place of the prompt, and what was found with the cursor where it was found.
  mutating func redraw(_ search: HistorySearch) -> [UInt8] {
    let title = search.hasFailed ? "(failed reverse-i-search)`" : "(reverse-i-search)`"
    let before = Glyph.glyphs(of: title + search.text + "': ")
    guard let match = search.match else {
      return screen.show(before + line.glyphs, cursor: before.count + line.cursor)
    }
    let found = history.lines[match.line]
    let offset = Glyph.glyphs(of: String(Substring(found.utf8.prefix(match.offset)))).count
    return screen.show(before + Glyph.glyphs(of: found), cursor: before.count + offset)
  }
}
