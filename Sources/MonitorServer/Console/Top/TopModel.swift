// What the keys of `top` do, and what is to be seen: keys and samples in, pictures and requests out. Pure: it knows no
// clock, asks nobody and cancels nothing.
import TaskRegistry

/// The state of one `top` on a screen.
struct TopModel {
  /// What a key asks of whoever can.
  enum Request: Equatable {
    case leave
    /// Other rows are wanted than there are.
    case rows
    case stack(TaskID)
    case cancel(TaskID)
  }

  /// What the keys act on.
  enum Mode: Equatable {
    case list
    /// A pattern for names that is being typed.
    case filter(String)
    /// A question about one task.
    case confirm(TaskID, name: String?)
    /// Text that fills the screen until a key is pressed.
    case text([UInt8])
  }

  /// What stands above the rows beside the sample.
  struct Facts {
    var program: Program
    /// Checks that found something, and how long ago.
    var warnings: [String] = []
    var warningsAgo: UInt64 = 0
  }

  private(set) var order: BusyOrder
  /// A pattern for names that was typed; empty for all.
  private(set) var filter = ""
  private(set) var isPaused = false
  private(set) var mode = Mode.list
  /// The row that keys act on, and the first that is shown.
  private(set) var selection = 0
  private(set) var firstRow = 0
  /// The task that was chosen with the arrows; it stays chosen wherever its row goes.
  private(set) var chosen: TaskID?
  /// Whether the row that was chosen is one that is not known yet.
  private var awaitsChosen = false
  private(set) var sample = BusySample()
  var facts: Facts
  /// What became of the latest key, in place of the list of keys.
  var message: [UInt8] = []

  let interval: UInt64
  private let limit: Int
  let audience: Audience

  /// Rows above and below those of tasks, without a warning: three of a header, the titles, the line of keys.
  private static let otherRows = 5
  private static let mostFilter = 60

  init(_ options: TopOptions, facts: Facts, for audience: Audience) {
    order = options.order
    interval = options.interval
    limit = options.limit ?? .max
    self.facts = facts
    self.audience = audience
  }

  /// The pattern that names have to match.
  ///
  /// What has neither `*` nor `?` in it may stand anywhere in a name.
  var pattern: Glob? {
    guard !filter.isEmpty else { return nil }
    return Glob(filter.contains { $0 == "*" || $0 == "?" } ? filter : "*\(filter)*")
  }

  /// How many rows are of use.
  func wantedRows(_ size: TerminalSize) -> Int { min(limit, firstRow + visibleRows(size)) }

  private func visibleRows(_ size: TerminalSize) -> Int {
    max(1, size.rows - Self.otherRows - (facts.warnings.isEmpty ? 0 : 1))
  }

  /// Takes what was asked for.
  mutating func take(_ sample: BusySample, _ size: TerminalSize) {
    self.sample = sample
    if let chosen {
      if let row = sample.rows.firstIndex(where: { $0.task.id == chosen }) {
        selection = row
      } else {
        // Gone, or no longer among those shown: whoever acts must see on whom.
        self.chosen = nil
      }
    }
    selection = max(0, min(selection, sample.rows.count - 1))
    if awaitsChosen { chosen = selectedTask?.id }
    awaitsChosen = false
    scroll(size)
  }

  /// Fills the screen with text until a key is pressed.
  mutating func show(_ text: [UInt8]) { mode = .text(text) }

  /// Acts on a key.
  mutating func press(_ key: Key, _ size: TerminalSize) -> Request? {
    switch mode {
    case .list: return pressInList(key, size)
    case .filter(let typed): return pressInFilter(key, typed)
    case .confirm(let id, _):
      mode = .list
      guard key == .character("y") || key == .character("Y") else {
        message = Array("not cancelled".utf8)
        return nil
      }
      return .cancel(id)
    case .text:
      mode = .list
      return nil
    }
  }

  private mutating func pressInList(_ key: Key, _ size: TerminalSize) -> Request? {
    message = []
    switch key {
    case .character("q"), .escape: return .leave
    case .up, .character("k"): return choose(selection - 1, size)
    case .down, .character("j"): return choose(selection + 1, size)
    case .pageUp: return choose(selection - visibleRows(size), size)
    case .pageDown: return choose(selection + visibleRows(size), size)
    case .home: return choose(0, size)
    case .character("s"):
      let orders = BusyOrder.allCases
      order = orders[((orders.firstIndex(of: order) ?? 0) + 1) % orders.count]
      return .rows
    case .character("p"), .character(" "): isPaused.toggle()
    case .character("/"): mode = .filter(filter)
    case .character("c"):
      if let task = selectedTask { mode = .confirm(task.id, name: task.name) }
    case .enter: return selectedTask.map { .stack($0.id) }
    case .character("?"), .character("h"): mode = .text(Self.help)
    default: break
    }
    return nil
  }

  private mutating func pressInFilter(_ key: Key, _ typed: String) -> Request? {
    switch key {
    case .enter:
      mode = .list
      filter = typed
      (chosen, selection, firstRow) = (nil, 0, 0)
      return .rows
    case .escape: mode = .list
    case .backspace: mode = .filter(String(typed.dropLast()))
    case .control("u"): mode = .filter("")
    case .character(let scalar) where typed.unicodeScalars.count < Self.mostFilter:
      mode = .filter(typed + String(Character(scalar)))
    default: break
    }
    return nil
  }

  /// The task that keys act on.
  var selectedTask: TaskInfo? {
    sample.rows.indices.contains(selection) ? sample.rows[selection].task : nil
  }

  private mutating func choose(_ row: Int, _ size: TerminalSize) -> Request? {
    let known = sample.rows.count
    // There may be more below those that were asked for.
    let mayBeMore = known >= wantedRows(size) && known < limit && known < sample.counts.total
    selection = max(0, min(row, mayBeMore ? known : known - 1))
    chosen = selectedTask?.id
    awaitsChosen = chosen == nil
    scroll(size)
    return selection >= known || wantedRows(size) > known ? .rows : nil
  }

  private mutating func scroll(_ size: TerminalSize) {
    let visible = visibleRows(size)
    firstRow = min(firstRow, selection)
    firstRow = max(firstRow, selection - visible + 1)
  }

  private static let help = Array(
    """
    top: tasks by what they did in the latest interval

      Up, Down, PageUp, PageDown, Home   choose a task
      Enter                              its stack, as `where` tells it
      c                                  ask it to cancel, after a question
      s                                  sort by busy, runs, lag, age
      /                                  only names with this in them; * and ? as in a pattern
      p, Space                           stand still, and go on
      q, Escape                          leave

    CORE is time on a thread in the interval, in parts of one core; RUNS how often it was put on one.
    The bars are the longest lag of each of the latest 60 seconds, each step three times the one below:
    up to 100 µs, 300 µs, 1 ms, 3 ms, 10 ms, 30 ms, 100 ms, and more.

    any key goes back

    """.utf8)
}
