// `watch`: any other command again and again. It knows when, not what is printed.

extension Command {
  /// Repeats a command.
  static let watch = Command(
    verb: "watch", group: .console,
    operands: Operands(
      name: "SECONDS COMMAND…", minimum: 2, maximum: .max, kinds: [.duration, .command, .text],
      optionsEndAfter: 2),
    summary: "live: a command again and again",
    options: [
      CommandOption(
        name: "--count", value: "N", kind: .number,
        summary: "so often, and as lines (default: until it is stopped)")
    ],
    cost: "that of the command, each time",
    examples: ["watch 2 ps --sort busy -n 10", "watch 10 stats", "watch --count 5 1 loop-lag --json"]
  ) { arguments, context throws(CommandError) in
    let seconds = arguments.operands[0]
    guard let interval = Arguments.nanoseconds(seconds), interval >= Watching.shortestInterval else {
      throw CommandError(
        "watch takes a time of at least 100ms such as 2, 0.5s or 1m before the command, "
          + "not \(SafeText.quoted(seconds))")
    }
    let words = Array(arguments.operands.dropFirst())
    let console = Console(questions: context.questions, table: context.table)
    // What a person with a terminal would get tells whether it ends by itself.
    var person = context.audience
    person.isInteractive = true
    person.terminal = person.terminal ?? .usual
    guard case .reply = try console.outcome(of: words, for: person) else {
      throw CommandError(
        "watch repeats commands that print and end, such as ps or stats, not \(SafeText.quoted(words[0]))")
    }
    var audience = context.audience
    audience.usesPaging = false
    let count = try arguments.count("--count")
    let watching = Watching(words, every: interval, console: console, audience: audience)
    if audience.terminal != nil, count == nil {
      return .screen(Screen { watching.next($0) })
    }
    var left = count ?? .max
    let reply = Reply { output in watching.next(&output, &left) }
    return context.audience.isInteractive ? .live(reply) : .reply(reply)
  }
}

/// One command that is repeated for one reader.
final class Watching {
  static let shortestInterval: UInt64 = 100_000_000
  /// What is kept of an output for a screen: more than the largest one holds, with its colours.
  private static let mostBytes = 1 << 19

  private let words: [String]
  private let interval: UInt64
  private let console: Console
  private var audience: Audience
  /// The repetition that is under way.
  private var reply: Reply?
  private var output: [UInt8] = []
  private var repetitions = 0
  private var due: UInt64 = 0
  private var picture: Picture?

  init(_ words: [String], every interval: UInt64, console: Console, audience: Audience) {
    self.words = words
    self.interval = interval
    self.console = console
    self.audience = audience
  }

  // MARK: - As lines

  /// The next piece; `left` is how many repetitions are to come, the one under way included.
  func next(_ output: inout [UInt8], _ left: inout Int) -> Reply.Step {
    guard left > 0 else { return .finished }
    let now = console.questions.now()
    if reply == nil {
      guard now >= due else { return .later(nanoseconds: due - now) }
      if repetitions > 0, !words.contains("--json") { output.append(UInt8(ascii: "\n")) }
      begin(at: now)
    }
    let step = reply?.next(&output) ?? .finished
    guard step == .finished else { return step }
    reply = nil
    left -= 1
    return left > 0 ? .more : .finished
  }

  private func begin(at now: UInt64) {
    // It was a reply when the line was typed, and is made anew for what it holds.
    if case .reply(let reply)? = try? console.outcome(of: words, for: audience) { self.reply = reply }
    repetitions += 1
    due = now + interval
  }

  // MARK: - On a screen

  /// The next picture: the output as far as the screen holds it, once that is complete; any key leaves.
  func next(_ input: Screen.Input) -> Screen.Turn {
    guard input.keys.isEmpty else { return Screen.Turn(picture: nil, step: .finished) }
    let now = console.questions.now()
    audience.terminal = input.size
    if let picture, picture.size != input.size {
      // What was printed for another size is of no use; the command is asked again at once.
      self.picture = nil
      (reply, due) = (nil, 0)
    }
    if reply == nil {
      guard now >= due else { return Screen.Turn(picture: picture, step: .later(nanoseconds: due - now)) }
      output = []
      begin(at: now)
    }
    var step = reply?.next(&output) ?? .finished
    let lines = output.count { $0 == UInt8(ascii: "\n") }
    if lines >= input.size.rows || output.count > Self.mostBytes { step = .finished }
    guard step == .finished else { return Screen.Turn(picture: picture, step: step) }
    reply = nil
    let shown = Picture(header() + output, size: input.size)
    picture = shown
    let end = console.questions.now()
    return Screen.Turn(picture: shown, step: .later(nanoseconds: due > end ? due - end : 0))
  }

  private func header() -> [UInt8] {
    var text = TextBuffer(for: audience)
    text.append(.heading) { text in
      text.append("every ")
      text.append(nanoseconds: interval)
      text.append(": ")
      text.append(safe: words.joined(separator: " "))
      text.append("  (any key ends it)")
    }
    text.endLine()
    return Array(text.bytes)
  }
}
