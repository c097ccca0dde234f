// Holds what is written about the console against the table of commands and against what is printed.
import Foundation
import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct DocumentationTests {
  private static func text(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    return try String(contentsOf: root.appending(path: name), encoding: .utf8)
  }

  /// In a Markdown table a bar within code is written with a backslash.
  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  @Test(
    "Every command stands with its usage and its aliases in a row", arguments: ["README.md", "PROTOCOL.md"])
  func commands(document: String) throws {
    let rows = try Self.text(document).split(separator: "\n").filter { $0.hasPrefix("| `") }
    for command in CommandTable.standard.commands {
      let row = rows.first { $0.hasPrefix("| `\(Self.cell(command.usage))` | ") }
      let aliases = try #require(row, "\(document) has no row for \(command.usage)").split(separator: "|")
      #expect(
        command.aliases.allSatisfy { alias in aliases.contains { $0.contains("`\(alias)`") } },
        "\(document): aliases of \(command.verb)")
    }
  }

  @Test("README says of each command what help says")
  func summaries() throws {
    let readme = try Self.text("README.md")
    for command in CommandTable.standard.commands where command.group != .console {
      #expect(readme.contains("| \(command.summary) |"))
    }
  }

  @Test("Every option is written about", arguments: ["README.md", "PROTOCOL.md"])
  func options(document: String) throws {
    let text = try Self.text(document)
    for option in CommandTable.standard.commands.flatMap(\.options) {
      #expect(
        text.contains("[\(option.name)") || text.contains("| \(option.name)"), "\(document): \(option.name)")
      if let short = option.short { #expect(text.contains("`\(short)"), "\(document): \(short)") }
    }
  }

  @Test("Every word for a state, a wait kind, a kind and an outcome is explained", arguments: ["PROTOCOL.md"])
  func words(document: String) throws {
    let text = try Self.text(document)
    let words =
      TaskState.allCases.map(\.rawValue) + WaitKind.allCases.map(\.rawValue)
      + CheckName.allCases.map(\.rawValue) + CheckVerdict.allCases.map(\.rawValue)
      + TaskKind.allCases.map(\.rawValue) + TaskOutcome.allCases.map(\.rawValue)
      + ThreadInfo.Activity.allCases.map(\.rawValue)
    for word in words { #expect(text.contains("`\(word)`"), "\(document): \(word)") }
  }

  @Test(
    "Every field of every object is written about",
    arguments: [
      "ps --json", "where 5 --json --locals", "ps-terminated --json", "where-terminated 5 --json",
      "cancel 5 --json --wait 0", "threads --json", "slow --json",
      "stats --json",
      "loop-lag --json", "waits --json", "tree --json", "check --json", "top --json",
    ])
  func fields(line: String) throws {
    let text = try Self.text("PROTOCOL.md")
    let object = try #require(try Self.program.objects(line).first)
    let names = Self.names(in: object)
    #expect(names.count > 3)
    for name in names { #expect(text.contains("`\(name)`"), "PROTOCOL.md: \(name) of \(line)") }
  }

  private static func names(in value: Any) -> Set<String> {
    switch value {
    case let object as [String: Any]:
      object.reduce(into: Set(object.keys)) { $0.formUnion(names(in: $1.value)) }
    case let array as [Any]: array.reduce(into: []) { $0.formUnion(names(in: $1)) }
    default: []
    }
  }

  /// A program that leaves no part of any object empty.
  private static var program: FakeProgram {
    let place = CodeLocation(function: "f()", file: "A.swift", line: 1)
    let frame = StackFrame(location: place, address: 1, isProgramCode: true)
    var delays = LagReport.Distribution()
    delays.count = 1
    delays.buckets = [.init(upperNanoseconds: 1, count: 1)]
    let probe = LagReport.Probe(
      intervalNanoseconds: 1, delays: delays, outstandingNanoseconds: 1, isOverdue: true,
      overdueAfterNanoseconds: 1)
    let holder = LagReport.Holder(task: 5, name: "n", threadID: 1, runningNanoseconds: 1, spawnedAt: place)
    var statistics = Statistics()
    statistics.sites = [.init(location: place, spawned: 1, live: 1)]
    statistics.features = [.init(name: "stacks", isOn: false, reason: "r")]
    let task = TaskInfo.fake(5)
    var thread = ThreadInfo(id: 1)
    thread.frames = [frame]
    let run = SlowRun(
      task: 5, name: "n", spawnedAt: place, threadID: 1, ageNanoseconds: 1, durationNanoseconds: 1,
      isGoingOn: true, blockedIn: "read", frames: [frame])
    let stack = TaskStack(
      task: task, frames: [frame], framesMissing: nil, spawnFrames: [frame],
      creators: [.init(id: 1, name: "c", isAlive: true, spawnedAt: place)])
    let finding = CheckFinding(
      .stuck(spawnedAt: place, ended: 1, lifetime: 1), subjects: [.init(task, nanoseconds: 1)], count: 1)
    let finished = FinishedTask(id: 5, kind: .groupChild, outcome: .threw)
    let finishedStack = FinishedStack(
      task: finished, lastFrames: [frame], lastFramesMissing: nil, spawnFrames: [frame],
      creators: stack.creators, groupFailure: .sibling(finished))
    let locals = TaskLocals(values: [.init(key: "k", type: "t", value: "v")], missing: nil)
    var busyness = BusySample()
    busyness.elapsedNanoseconds = 1
    busyness.rows = [.init(task: task, busyNanoseconds: 1, runs: 1)]
    return FakeProgram(
      tasks: [task],
      waits: WaitReport(groups: [WaitGroup(count: 1, state: .running, oldest: 5, oldestAgeNanoseconds: 1)]),
      stacks: [5: stack], threads: [thread],
      slowRuns: SlowRunReport(thresholdNanoseconds: 1, runs: [run], overwritten: 1),
      locals: [5: locals], finished: .init(tasks: [finished], dropped: 0),
      finishedStacks: [5: finishedStack],
      cancel: { _ in .requested }, ending: { _ in .live },
      busyness: [busyness], statistics: statistics,
      lag: LagReport(executors: [.init(name: "pool", runs: delays, probe: probe)], holders: [holder]),
      check: CheckReport(results: [CheckResult(.stuck, findings: [finding])]))
  }
}
