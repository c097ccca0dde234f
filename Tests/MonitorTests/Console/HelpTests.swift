import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct HelpTests {
  /// Commands whose answer goes on or is the session's to give, so that no output can stand in help.
  private static let withoutOutput: Set<String> = ["quit", "top", "watch", "events", "vars"]

  @Test(arguments: CommandTable.standard.commands.map(\.verb))
  func an_example_prints_what_help_says(verb: String) throws {
    let command = try CommandTable.standard.command(named: verb)
    if !Self.withoutOutput.contains(verb) { #expect(command.examples.count >= 2) }
    for example in command.examples where !Self.withoutOutput.contains(verb) {
      let printed = try FakeProgram.shop.print(example.line)
      #expect(
        Self.fits(example.output, printed), "\(example.line) prints:\n\(printed)")
      #expect(example.output.split(separator: "\n").count <= 12)
    }
  }

  /// Whether a text is what an example shows of it: a line `…` stands for lines left out, a line that ends in `…` for
  /// one whose end is left out.
  private static func fits(_ example: String, _ text: String) -> Bool {
    fits(
      example.split(separator: "\n")[...],
      text.split(separator: "\n", omittingEmptySubsequences: false)[...].dropLast())
  }

  private static func fits(_ example: ArraySlice<Substring>, _ lines: ArraySlice<Substring>) -> Bool {
    guard let first = example.first else { return lines.isEmpty }
    if first == "…" {
      // At least one line is left out, or it would not be said.
      return lines.indices.contains { fits(example.dropFirst(), lines[($0 + 1)...]) }
    }
    guard let line = lines.first else { return false }
    let isLine = first.hasSuffix("…") ? line.hasPrefix(first.dropLast()) : line == first
    return isLine && fits(example.dropFirst(), lines.dropFirst())
  }

  @Test func an_example_that_differs_by_a_letter_or_leaves_a_line_out_unsaid_does_not_fit() {
    #expect(Self.fits("a\n…\nd", "a\nb\nc\nd\n"))
    #expect(Self.fits("a\nb…", "a\nbcd\n"))
    #expect(!Self.fits("a\nd", "a\nb\nd\n"))
    #expect(!Self.fits("a\n…\nd", "a\nd\n"))
    #expect(!Self.fits("a\nb", "a\nc\n"))
    #expect(!Self.fits("a", "a\nb\n"))
    #expect(!Self.fits("", "a\n"))
  }

  @Test func the_list_fits_a_terminal_and_groups_commands_by_question() throws {
    let terminal = Audience(isInteractive: true, terminal: .usual)
    let lines = try FakeProgram().lines("help", for: terminal)
    // The prompt stands below it.
    #expect(lines.count < TerminalSize.usual.rows)
    for line in lines { #expect(line.count <= TerminalSize.usual.columns, "\(line)") }
    for command in CommandTable.standard.commands {
      #expect(
        lines.contains { $0.contains(" \(command.verb)") && $0.hasSuffix("  \(command.summary)") },
        "\(command.verb) is cut or missing")
    }
    let questions = lines.dropFirst().dropLast().filter { !$0.hasPrefix(" ") }
    #expect(
      questions.map { $0.prefix(17).split(separator: " ").joined(separator: " ") } == [
        "what is running", "why is it stuck", "who eats the pool", "what went wrong", "make it stop",
        "this program", "this console",
      ])
  }

  @Test func in_a_terminal_help_about_a_command_is_wrapped_and_its_examples_keep_their_columns() throws {
    let terminal = Audience(isInteractive: true, terminal: .usual)
    let lines = try FakeProgram().lines("help ps", for: terminal)
    #expect(lines.dropFirst().allSatisfy { $0.count <= 80 })
    #expect(lines.contains("  --state S                    only tasks in this state: running, ready or"))
    #expect(lines.contains("                               suspended"))
    #expect(
      lines.contains("       12  suspended (group)  orders    3m 12s  41.2 ms   118  OrderService.swi…"))
    let narrow = Audience(isInteractive: true, terminal: TerminalSize(columns: 40, rows: 24))
    let narrowLines = try FakeProgram().lines("help ps", for: narrow)
    #expect(
      narrowLines.contains("  --cancelled")
        && narrowLines.contains("      only tasks that were asked to stop"))
  }

  @Test func a_program_s_own_command_stands_under_this_program_and_is_cut_where_it_is_long() throws {
    let own = Command(
      verb: "orders", group: .program, summary: String(repeating: "long ", count: 40) + "\u{1B}",
      cost: "nothing"
    ) { _, _ in .reply(.text("3 open")) }
    let table = CommandTable(commands: CommandTable.standard.commands + [own])
    let terminal = Audience(isInteractive: true, terminal: .usual)
    let lines = try FakeProgram().lines("help", for: terminal, table: table)
    let place = try #require(lines.firstIndex { $0.contains("orders") })
    let line = lines[place]
    #expect(lines[...place].last { !$0.hasPrefix(" ") }?.hasPrefix("this program  ") == true)
    #expect(line.contains("…") && line.count <= 80)
    let plain = try FakeProgram().lines("help", for: .plain, table: table)
    #expect(plain.first { $0.contains("orders") }?.hasSuffix(#"long \u{1B}"#) == true)
  }

  @Test(arguments: CommandTable.standard.commands.map(\.verb))
  func a_command_is_told_in_full(verb: String) throws {
    let command = try CommandTable.standard.command(named: verb)
    let about = try FakeProgram().lines("help \(verb)")
    #expect(about.prefix(2) == ["usage: \(command.usage)", command.summary])
    #expect(about.contains("cost: \(command.cost)"))
    for option in command.options {
      #expect(about.contains { $0.contains(option.usage) && $0.hasSuffix(option.summary) })
    }
    for example in command.examples { #expect(about.contains("  \(example.line)")) }
    #expect(try FakeProgram().lines("\(verb) --help") == about)
  }
}
