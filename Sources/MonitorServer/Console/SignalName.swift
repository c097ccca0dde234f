// Which signals the console sends, by name; it sends none.
import Glibc

/// A signal that a person may want to send to the program.
struct SignalName: Sendable, Equatable {
  /// As `kill -l` has it.
  var name: String
  var number: Int32
  /// What comes of it, to end the question whether to send it.
  var effect: String

  /// In the order of their numbers.
  ///
  /// Those that the kernel sends for a fault would only look like one; those that stop the process would stop the monitor
  /// with it.
  static let all: [SignalName] = [
    SignalName(name: "HUP", number: SIGHUP, effect: "which ends it unless it handles it"),
    SignalName(name: "INT", number: SIGINT, effect: "which ends it, as Ctrl-C does, unless it handles it"),
    SignalName(
      name: "QUIT", number: SIGQUIT, effect: "which ends it, with a core dump, unless it handles it"),
    SignalName(name: "ABRT", number: SIGABRT, effect: "which ends it with a core dump unless it handles it"),
    SignalName(name: "KILL", number: SIGKILL, effect: "which ends it at once, whatever it is doing"),
    SignalName(name: "USR1", number: SIGUSR1, effect: "which ends it unless it handles it"),
    SignalName(name: "USR2", number: SIGUSR2, effect: "which ends it unless it handles it"),
    SignalName(name: "TERM", number: SIGTERM, effect: "which most programs take as a request to end"),
  ]

  /// Signals that would stop the process, and the monitor with it.
  private static let stopping = ["STOP": SIGSTOP, "TSTP": SIGTSTP, "TTIN": SIGTTIN, "TTOU": SIGTTOU]

  /// The signal meant by `word`: a name with or without `SIG`, in any letter case, or a number.
  init(_ word: String) throws(CommandError) {
    let upper = word.uppercased()
    let name = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
    let number = Arguments.wholeNumber(word).flatMap { Int32(exactly: $0) }
    if let signal = Self.all.first(where: { $0.name == name || $0.number == number }) {
      self = signal
      return
    }
    if let stop = Self.stopping.first(where: { $0.key == name || $0.value == number }) {
      throw CommandError(
        "SIG\(stop.key) would stop the monitor too, and nothing here could wake it again: send it from a shell"
      )
    }
    let names = Self.all.map(\.name).joined(separator: ", ")
    throw CommandError("\(SafeText.quoted(word)) is no signal that can be sent: it is one of \(names)")
  }

  private init(name: String, number: Int32, effect: String) {
    self.name = name
    self.number = number
    self.effect = effect
  }
}
