// `signal`: sends the program a signal, once a person has said that it is meant. It knows no signal by name.

extension Command {
  /// Sends a signal to the program's own process.
  static let signal = Command(
    verb: "signal", group: .stop,
    operands: Operands(
      name: "NAME", minimum: 1, maximum: 1, kind: .choices(SignalName.all.map(\.name))),
    summary: "sends the process a signal",
    cost: "whatever the program does on the signal, its end included",
    examples: [
      CommandExample(
        "signal TERM",
        """
        sending SIGTERM to pid 4711
        """),
      CommandExample(
        "signal USR1",
        """
        sending SIGUSR1 to pid 4711
        """),
    ]
  ) { arguments, context throws(CommandError) in
    let signal = try SignalName(arguments.operands[0])
    let audience = context.audience
    let target = "SIG\(signal.name) to pid \(context.questions.program().pid)"
    guard !audience.isInteractive || audience.isConfirmed else {
      return .confirm("send \(target), \(signal.effect)?")
    }
    var isAnnounced = false
    return .reply(
      Reply { output in
        guard isAnnounced else {
          isAnnounced = true
          // Said before it is done: there may be nobody to say it after.
          output.append(contentsOf: "sending \(target)\n".utf8)
          return .more
        }
        guard let error = context.questions.sendSignal(signal.number) else { return .finished }
        return Reply.error("SIG\(signal.name) could not be sent: error \(error) of the system", for: audience)
          .next(&output)
      })
  }
}
