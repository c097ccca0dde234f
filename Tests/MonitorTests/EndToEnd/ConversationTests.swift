// A session with the real console over TCP: mistakes, words for commands, a person's way in.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite(.timeLimit(.minutes(2))) struct ConversationTests {
  @Test func each_mistake_gets_one_line_and_the_connection_goes_on() async throws {
    try await LiveConsole.run { console in
      try await offPool {
        let client = try TestClient(port: console.server.port)
        for mistake in Self.mistakes {
          try client.send(mistake + [10] + Array("help quit\n".utf8))
          let line = try client.read(until: "\n")
          #expect(line.hasPrefix("error: ") && line.utf8.count < 300)
          #expect(try client.read(until: "\n") == "usage: quit\n")
          try client.read(until: "cost: nothing\n")
        }
        client.endInput()
        #expect(try client.readToEnd() == "")
      }
    }
  }

  private static let mistakes: [[UInt8]] =
    [
      "frobnicate", "pss", "\"", "ps 'unclosed", "ps \"unclosed", "ps \\", "where", "where x", "where -1",
      "where 0",
      "where 18446744073709551615", "where 18446744073709551616", "where 1 2", "cancel", "cancel one",
      "cancel 18446744073709551615", "cancel 1 --wait", "cancel 1 --wait 1y", "ps --limit", "ps --limit=",
      "ps --limit -1", "ps --limit x", "ps -n 1 -n 2", "ps -n 1 --all", "ps --state", "ps --state asleep",
      "ps --sort", "ps --sort name", "ps --nmae x", "ps --json=1", "ps 5", "stats now",
      "stats --reset --reset",
      "loop-lag 1", "help frobnicate", "help ps where", "quit now", "ps; stats", "ps | wc", "ps\u{1B}[A",
      "ps\u{0}",
      String(repeating: "x", count: 1_048_576),
    ].map { Array($0.utf8) } + [[0xFE, 0x80, 0xC3], [0x01, 0x02, 0x7F]]

  @Test func aliases_and_beginnings_are_the_same_commands() async throws {
    try await LiveConsole.run { console in
      for words in [
        ["ps", "p"], ["where", "w"], ["where-terminated", "wt", "where-"], ["cancel", "ca", "canc"],
        ["help", "h", "?"],
        ["loop-lag", "lag", "loop"], ["stats", "sta"], ["quit", "q", "exit"],
      ] {
        let told = try await console.ask("help \(words[0])").text
        #expect(told.hasPrefix("usage: \(words[0])"))
        for word in words { #expect(try await console.ask("\(word) --help").text == told) }
      }
    }
  }

  @Test func every_form_of_json_is_lines_of_objects() async throws {
    try await LiveConsole.run { console in
      // With no other test beside this one there might be no task to list.
      let sleeper = Task { try? await Task.sleep(for: .seconds(3_600)) }
      defer { sleeper.cancel() }
      for line in ["ps --json", "ps --all --json --sort lag", "stats --json", "loop-lag --json"] {
        let lines = try await console.ask(line).lines
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
      }
    }
  }

  @Test func a_script_ends_where_it_says_quit() async throws {
    try await LiveConsole.run { console in
      let told = try await console.ask("help quit\nquit\nhelp ps").text
      #expect(told.hasPrefix("usage: quit\n") && told.hasSuffix("cost: nothing\n"))
      let nothing = try await console.ask("quit\nhelp ps").text
      #expect(nothing.isEmpty)
    }
  }

  @Test func a_person_is_greeted_with_the_truth_in_three_lines() async throws {
    try await LiveConsole.run { console in
      try await offPool {
        let client = try TestClient(port: console.server.port)
        try client.send("\n\u{3}")
        let greeting = try client.read(until: Session.prompt).split(separator: "\n").suffix(4)
        #expect(greeting.first?.contains(", pid \(Program.current().pid), Swift ") == true)
        #expect(greeting.dropFirst().first?.contains(" tasks live, ") == true)
        // Before it a warning may stand: other tests go wrong on purpose at the same time.
        #expect(greeting.dropFirst(2).first?.hasSuffix("type help for the commands, quit to leave") == true)
        try client.send("ps -n 1\n")
        #expect(try client.read(until: Session.prompt).contains("showing "))
        try client.send("quit\n")
        #expect(try client.readToEnd() == "")
      }
    }
  }
}
