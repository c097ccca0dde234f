// The real console over real TCP, about the process of the tests; it knows no command's output but its form.
import Foundation
import Testing

@testable import MonitorServer
@testable import TaskRegistry

/// A server that asks the shared registry.
///
/// All tests share one process, so each gives its tasks names of its own and looks at no others.
struct LiveConsole: Sendable {
  let server: Server

  /// Observes and serves while `body` runs.
  static func run<Value>(_ body: (LiveConsole) async throws -> Value) async throws -> Value {
    var configuration = Monitor.Configuration()
    configuration.port = 0
    // No machine is so slow that a script would be taken for a person.
    configuration.greetingDelay = .seconds(3_600)
    Registry.shared.startObserving()
    defer { Registry.shared.stopObserving() }
    let server = try Server(configuration, asking: Console(registry: .shared))
    defer { server.stop() }
    return try await body(LiveConsole(server: server))
  }

  /// The beginning of names that no other test has.
  static func tag() -> String { "e2e-" + String(UInt64.random(in: .min ... .max), radix: 36) }

  /// What a script gets for one line; blocks the thread.
  func answer(_ line: String) throws -> Answer { Answer(text: try server.answer(to: line + "\n")) }

  /// What a script gets for one line; holds no thread of the pool.
  func ask(_ line: String) async throws -> Answer {
    try await offPool { try answer(line) }
  }

  /// The tasks whose names begin with `tag`, by the rest of their names, once they are as they should be.
  func tasks(of tag: String, when isExpected: ([String: TaskRow]) -> Bool) async throws -> [String: TaskRow] {
    while true {
      let rows = try await ask("ps --all --json --name '\(tag) *'").rows
      let named = rows.map { (String($0.name?.dropFirst(tag.count + 1) ?? ""), $0) }
      let tasks = Dictionary(named) { $1 }
      if isExpected(tasks) { return tasks }
    }
  }
}

/// What was printed.
struct Answer: Sendable {
  let text: String

  var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// Rows of `ps --json`.
  var rows: [TaskRow] { get throws { try lines.map { try Self.decode(TaskRow.self, $0) } } }

  /// The one object there is.
  func object<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try #require(lines.count == 1)
    return try Self.decode(type, lines[0])
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, _ line: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(line.utf8))
  }
}

/// A row of `ps --json`.
struct TaskRow: Decodable, Sendable {
  let id: UInt64
  let name: String?
  let state: String?
  let waitKind: String?
  let waitingOn: String?
  let cancelled: Bool?
  let kind: String
  let parent: UInt64?
  let creator: UInt64?
  let ageNs: UInt64
  let busyNs: UInt64?
  let runs: UInt64?
  let waitingAt: String?
  let spawnedAt: String?

  /// `suspended sleep`, `running`.
  var doing: String { [state, waitKind].compactMap(\.self).joined(separator: " ") }
}
