// What a terminal can do, by its name; it must not know how the name came here.

/// What a terminal understands.
///
/// Its name is all a client tells (RFC 1091), in its own spelling of what Unix calls it. Terminals of today understand
/// ECMA-48, so only those known not to are taken for paper.
struct TerminalKind: Equatable, Sendable {
  /// Whether the cursor can be moved and the screen cleared.
  var canDraw: Bool
  /// Whether it understands colours.
  var hasColor: Bool

  /// Of a client that did not say: whoever lets us show every key is taken for a terminal, but not for a coloured one.
  static let untold = TerminalKind(canDraw: true, hasColor: false)

  private static let paper = ["dumb", "unknown", "network", "emacs", "vt52", "ibm-"]
  private static let colored = [
    "xterm", "screen", "tmux", "linux", "putty", "rxvt", "ansi", "vt2", "vt3", "vt4", "vt5", "konsole",
    "gnome", "kitty",
    "alacritty", "foot", "st-", "wezterm", "ghostty", "iterm", "nsterm", "cygwin", "mintty", "vtnt",
  ]
}

extension TerminalKind {
  /// Of a terminal with this name; letter case does not count.
  init(name: String) {
    let name = name.lowercased()
    canDraw = !name.isEmpty && !Self.paper.contains { name.hasPrefix($0) }
    hasColor = canDraw && (name.contains("color") || Self.colored.contains { name.hasPrefix($0) })
  }
}
