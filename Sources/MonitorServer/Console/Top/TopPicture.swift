// How `top` looks on a screen; it knows the model's values and no key.
import TaskRegistry

extension TopModel {
  /// What is to be seen now.
  func picture(_ size: TerminalSize) -> Picture {
    if case .text(let text) = mode { return Picture(text, size: size) }
    var bytes = header(size)
    let headerRows = bytes.count { $0 == UInt8(ascii: "\n") }
    appendRows(size, to: &bytes)
    var picture = Picture(bytes, size: size)
    // The titles stand between.
    let row = headerRows + 1 + selection - firstRow
    if selectedTask != nil, row < size.rows - 1 { picture.select(row: row) }
    return picture
  }

  private func header(_ size: TerminalSize) -> [UInt8] {
    var text = TextBuffer(for: audience)
    text.append(.heading) { $0.append(safe: facts.program.name, limit: 24) }
    text.append(", pid ")
    text.append(Int(facts.program.pid))
    text.append(", up ")
    text.append(nanoseconds: facts.program.uptimeNanoseconds)
    text.append("; every ")
    text.append(nanoseconds: interval)
    text.append(" by ")
    text.append(.heading) { $0.append(safe: order.rawValue) }
    if !filter.isEmpty {
      text.append(", names with ")
      text.append(safe: filter, limit: 20)
    }
    if sample.isCut { text.append(" (busiest 20,000 looked at)") }
    if isPaused {
      text.append("  ")
      text.append(.warning) { $0.append("PAUSED") }
    }
    text.endLine()
    TopText.append(countsOf: sample, to: &text)
    TopText.append(poolOf: sample, sparkline: .init(width: size.columns, usesBlocks: true), to: &text)
    if !facts.warnings.isEmpty {
      text.append(.alarm) { text in
        text.append("WARNING (")
        text.append(nanoseconds: facts.warningsAgo)
        text.append(" ago): ")
        text.append(safe: facts.warnings.joined(separator: ", "))
        text.append(": check tells more")
      }
      text.endLine()
    }
    return Array(text.bytes)
  }

  /// The titles, the rows from the first that is shown on, and in the last row of the screen the keys.
  private func appendRows(_ size: TerminalSize, to bytes: inout [UInt8]) {
    var shown = sample
    shown.rows = Array(sample.rows.dropFirst(firstRow))
    var reader = audience
    reader.terminal = size
    var table: [UInt8] = []
    TopText.append(rowsOf: shown, order: order, for: reader, to: &table)
    let lines = table.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    let used = bytes.count { $0 == UInt8(ascii: "\n") }
    let room = max(0, size.rows - used - 1)
    for line in lines.prefix(room) {
      bytes.append(contentsOf: line)
      bytes.append(UInt8(ascii: "\n"))
    }
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: max(0, room - lines.count)))
    bytes.append(contentsOf: status())
  }

  private func status() -> [UInt8] {
    var text = TextBuffer(for: audience)
    switch mode {
    case .filter(let typed):
      text.append("names with (Enter: look, Escape: leave it): ")
      text.append(safe: typed)
      text.append("_")
    case .confirm(let id, let name):
      text.append(.warning) { text in
        text.append("cancel ")
        text.append(task: id, name: name, limit: 32)
        text.append("? y/N")
      }
    case .list, .text:
      guard message.isEmpty else { return message }
      text.append(.dim) {
        $0.append("q leave  s sort  / filter  p pause  c cancel  Enter where  ? help")
      }
    }
    return Array(text.bytes)
  }
}
