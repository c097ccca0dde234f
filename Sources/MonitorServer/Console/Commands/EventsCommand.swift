// `events`: spawns, ends and slow runs as they happen. It knows filters, rates and times, not how events are found.
import TaskRegistry

extension Command {
  /// Follows what happens to tasks.
  static let events = Command(
    verb: "events", group: .running,
    summary: "live: spawns, ends and slow runs",
    options: [
      .taskName,
      CommandOption(
        name: "--kind", value: "KIND", choices: TaskEvent.Kind.allCases.map(\.rawValue),
        summary: "only events of one kind: spawned, ended or slow"),
      CommandOption(
        name: "--rate", value: "N", kind: .number,
        summary: "at most N events a second, the others are counted (default \(EventRate.defaultLimit))"),
      .json,
    ],
    cost: "reads a word of each live task four times a second; nothing where nobody follows",
    examples: ["events", "events --kind ended --name 'fetch*'", "events --rate 1000 --json"]
  ) { arguments, context throws(CommandError) in
    let limit = try arguments.count("--rate") ?? EventRate.defaultLimit
    guard (1...EventRate.mostLimit).contains(limit) else {
      throw CommandError("--rate takes a number from 1 to \(EventRate.mostLimit)")
    }
    let kind = arguments.values["--kind"].flatMap(TaskEvent.Kind.init)
    let watching = EventListing(
      kinds: kind.map { [$0] } ?? Set(TaskEvent.Kind.allCases), name: arguments.glob("--name"),
      rate: limit, form: arguments.has("--json") ? .json : .text, audience: context.audience,
      questions: context.questions)
    return .live(Reply { output in watching.next(&output) })
  }
}

/// Events on their way to one reader.
final class EventListing {
  /// How they are written.
  enum Form {
    case text
    case json
  }

  /// What a person does not notice as a delay, and costs little.
  private static let pause: UInt64 = 250_000_000
  /// Looks may take up to this part of the time: with a million tasks they come less often.
  private static let costShare: UInt64 = 20

  private let kinds: Set<TaskEvent.Kind>
  private let name: Glob?
  private let form: Form
  private let audience: Audience
  private let questions: Questions
  private var rate: EventRate
  private var news: (() -> EventNews)?

  init(
    kinds: Set<TaskEvent.Kind>, name: Glob?, rate: Int, form: Form, audience: Audience, questions: Questions
  ) {
    self.kinds = kinds
    self.name = name
    self.form = form
    self.audience = audience
    self.questions = questions
    self.rate = EventRate(limit: rate)
  }

  /// What is new.
  func next(_ output: inout [UInt8]) -> Reply.Step {
    guard let news else {
      news = questions.events(kinds)
      _ = rate.turn(at: questions.now())
      return .later(nanoseconds: Self.pause)
    }
    let began = questions.now()
    let fresh = news()
    let cost = questions.now() - began
    let time = questions.timeOfDay()
    rate.add(unseen: fresh.unseen)
    var text = TextBuffer(for: audience)
    var json = JSONLines()
    for event in fresh.events where isWanted(event) && rate.takes() {
      let at = time - min(event.ago, time)
      switch form {
      case .text: text.line(event, at: at, width: audience.terminal?.columns ?? .max)
      case .json: json.row { $0.fields(of: event, at: at) }
      }
    }
    if let left = rate.turn(at: questions.now()) {
      switch form {
      case .text: text.line(skipped: left.skipped, unseen: left.unseen, in: left.nanoseconds)
      case .json:
        json.row { json in
          json.field("event", "skipped")
          json.field("time_ns", time)
          json.field("skipped", left.skipped)
          json.field("unseen", left.unseen)
          json.field("interval_ns", left.nanoseconds)
        }
      }
    }
    output.append(contentsOf: text.bytes)
    output.append(contentsOf: json.bytes)
    return .later(nanoseconds: max(Self.pause, cost * Self.costShare))
  }

  private func isWanted(_ event: TaskEvent) -> Bool {
    guard let pattern = name else { return true }
    return event.name.map(pattern.matches) ?? false
  }
}
