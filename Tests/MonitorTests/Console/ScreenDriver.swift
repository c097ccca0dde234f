// Sits before a screen as a person does: presses keys, waits, and sees what the terminal shows.
import Testing

@testable import MonitorServer

/// A screen that a line has led to, painted on a terminal.
struct ScreenDriver {
  private let screen: Screen
  private let program: FakeProgram
  private var painter = Painter()
  private(set) var terminal: PaintedScreen
  private(set) var isOver = false
  /// How many bytes the latest turn sent.
  private(set) var sentBytes = 0
  /// When the screen wants to be asked again.
  private(set) var pause: UInt64?
  private(set) var size: TerminalSize

  init(_ program: FakeProgram, _ line: String, size: TerminalSize = .usual, usesColor: Bool = false) throws {
    self.program = program
    self.size = size
    terminal = PaintedScreen(size: size)
    let audience = Audience(isInteractive: true, session: 1, terminal: size, usesColor: usesColor)
    let outcome = program.console().outcome(of: line, for: audience)
    guard case .screen(let screen) = outcome else {
      throw NoScreen(line: line)
    }
    self.screen = screen
    turn()
  }

  struct NoScreen: Error {
    var line: String
  }

  /// What is to be seen, without the empty lines at the end.
  var lines: [String] {
    var lines = terminal.lines
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Presses keys at once.
  mutating func press(_ keys: Key...) { turn(keys) }

  /// Types text, key by key.
  mutating func type(_ text: String) {
    for scalar in text.unicodeScalars { turn([.character(scalar)]) }
  }

  /// Lets the time pass that the screen asked for.
  mutating func wait() {
    program.clock.advance(pause ?? 0)
    turn()
  }

  /// Makes the terminal larger or smaller.
  mutating func resize(_ size: TerminalSize) {
    self.size = size
    terminal = PaintedScreen(size: size)
    turn()
  }

  private mutating func turn(_ keys: [Key] = []) {
    guard !isOver else { return }
    let turn = screen.next(Screen.Input(keys: keys, size: size))
    let bytes = turn.picture.map { painter.paint($0) } ?? []
    sentBytes = bytes.count
    terminal.receive(bytes)
    #expect(terminal.doubts == [])
    switch turn.step {
    case .finished: isOver = true
    case .more: pause = 0
    case .later(let nanoseconds): pause = nanoseconds
    }
  }
}
