// `vars` over TCP: values of the program's own, whatever becomes of their reading.
import Foundation
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite(.timeLimit(.minutes(2))) struct ExposedValuesTests {
  private struct Unreachable: Error, CustomStringConvertible {
    let description = "no\nroute"
  }

  @Test func values_are_listed_with_their_units_and_reasons() async throws {
    try await OwnConsole.run { own in
      try own.expose("queue depth", unit: "jobs") { 12 }
      try own.expose("cache age") { Duration.milliseconds(3_200) }
      try own.expose("leader") { "node \u{7}" }
      try own.expose("peers") { throw Unreachable() }
      try own.expose("ratio", unit: "of 1") { Optional<Double>.none }
      #expect(
        try await own.ask("vars").split(separator: "\n").map { $0.split(separator: " ") } == [
          ["NAME", "VALUE", "UNIT"], ["queue", "depth", "12", "jobs"], ["cache", "age", "3.20", "s"],
          ["leader", "node", "\\u{7}"], ["peers", "-", "no\\nroute"], ["ratio", "-", "of", "1"],
          ["showing", "5", "of", "5", "values"],
        ])
      #expect(
        try await own.ask("vars --json") == """
          {"name":"queue depth","value":12,"unit":"jobs","error":null}
          {"name":"cache age","value":3200000000,"unit":null,"error":null}
          {"name":"leader","value":"node \\u0007","unit":null,"error":null}
          {"name":"peers","value":null,"unit":null,"error":"no\\nroute"}
          {"name":"ratio","value":null,"unit":"of 1","error":null}

          """)
      #expect(try await own.ask("vars '*a*e*' --json").split(separator: "\n").count == 2)
      #expect(try await own.ask("vars 'q*'").hasSuffix("showing 1 of 5 values\n"))
    }
  }

  @Test func it_prints_what_its_help_says() async throws {
    try await OwnConsole.run { own in
      try own.expose("queue depth", unit: "jobs") { 12 }
      try own.expose("cache age") { Duration.milliseconds(3_200) }
      #expect(Command.vars.examples.count == 2)
      for example in Command.vars.examples {
        let lines = try await own.ask(example.line).split(separator: "\n")
        // Nothing stands in the last column of a value without a unit.
        let trimmed = lines.map { line in String(line[...(line.lastIndex { $0 != " " } ?? line.startIndex)]) }
        #expect(trimmed.joined(separator: "\n") == example.output)
      }
    }
  }

  @Test func without_any_it_says_so() async throws {
    try await OwnConsole.run { own in
      let (table, objects) = (try await own.ask("vars"), try await own.ask("vars --json"))
      #expect(table.split(separator: "\n").last == "showing 0 of 0 values")
      #expect(objects == "")
    }
  }

  @Test func one_that_is_late_does_not_keep_back_the_others_and_is_asked_once() async throws {
    let gate = Gate()
    let asked = Counter()
    try await OwnConsole.run(timeLimit: .milliseconds(30)) { own in
      try own.expose("late") {
        asked.increment()
        await gate.pass()
        return 5
      }
      try own.expose("quick") { 7 }
      var ids: Set<TaskID> = []
      var quick = ""
      // On a loaded machine the limit may be too short for the quick one too.
      while ids.isEmpty || quick != #"{"name":"quick","value":7,"unit":null,"error":null}"# {
        let lines = try await own.ask("vars --json").split(separator: "\n").map(String.init)
        ids.insert(try #require(taskID(in: lines[0])))
        let late = #"{"name":"late","value":null,"unit":null,"error":"has not answered within 30.0 ms (task "#
        #expect(lines[0].hasPrefix(late))
        quick = lines[1]
      }
      #expect(ids.count == 1)
      try await offPool { asked.wait(for: 1) }
      #expect(asked.value == 1)
      let id = try #require(ids.first)
      #expect(try await Observed.suspended(id).name == "console late")
      gate.open()
      try await Observed.gone(id)
      let answer = #"{"name":"late","value":5,"unit":null,"error":null}"# + "\n"
      while try await own.ask("vars late --json") != answer {}
      #expect(asked.value >= 2)
    }
  }

  @Test func all_are_asked_at_the_same_time() async throws {
    let (first, second) = (Gate(), Gate())
    try await OwnConsole.run { own in
      // Each can answer only once the other has been asked.
      try own.expose("a") {
        first.open()
        await second.pass()
        return 1
      }
      try own.expose("b") {
        second.open()
        await first.pass()
        return 2
      }
      #expect(try await own.ask("vars").hasSuffix("showing 2 of 2 values\n"))
    }
  }

  @Test func the_protocol_tells_of_every_field() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let text = try String(contentsOf: root.appending(path: "PROTOCOL.md"), encoding: .utf8)
    let rows = [VarsText.Row(name: "n", unit: "u", shown: .missing("r"))]
    let object = try JSONSerialization.jsonObject(with: Data(VarsText.json(rows)))
    let names = try #require(object as? [String: Any]).keys
    #expect(names.count == 4)
    for name in names { #expect(text.contains("`\(name)`")) }
  }
}
