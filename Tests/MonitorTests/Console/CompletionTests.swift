import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct CompletionTests {
  private static let program: FakeProgram = {
    var program = FakeProgram(tasks: [
      .fake(3) { task in
        task.state = .running
        task.waitKind = nil
        task.name = "main\n"
      },
      .fake(12) { $0.name = "walk it" },
      .fake(120) { task in
        task.name = "walk it"
        task.waitingAt = CodeLocation(function: "f()", file: "My File.swift", line: 7)
      },
      .fake(121) { $0.name = "it's [*]" },
    ])
    var ended = FinishedTask(id: 9, kind: .task, outcome: .threw)
    ended.name = "gone"
    program.finished.tasks = [ended]
    var thread = ThreadInfo(id: 77)
    thread.activity = .blocked
    thread.blockedIn = "sleep"
    program.threads = [thread]
    return program
  }()

  private static func completion(_ line: String) -> LineCompletion { program.console().completion(of: line) }

  @Test(
    "The last word is completed from the table and from what is live",
    arguments: [
      ("c", ["check", "cancel"]), ("where-", ["where-terminated"]), ("ps --st", ["--state"]),
      ("ps --state r", ["running", "ready"]), ("ps --state=s", ["--state=suspended"]),
      ("ps --sort=", ["--sort=id", "--sort=age", "--sort=busy", "--sort=runs", "--sort=lag"]),
      ("ps -n 5 --a", ["--at"]), ("ps --all --li", []), ("ps --json --j", []),
      ("help wh", ["where", "where-terminated"]), ("nonsense --", []), ("where ", ["3", "12", "120", "121"]),
      ("where 12", ["12", "120", "121"]), ("where 12 ", ["--interrupt", "--locals", "--json"]),
      ("cancel 12 1", ["120", "121"]), ("wt ", ["9"]), ("threads 7", ["77"]), ("ps --parent 3", ["3"]),
      ("ps --name w", ["'walk it'"]), ("ps --name 'walk", ["'walk it'"]),
      ("ps --name=w", ["'--name=walk it'"]),
      ("ps --name it", [#""it's [\\*]""#]), ("ps --name main", ["main?"]),
      ("ps --at My", ["'My File.swift:7'"]),
      ("signal T", ["TERM"]), ("set ", ["color", "paging", "--json"]), ("set color o", ["on", "off"]),
      ("set color on ", ["--json"]), ("quit ", []), ("where -- -", []), ("ps --limit ", []),
      ("ps 'unfinished \\", []), ("where --locals --i", ["--interrupt"]),
    ])
  func words(line: String, words: [String]) {
    #expect(Self.completion(line).candidates.map(\.word) == words)
  }

  @Test func an_empty_line_offers_every_command_with_its_summary() {
    let completion = Self.completion("")
    #expect(completion.candidates.map(\.word) == CommandTable.standard.commands.map(\.verb))
    #expect(completion.candidates.map(\.hint) == CommandTable.standard.commands.map(\.summary))
    #expect(completion.replacedBytes == 0)
  }

  @Test func a_hint_tells_one_candidate_from_another() {
    #expect(
      Self.completion("where ").candidates.map(\.hint) == [
        #"running "main\n""#, #"suspended (sleep) "walk it""#, #"suspended (sleep) "walk it""#,
        #"suspended (sleep) "it's [*]""#,
      ])
    #expect(Self.completion("wt ").candidates.map(\.hint) == [#"threw "gone""#])
    #expect(Self.completion("threads ").candidates.first?.hint == "blocked in sleep")
    #expect(Self.completion("ps --cancelled").candidates.map(\.hint) == [CommandOption.cancelled.summary])
  }

  @Test(
    arguments: [
      ("ps --limit ", "N: a whole number"), ("ps --older ", "DURATION: such as 500ms, 5s or 2m"),
      ("ps --older=", "DURATION: such as 500ms, 5s or 2m"), ("where x", "ID: a number"), ("quit x", nil),
      ("ps --li", nil),
    ] as [(String, String?)])
  func where_nothing_can_be_listed_it_says_what_is_expected(line: String, hint: String?) {
    #expect(Self.completion(line).hint == hint)
  }

  @Test(
    arguments: [
      ("ps --st", 4), ("ps --name 'walk i", 7), ("ps ", 0), (#"ps --name wa"lk"#, 5), ("hé", 3),
      (#"ps a\ b"#, 4),
    ])
  func what_is_replaced_is_the_word_as_it_was_typed(line: String, bytes: Int) {
    #expect(LineWords(line).lastBytes == bytes)
  }

  @Test func thousands_of_tasks_are_not_all_offered_nor_all_looked_at() {
    let program = FakeProgram(tasks: (1...3_000).map { .fake($0) })
    #expect(program.console().completion(of: "where ").candidates.count == CompletionWords.mostWords)
    #expect(program.console().completion(of: "where 20").candidates.first?.word == "20")
    #expect(program.console().completion(of: "where 2999").candidates.isEmpty)
  }

  @Test(arguments: 0..<60)
  func a_word_that_was_completed_is_read_back_as_it_was(seed: Int) throws {
    var random = SeededRandom(UInt64(seed))
    let alphabet: [Character] = [
      "a", "B", " ", "\t", "'", "\"", "\\", "*", "?", "é", "日", "-", "=", "\u{7}", "\u{202E}",
    ]
    let name = String(
      (0..<Int.random(in: 1...12, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
    #expect(try CommandParser.words(of: "ps " + LineWords.quoted(name)) == ["ps", name])
    let program = FakeProgram(tasks: [.fake(5) { $0.name = name }])
    let words = program.console().completion(of: "ps --name ").candidates.map(\.word)
    try #require(words.count == 1)
    #expect(!words[0].unicodeScalars.contains(where: SafeText.mustEscape))
    #expect(try program.objects("ps --json --name " + words[0]).count == 1)
    #expect(
      try program.objects("ps --json " + LineWords.quoted("--name=" + CompletionWords.glob(name))).count == 1)
  }
}

/// The same numbers for the same seed.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
