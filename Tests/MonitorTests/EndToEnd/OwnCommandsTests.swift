// A program's own commands, over TCP: whatever they do, the console answers.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite(.timeLimit(.minutes(2))) struct OwnCommandsTests {
  private static func words() -> ConsoleCommand {
    ConsoleCommand(
      "top-words", aliases: ["tw"], summary: "words that occur most", operands: .init("FILE", count: 0...2),
      options: [
        .init("--limit", short: "-n", value: "N", summary: "at most N words"),
        .init("--order", value: "WORD", choices: ["up", "down"], summary: "how they are sorted"),
        .init("--since", value: "DURATION", summary: "not older"),
      ]
    ) { invocation in
      let limit = try invocation.count("--limit") ?? 2
      let since = try invocation.duration("--since") ?? .zero
      let words = [("swift", 30), ("task", 20), ("actor", 10)].prefix(limit)
      let rows = words.map { [$0.0, $0.1, since] as [any ConsoleValueConvertible] }
      return .rows(
        ["word", "count", "since_ns"], invocation.text("--order") == "up" ? rows.reversed() : rows)
    }
  }

  @Test func a_command_answers_as_a_table_and_as_json() async throws {
    try await OwnConsole.run { own in
      try own.register(Self.words())
      let table = """
        WORD   COUNT  SINCE
        swift     30   0 ns
        task      20   0 ns
        showing 2 of 2 rows

        """
      for line in ["top-words", "tw", "top-w", "top-words -n 2"] {
        #expect(try await own.ask(line) == table)
      }
      #expect(
        try await own.ask("top-words --limit=3 --order up --since 5s --json") == """
          {"word":"actor","count":10,"since_ns":5000000000}
          {"word":"task","count":20,"since_ns":5000000000}
          {"word":"swift","count":30,"since_ns":5000000000}

          """)
    }
  }

  @Test func mistakes_get_the_usual_lines_without_a_call() async throws {
    let calls = Counter()
    try await OwnConsole.run { own in
      var command = Self.words()
      let handler = command.handler
      command.handler = { invocation in
        calls.increment()
        return try await handler(invocation)
      }
      try own.register(command)
      try own.register(
        ConsoleCommand("pick", summary: "s", operands: .init("NAME", choices: ["red", "blue"])) { _ in
          .text("")
        })
      for (line, error) in [
        ("top-words --limt 3", "top-words has no option '--limt': did you mean --limit?"),
        ("top-words --order left", "--order takes one of up, down, not 'left'"),
        ("top-words --limit", "--limit needs a value: --limit N"),
        (
          "top-words a b c",
          "top-words does not take 'c': usage: top-words [FILE…] [--limit N] [--order WORD] [--since DURATION] [--json]"
        ),
        ("pick", "pick needs NAME: usage: pick NAME [--json]"),
        ("pick green", "NAME is one of red, blue, not 'green'"),
        ("top-wrds", "unknown command 'top-wrds': did you mean top-words? help lists all commands"),
      ] {
        #expect(try await own.ask(line) == "error: \(error)\n")
      }
      #expect(calls.value == 0)
      // These are found by the program, as it reads what was typed.
      #expect(
        try await own.ask("top-words --limit x")
          == "error: --limit takes a whole number from 0 to 9223372036854775807, not 'x'\n")
      #expect(
        try await own.ask("top-words --since x").hasPrefix("error: --since takes a duration up to 24h "))
      #expect(calls.value == 2)
    }
  }

  @Test func what_it_throws_is_one_escaped_line() async throws {
    struct Broken: Error, CustomStringConvertible {
      var description: String
    }
    try await OwnConsole.run { own in
      try own.register("broken") { _ in throw Broken(description: "first\nsecond \u{1B}[2J") }
      try own.register("long") { _ in throw Broken(description: String(repeating: "x", count: 100_000)) }
      try own.register("wrong") { invocation in
        throw ConsoleCommand.Mistake("no such\tthing as \(invocation.operands)")
      }
      #expect(try await own.ask("broken") == "error: broken: first\\nsecond \\u{1B}[2J\n")
      #expect(try await own.ask("broken --json") == "error: broken: first\\nsecond \\u{1B}[2J\n")
      #expect(try await own.ask("wrong") == "error: no such\\tthing as []\n")
      let long = try await own.ask("long")
      #expect(long.hasPrefix("error: long: xxx") && long.utf8.count < 400)
    }
  }

  @Test func one_that_does_not_answer_is_given_up_named_and_cancelled() async throws {
    let gate = Gate()
    let cancelled = Counter()
    try await OwnConsole.run(timeLimit: .milliseconds(30)) { own in
      try own.register("stuck") { _ in
        await withTaskCancellationHandler {
          await gate.pass()
        } onCancel: {
          cancelled.increment()
        }
        return .text("too late")
      }
      let line = try await own.ask("stuck")
      let id = try #require(taskID(in: line))
      #expect(
        line
          == "error: stuck has not answered within 30.0 ms; it is still going on (task \(id)): where \(id) tells what it does\n"
      )
      try await offPool { cancelled.wait(for: 1) }
      let task = try await Observed.suspended(id)
      #expect(task.name == "console stuck")
      gate.open()
      try await Observed.gone(id)
      #expect(cancelled.value == 1)
    }
  }

  @Test func a_blocked_pool_delays_nobody_else() async throws {
    try await OwnConsole.run(timeLimit: .milliseconds(30)) { own in
      try own.register("own") { _ in .text("here") }
      try own.expose("depth", unit: "jobs") { 12 }
      let (line, quit, values) = try await PoolBlocker.whileBlocked(name: "held") {
        (try own.answer("own"), try own.answer("help quit"), try own.answer("vars --json"))
      }
      #expect(line.hasPrefix("error: own has not answered within 30.0 ms; it is still going on (task "))
      #expect(quit.hasPrefix("usage: quit\n"))
      #expect(
        values.hasPrefix(
          #"{"name":"depth","value":null,"unit":"jobs","error":"has not answered within 30.0 ms (task "#))
    }
  }

  @Test func as_many_calls_as_there_may_be_hold_off_the_next() async throws {
    let gate = Gate()
    let entered = Counter()
    try await OwnConsole.run(calls: 2) { own in
      try own.register("held") { _ in
        entered.increment()
        await gate.pass()
        return .text("done")
      }
      async let first = own.ask("held")
      async let second = own.ask("held")
      try await offPool { entered.wait(for: 2) }
      #expect(
        try await own.ask("held")
          == "error: 2 calls of the program's commands are under way, which is the most: nothing was asked, "
          + "try again when one has ended\n")
      gate.open()
      #expect(try await first == "done\n")
      #expect(try await second == "done\n")
      #expect(try await own.ask("held") == "done\n")
    }
  }

  @Test func a_reader_that_leaves_cancels_its_call() async throws {
    let (entered, cancelled) = (Counter(), Counter())
    let gate = Gate()
    defer { gate.open() }
    try await OwnConsole.run { own in
      try own.register("held") { _ in
        await withTaskCancellationHandler {
          entered.increment()
          await gate.pass()
        } onCancel: {
          cancelled.increment()
        }
        return .text("")
      }
      try await offPool {
        let client = try TestClient(port: own.server.port)
        try client.send("held\n")
        entered.wait(for: 1)
        client.reset()
        cancelled.wait(for: 1)
      }
      #expect(entered.value == 1)
    }
  }

  @Test func commands_come_and_go_while_a_client_is_connected() async throws {
    try await OwnConsole.run { own in
      try await offPool {
        let client = try TestClient(port: own.server.port)
        func answer(_ line: String) throws -> String {
          try client.send(line + "\n")
          return try client.read(until: "\n")
        }
        #expect(try answer("orders").hasPrefix("error: unknown command 'orders': "))
        try own.register("orders") { _ in .text("3 open") }
        #expect(try answer("orders") == "3 open\n")
        #expect(own.unregister("orders"))
        #expect(try answer("orders").hasPrefix("error: unknown command 'orders': "))
        try own.register("orders") { _ in .text("4 open") }
        #expect(try answer("orders") == "4 open\n")
      }
    }
  }

  @Test func help_and_completion_know_it_like_any_other() async throws {
    try await OwnConsole.run { own in
      try own.register(Self.words())
      #expect(try await own.ask("help").contains("words that occur most"))
      let about = try await own.ask("help top-words")
      #expect(try await own.ask("tw --help") == about)
      for line in [
        "usage: top-words [FILE…] [--limit N] [--order WORD] [--since DURATION] [--json]\n",
        "words that occur most\n", "aliases: tw\n", "how they are sorted\n",
        "cost: what the program's own code costs\n",
      ] {
        #expect(about.contains(line))
      }
      func words(_ line: String) -> [String] { own.console.completion(of: line).candidates.map(\.word) }
      #expect(words("top-w") == ["top-words"])
      #expect(words("top-words --order ") == ["up", "down"])
      #expect(words("top-words --li") == ["--limit"])
      try own.expose("queue depth", unit: "jobs") { 12 }
      #expect(words("vars q") == ["'queue depth'"])
    }
  }

  @Test func a_large_answer_arrives_in_whole() async throws {
    try await OwnConsole.run { own in
      try own.register("rows") { _ in .rows(["n"], (0..<20_000).map { [$0] }) }
      let lines = try await own.ask("rows --json").split(separator: "\n")
      #expect(lines.count == 20_000)
      #expect(lines.last == #"{"n":19999}"#)
    }
  }
}
