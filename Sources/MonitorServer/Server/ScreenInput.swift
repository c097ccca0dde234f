// What is pressed while a screen is being made, between the loop and the workers; it must not know what keys mean.
import TaskRegistry

/// The keys that wait for a screen, and the terminal's size.
///
/// May be used from any thread.
final class ScreenInput: Sendable {
  /// So many keys wait while a picture is made; what is pressed beyond them is lost, as with every keyboard.
  static let maximumKeys = 256

  private let waiting: Guarded<Screen.Input>

  init(size: TerminalSize) { waiting = Guarded(Screen.Input(size: size)) }

  /// Adds keys, and tells the size as it is now.
  func add(_ keys: [Key], _ size: TerminalSize) {
    waiting.withLock { waiting in
      waiting.keys += keys.prefix(Self.maximumKeys - waiting.keys.count)
      waiting.size = size
    }
  }

  /// Takes the keys there are.
  func take() -> Screen.Input {
    waiting.withLock { waiting in
      defer { waiting.keys = [] }
      return waiting
    }
  }
}
