// `quit`: leaving the console. What leaving means is the session's business.

extension Command {
  /// Ends the session; the program goes on.
  static let quit = Command(
    verb: "quit", aliases: ["q", "exit"], group: .console,
    summary: "leave; the program goes on", cost: "nothing"
  ) { _, _ in .quit }
}
