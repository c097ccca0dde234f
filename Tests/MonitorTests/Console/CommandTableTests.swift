import Testing

@testable import MonitorServer

struct CommandTableTests {
  private static let table = CommandTable.standard

  @Test(
    "A verb, an alias, or the beginning of one verb names a command",
    arguments: [
      ("ps", "ps"), ("p", "ps"), ("where", "where"), ("w", "where"), ("where-", "where-terminated"),
      ("pt", "ps-terminated"), ("ca", "cancel"), ("ch", "check"),
      ("stats", "stats"), ("st", "stats"), ("sl", "slow"), ("th", "threads"), ("tr", "tree"),
      ("lag", "loop-lag"),
      ("loop", "loop-lag"), ("?", "help"),
      ("h", "help"),
      ("q", "quit"), ("exit", "quit"),
    ])
  func lookup(word: String, verb: String) throws {
    #expect(try Self.table.command(named: word).verb == verb)
  }

  @Test("An ambiguous beginning names its candidates, and an exact alias wins over it")
  func ambiguity() throws {
    var threads = Command.quit
    threads.verb = "threads"
    threads.aliases = []
    var top = threads
    top.verb = "top"
    var tree = threads
    tree.verb = "tree"
    tree.aliases = ["t"]
    var table = CommandTable(commands: [threads, top])
    #expect(throws: CommandError("'t' is ambiguous: it could be threads, top")) {
      try table.command(named: "t")
    }
    table.commands.append(tree)
    #expect(try table.command(named: "t").verb == "tree")
    #expect(try table.command(named: "to").verb == "top")
  }

  @Test("No two commands answer to the same word")
  func wordsAreUnique() {
    let words = Self.table.commands.flatMap { [$0.verb] + $0.aliases }
    #expect(Set(words).count == words.count)
  }

  @Test("Usage is made of operands and options")
  func usage() {
    #expect(
      Command.ps.usage
        == "ps [--state S] [--name GLOB] [--at GLOB] [--older DURATION] [--parent ID] [--cancelled] "
        + "[--sort id|age|busy|runs|lag] [--limit N | --all] [--json]"
    )
    #expect(Command.cancel.usage == "cancel ID… [--tree] [--wait DURATION] [--json]")
    #expect(Command.help.usage == "help [COMMAND]")
    #expect(Command.set.usage == "set [NAME on|off] [--json]")
    #expect(Command.quit.usage == "quit")
  }

  @Test("Quitting is the session's to do")
  func quit() {
    for word in ["q", "quit", "exit", "qui"] {
      guard case .quit = FakeProgram().console().outcome(of: word, for: Audience(isInteractive: true)) else {
        Issue.record("\(word) does not quit")
        continue
      }
    }
  }

  @Test("A program's own command is a row of the table like any other")
  func ownCommand() throws {
    let own = Command(verb: "orders", group: .program, summary: "open orders", cost: "nothing") { _, _ in
      .reply(.text("3 open"))
    }
    let console = FakeProgram().console(table: CommandTable(commands: CommandTable.standard.commands + [own]))
    guard case .reply(let reply) = console.outcome(of: "ord", for: Audience(isInteractive: false)) else {
      Issue.record("no reply")
      return
    }
    var output: [UInt8] = []
    #expect(reply.next(&output) == .finished)
    #expect(String(decoding: output, as: UTF8.self) == "3 open\n")
  }
}
