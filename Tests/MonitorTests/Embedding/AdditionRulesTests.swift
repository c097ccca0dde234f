import Testing

@testable import MonitorServer

struct AdditionRulesTests {
  private static func command(_ change: (inout ConsoleCommand) -> Void = { _ in }) -> ConsoleCommand {
    var command = ConsoleCommand("orders", summary: "open orders") { _ in .text("") }
    change(&command)
    return command
  }

  @Test func a_command_of_the_usual_form_has_no_fault() {
    let full = Self.command { command in
      command.aliases = ["o", "ord-2"]
      command.operands = .init("CUSTOMER", count: 0...2, choices: ["anne", "bob"])
      command.options = [.init("--limit", short: "-n", value: "N", summary: "at most N rows")]
      command.examples = ["orders anne"]
    }
    #expect(AdditionRules.fault(of: full) == nil)
    #expect(AdditionRules.fault(of: Self.command()) == nil)
  }

  @Test(arguments: [
    "", "Orders", "-orders", "two words", "1st", "ö", "or\u{1B}", String(repeating: "x", count: 33),
  ])
  func a_verb_of_another_form_is_refused(word: String) {
    let asVerb = AdditionRules.fault(of: Self.command { $0.verb = word })
    let asAlias = AdditionRules.fault(of: Self.command { $0.aliases = [word] })
    for fault in [asVerb, asAlias] {
      #expect(fault?.hasPrefix("a command cannot be called '") == true)
      #expect(
        fault?.hasSuffix("give it a word of 1 to 32 small letters, digits and '-', beginning with a letter")
          == true)
      #expect(fault?.contains("\u{1B}") == false)
    }
  }

  @Test func whatever_cannot_be_shown_or_typed_is_refused() {
    func fault(_ change: (inout ConsoleCommand) -> Void) -> String? {
      AdditionRules.fault(of: Self.command(change))
    }
    let line = "one line of 1 to 200 bytes without control characters"
    let word = "a word of 1 to 64 bytes without blanks and control characters"
    #expect(fault { $0.summary = "two\nlines" } == "orders: its summary has to be \(line)")
    #expect(fault { $0.summary = "" } == "orders: its summary has to be \(line)")
    #expect(fault { $0.cost = "\u{202E}" } == "orders: its cost has to be \(line)")
    #expect(
      fault { $0.examples = [String(repeating: "x", count: 201)] } == "orders: each example has to be \(line)"
    )
    #expect(fault { $0.aliases = ["orders"] } == "orders: its verb and aliases have to differ")
    #expect(fault { $0.operands = .init("") } == "orders: its operands need \(word) to be called by, as NAME")
    #expect(
      fault { $0.operands = .init("N", count: -1...1) } == "orders: it cannot take less than no operand")
    #expect(
      fault { $0.operands = .init("N", choices: ["a b"]) } == "orders: each choice of N has to be \(word)")
    #expect(
      fault { $0.options = [.init("limit", summary: "s")] }
        == "orders: an option cannot be called 'limit'; give it '--' and small letters, digits and '-'")
    #expect(
      fault { $0.options = [.init("--limit", short: "n", summary: "s")] }
        == "orders: --limit cannot be called 'n' for short; give it '-' and a letter")
    for name in ["--json", "--help"] {
      #expect(
        fault { $0.options = [.init(name, summary: "s")] }
          == "orders: it has \(name) already; choose another name")
    }
    #expect(
      fault {
        $0.options = [.init("--a", short: "-a", summary: "s"), .init("--b", short: "-a", summary: "s")]
      }
        == "orders: it has -a already; choose another name")
    #expect(
      fault { $0.options = [.init("--a", choices: ["x"], summary: "s")] }
        == "orders: --a has choices but no word for its value; give it one, as NAME")
    #expect(
      fault { $0.options = [.init("--a", value: "", summary: "s")] }?.contains("the value of --a needs")
        == true)
  }

  @Test func everything_has_a_bound() {
    func fault(_ change: (inout ConsoleCommand) -> Void) -> String? {
      AdditionRules.fault(of: Self.command(change))
    }
    let names = (0..<300).map { "x\($0)" }
    #expect(fault { $0.aliases = Array(names.prefix(8)) } == nil)
    #expect(
      fault { $0.aliases = Array(names.prefix(9)) } == "orders: it has more than 8 aliases; leave some out")
    #expect(
      fault { $0.examples = Array(names.prefix(9)) } == "orders: it has more than 8 examples; leave some out")
    let options = names.map { ConsoleCommand.Option("--\($0)", summary: "s") }
    #expect(fault { $0.options = Array(options.prefix(16)) } == nil)
    #expect(
      fault { $0.options = Array(options.prefix(17)) }
        == "orders: it has more than 16 options; leave some out")
    #expect(fault { $0.operands = .init("N", choices: Array(names.prefix(256))) } == nil)
    #expect(
      fault { $0.operands = .init("N", choices: Array(names.prefix(257))) }
        == "orders: N has more than 256 choices; give none, and check the value")
  }

  @Test func a_value_needs_a_name_and_a_unit_that_can_be_shown() {
    #expect(AdditionRules.fault(ofValue: "queue depth", unit: "jobs") == nil)
    #expect(AdditionRules.fault(ofValue: "q", unit: nil) == nil)
    for name in ["", " q", "q ", "a\tb", String(repeating: "x", count: 65)] {
      #expect(AdditionRules.fault(ofValue: name, unit: nil)?.hasPrefix("a value cannot be called '") == true)
    }
    for unit in ["", "a\nb", String(repeating: "x", count: 17)] {
      #expect(AdditionRules.fault(ofValue: "q", unit: unit)?.hasPrefix("q: its unit cannot be '") == true)
    }
  }
}
