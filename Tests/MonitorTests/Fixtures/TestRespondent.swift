// A console whose every answer is known, so that tests of the server test only the server.
@testable import MonitorServer
@testable import TaskRegistry

/// Opens once, for whoever waits.
final class Latch: Sendable {
  private let isOpen = Guarded(false)

  func open() { isOpen.change { $0 = true } }
  // Not inlined: tests look for it on stacks, also in release builds.
  @inline(never) func wait() { _ = isOpen.wait(until: nil) { $0 ? true : nil } }
}

/// Counts, and lets others wait for a count.
final class Counter: Sendable {
  private let count = Guarded(0)

  func increment() { count.change { $0 += 1 } }
  var value: Int { count.withLock { $0 } }
  func wait(for goal: Int) { _ = count.wait(until: nil) { $0 >= goal ? true : nil } }
}

/// Answers a few fixed commands; tests add their own.
struct TestRespondent: Respondent {
  var greetingText = "hello\n"
  /// Asked first; `nil` leaves the line to the fixed commands.
  var answer: @Sendable (String, Audience) -> LineOutcome? = { _, _ in nil }
  var candidates: @Sendable (String) -> LineCompletion = { _ in .none }

  func greeting() -> String { greetingText }

  func completion(of line: String) -> LineCompletion { candidates(line) }

  func outcome(of line: String, for audience: Audience) -> LineOutcome {
    if let outcome = answer(line, audience) { return outcome }
    let words = line.split(separator: " ", maxSplits: 1)
    switch words.first {
    case "echo": return .reply(.text(words.count > 1 ? String(words[1]) : ""))
    case "who": return .reply(.text(audience.isInteractive ? "person" : "script"))
    case "rows": return .reply(.rows(words.count > 1 ? Int(words[1]) ?? 0 : 0))
    case "flood": return .reply(.rows(.max))
    case "nothing": return .nothing
    case "quit": return .quit
    default: return .reply(.error("unknown command \(line)"))
    }
  }
}

extension TestRespondent {
  /// Has the command "held": an endless reply that counts when it is freed.
  static func withHeldReply(_ freed: Counter) -> TestRespondent {
    final class Held: Sendable {
      let freed: Counter
      init(_ freed: Counter) { self.freed = freed }
      deinit { freed.increment() }
    }
    return TestRespondent { line, _ in
      guard line == "held" else { return nil }
      let held = Held(freed)
      return .reply(
        Reply { output in
          withExtendedLifetime(held) { output += [UInt8](repeating: 0x78, count: 9_999) + [10] }
          return .more
        })
    }
  }
}

extension Reply {
  /// Numbered lines, 1,000 a piece.
  static func rows(_ count: Int) -> Reply {
    var next = 0
    return Reply { output in
      let end = min(count, next + 1_000)
      for row in next..<end { output.append(contentsOf: Array("row \(row)\n".utf8)) }
      next = end
      return next == count ? .finished : .more
    }
  }

  /// Waits for the latch, then says so.
  static func waiting(for latch: Latch, entered: Counter? = nil) -> Reply {
    Reply { output in
      entered?.increment()
      latch.wait()
      output.append(contentsOf: Array("opened\n".utf8))
      return .finished
    }
  }
}

/// Runs a server on a free port while `body` runs.
///
/// A test of scripts leaves `greetingDelay` long, so that a slow machine cannot turn its client into a person; a test
/// of persons makes it zero.
func serving(
  _ respondent: TestRespondent = TestRespondent(), greetingDelay: Duration = .seconds(3_600),
  configuration: Monitor.Configuration = .init(),
  _ body: (Server) throws -> Void
) throws {
  var configuration = configuration
  configuration.port = 0
  configuration.greetingDelay = greetingDelay
  let server = try Server(configuration, asking: respondent)
  defer { server.stop() }
  try body(server)
}

extension Monitor.Configuration {
  /// The defaults, but for what is changed.
  static func with(_ change: (inout Monitor.Configuration) -> Void) -> Monitor.Configuration {
    var configuration = Monitor.Configuration()
    change(&configuration)
    return configuration
  }
}

extension Server {
  /// What a script gets that sends this, ends its input and reads to the end.
  func answer(to input: String) throws -> String {
    let client = try TestClient(port: port)
    try client.send(input)
    client.endInput()
    return try client.readToEnd()
  }

  /// A person who has seen the first prompt.
  func person() throws -> TestClient {
    let client = try TestClient(port: port)
    try client.read(until: Session.prompt)
    return client
  }

  /// A person at ``Telnet/inetutils``, with the prompt on the terminal.
  func terminal() throws -> TestClient {
    let client = try person()
    for answer in Telnet.inetutils { try client.send(answer) }
    try client.read(until: Session.prompt)
    _ = try client.read(count: Telnet.nameRequest.count)
    return client
  }
}
