// What one who types `top` can ask for; it knows no screen and no table.
import TaskRegistry

/// The options of `top`.
struct TopOptions: Sendable {
  static let defaultInterval: UInt64 = 1_000_000_000
  /// More often is faster than anybody reads, and costs.
  static let shortestInterval: UInt64 = 100_000_000
  /// Rows of a table; a screen has as many as fit.
  static let defaultRows = 20

  var interval = TopOptions.defaultInterval
  var order = BusyOrder.busy
  var filter = TaskFilter()
  var limit: Int?
  var count: Int?

  /// What was typed.
  init(_ arguments: Arguments) throws(CommandError) {
    interval = try arguments.nanoseconds("--interval") ?? Self.defaultInterval
    guard interval >= Self.shortestInterval else {
      throw CommandError("--interval is at least 100ms: nobody reads faster")
    }
    order = arguments.values["--sort"].flatMap(BusyOrder.init) ?? .busy
    filter = try TaskFilter(arguments)
    limit = try arguments.count("--limit")
    count = try arguments.count("--count")
  }

  /// What the registry is to be asked for.
  ///
  /// - Parameter pattern: a form of names besides.
  func wish(order: BusyOrder, limit: Int, pattern: Glob? = nil) -> BusyWish {
    var wish = BusyWish(order: order, limit: limit, state: filter.state)
    guard !filter.isEmpty || pattern != nil else { return wish }
    wish.isWanted = { [filter] task in
      guard filter.admits(task) else { return false }
      return pattern.map { task.name.map($0.matches) ?? false } ?? true
    }
    return wish
  }
}

extension Command {
  /// Follows the tasks that use the processor.
  static let top = Command(
    verb: "top", group: .pool,
    summary: "live: busiest tasks, load and lag",
    options: [
      CommandOption(
        name: "--interval", value: "DURATION", kind: .duration,
        summary: "time between two looks, at least 100ms (default 1s)"),
      CommandOption(
        name: "--sort", value: "busy|runs|lag|age", choices: BusyOrder.allCases.map(\.rawValue),
        summary: "order: most busy time or most runs in the interval (default busy), longest lag, oldest"),
    ] + TaskFilter.options + [
      CommandOption(
        name: "--limit", short: "-n", value: "N", kind: .number,
        summary: "at most N rows (default \(TopOptions.defaultRows); on a screen, what fits)"),
      CommandOption(
        name: "--count", value: "N", kind: .number,
        summary: "N tables, no screen (default: 1 for a script, without end for a person)"),
      .json,
    ],
    cost:
      "some 0.1 µs a live task each interval, shared by all who look; 2 µs a row; with a filter, 2 µs a task asked",
    examples: ["top", "top --interval 5s --name 'fetch*'", "top --sort runs --count 3"]
  ) { arguments, context throws(CommandError) in
    let options = try TopOptions(arguments)
    if context.audience.terminal != nil, options.count == nil, !arguments.has("--json") {
      let screen = TopScreen(options, session: context.audience, questions: context.questions)
      return .screen(Screen { screen.next($0) })
    }
    let listing = TopListing(
      options, form: arguments.has("--json") ? .json : .text, audience: context.audience,
      count: options.count ?? (context.audience.isInteractive ? .max : 1), questions: context.questions)
    let reply = Reply { output in listing.next(&output) }
    return context.audience.isInteractive ? .live(reply) : .reply(reply)
  }
}
