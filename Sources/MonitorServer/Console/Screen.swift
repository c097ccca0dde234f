// A command's answer that takes the whole terminal and lives until it is left; it must not know how it gets there.

/// Pictures that follow each other, driven by time and keys.
///
/// The server runs `next` on a worker thread: at first, when the time has come that it asked for, and at once when keys
/// come or the terminal's size changes. Only the differences between two pictures are sent, and a terminal that takes
/// its time gets fewer pictures, not later ones. Ctrl-C leaves it without asking.
struct Screen {
  /// What happened since the last time.
  struct Input {
    /// What was pressed, in order.
    var keys: [Key] = []
    /// The terminal as it is now.
    var size: TerminalSize
  }

  /// What is to be seen now, and what comes after.
  struct Turn {
    /// `nil` if nothing is to change.
    var picture: Picture?
    /// When to be asked again: at once for `more`, then or when a key comes for `later`; `finished` leaves.
    var step: Reply.Step
  }

  /// Makes the next picture.
  var next: (Input) -> Turn
}
