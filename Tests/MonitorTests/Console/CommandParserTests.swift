import Testing

@testable import MonitorServer

struct CommandParserTests {
  @Test(
    "Blanks separate words, quotes and backslashes keep them together",
    arguments: [
      ("", []), (" \t\r ", []), ("ps", ["ps"]), ("  ps\t-n  20 ", ["ps", "-n", "20"]),
      ("ps --name 'a b'", ["ps", "--name", "a b"]), (#"a "b c" d"#, ["a", "b c", "d"]),
      (#"a\ b"#, ["a b"]), (#""a\"b\\c\d""#, [#"a"b\c\d"#]), (#"'a\b'"#, [#"a\b"#]),
      (#"--x='a b'c"#, ["--x=a bc"]),
      ("''", [""]), (#"a"" b"#, ["a", "b"]), ("'\u{1F600} é'", ["\u{1F600} é"]), ("a\0b", ["a\0b"]),
    ] as [(String, [String])])
  func words(line: String, words: [String]) throws {
    #expect(try CommandParser.words(of: line) == words)
  }

  @Test(
    "What is left open is told",
    arguments: [
      ("ps 'a", "unclosed quote: a ' needs another ' to end it"),
      (#"ps "a"#, #"unclosed quote: a " needs another " to end it"#),
      (#"ps "a\""#, #"unclosed quote: a " needs another " to end it"#),
      (#"ps \"#, #"a backslash at the end keeps nothing: write \\ for a backslash"#),
    ])
  func unclosed(line: String, message: String) {
    #expect(throws: CommandError(message)) { try CommandParser.words(of: line) }
  }

  @Test(
    "The three ways to give a value mean the same",
    arguments: [["--limit", "20"], ["--limit=20"], ["-n", "20"], ["-n20"]])
  func optionForms(words: [String]) throws {
    let arguments = try CommandParser.arguments(words[...], of: .ps)
    #expect(arguments.values == ["--limit": "20"])
    #expect(try arguments.count("--limit") == 20)
  }

  @Test("After two dashes everything is an operand")
  func optionsEnd() throws {
    let arguments = try CommandParser.arguments(["--tree", "--", "--wait", "5"], of: .cancel)
    #expect(arguments.operands == ["--wait", "5"])
    #expect(arguments.has("--tree"))
  }

  @Test("Nasty lines give one clear line or nothing, and never a crash")
  func nastyLines() throws {
    let program = FakeProgram()
    var generator = SystemRandomNumberGenerator()
    var lines = [
      String(repeating: "x", count: 1 << 20), String(repeating: "'a' ", count: 20_000),
      "ps " + String(repeating: "-", count: 9_999),
      "\0", "\u{1B}[31m", "\u{202E}sp", "ps --limit=\u{0663}", "=", "-", "--", "--=", "ps --=", "ps -",
      "ps -n=", "ps --limit=",
      "where +5", "where 0x10", "where ５",
    ]
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      lines.append(String(decoding: bytes, as: UTF8.self))
      lines.append("ps " + String(decoding: bytes, as: UTF8.self))
    }
    for line in lines {
      let output = try program.print(line)
      #expect(output.utf8.count < 2_000)
      #expect(!output.unicodeScalars.contains { $0 != "\n" && SafeText.mustEscape($0) })
      if output.hasPrefix("error: ") { #expect(output.split(separator: "\n").count == 1) }
    }
  }
}
