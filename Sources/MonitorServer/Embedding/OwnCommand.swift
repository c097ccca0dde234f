// A program's command as a row of the console's table, and its reply; it must not know how a call is made or an answer laid out.
import TaskRegistry

extension Command {
  /// What the program describes, as the console has it.
  init(_ own: ConsoleCommand, calls: ProgramCalls) {
    let operands = Operands(
      name: own.operands.name, minimum: own.operands.count.lowerBound, maximum: own.operands.count.upperBound,
      kind: own.operands.choices.isEmpty ? .text : .choices(own.operands.choices))
    let options = own.options.map { option in
      CommandOption(
        name: option.name, short: option.short, value: option.value, choices: option.choices,
        summary: option.summary)
    }
    self.init(
      verb: own.verb, aliases: own.aliases, group: .program, operands: operands, summary: own.summary,
      options: options + [.json], cost: own.cost, examples: own.examples.map { CommandExample($0, "") }
    ) { arguments, context throws(CommandError) in
      try own.operands.check(arguments)
      let reply = OwnCommandReply(own, arguments, calls, for: context.audience)
      return .reply(Reply { output in reply.next(&output) })
    }
  }
}

extension ConsoleCommand.Operands {
  /// Refuses what is none of the choices.
  fileprivate func check(_ arguments: Arguments) throws(CommandError) {
    guard !choices.isEmpty, let other = arguments.operands.first(where: { !choices.contains($0) }) else {
      return
    }
    throw CommandError("\(name) is one of \(choices.joined(separator: ", ")), not \(SafeText.quoted(other))")
  }
}

/// The reply of a program's command: calls it, waits for it, tells what it answers.
///
/// Dropping it drops the call, and that cancels it.
final class OwnCommandReply {
  private enum Phase {
    case unbegun
    case asked(ProgramCall<ConsoleCommand.Output>)
    case telling(OutputText)
  }

  private let command: ConsoleCommand
  private let arguments: Arguments
  private let calls: ProgramCalls
  private let audience: Audience
  private var phase = Phase.unbegun

  init(_ command: ConsoleCommand, _ arguments: Arguments, _ calls: ProgramCalls, for audience: Audience) {
    self.command = command
    self.arguments = arguments
    self.calls = calls
    self.audience = audience
  }

  /// The next piece.
  func next(_ output: inout [UInt8]) -> Reply.Step {
    switch phase {
    case .unbegun: return begin(&output)
    case .asked(let call): return tell(calls.wait(for: call), of: call, &output)
    case .telling(var text):
      // The phase gives up its own, so that nothing is copied.
      phase = .unbegun
      defer { phase = .telling(text) }
      return text.next(&output)
    }
  }

  private func begin(_ output: inout [UInt8]) -> Reply.Step {
    let invocation = ConsoleCommand.Invocation(arguments: arguments)
    guard let call = calls.begin(command.verb, { [command] in try await command.handler(invocation) }) else {
      return fail(
        "\(calls.limit) calls of the program's commands are under way, which is the most: "
          + "nothing was asked, try again when one has ended",
        &output)
    }
    phase = .asked(call)
    return .more
  }

  private func tell(
    _ waited: ProgramCalls.Waited<ConsoleCommand.Output>, of call: ProgramCall<ConsoleCommand.Output>,
    _ output: inout [UInt8]
  ) -> Reply.Step {
    switch waited {
    case .goesOn:
      return .more
    case .ended(.value(let answer)):
      phase = .telling(
        OutputText(
          answer.content, of: command.verb, asJSON: arguments.has("--json"), for: audience))
      return .more
    case .ended(.misuse(let error)):
      return fail(error.message, &output)
    case .ended(.mistake(let message)):
      return fail(SafeText.escaped(message, limit: ProgramCalls.errorColumns), &output)
    case .ended(.failure(let description)):
      let what = SafeText.escaped(description, limit: ProgramCalls.errorColumns)
      return fail("\(command.verb): \(what)", &output)
    case .late:
      return fail(
        "\(command.verb) has not answered within \(calls.timeLimitText); it is still going on (task \(call.taskID)): "
          + "where \(call.taskID) tells what it does",
        &output)
    }
  }

  private func fail(_ message: String, _ output: inout [UInt8]) -> Reply.Step {
    Reply.error(message, for: audience).next(&output)
  }
}
