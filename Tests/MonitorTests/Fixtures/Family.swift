// Tasks whose every state, place and relation is known, to hold against what the console says of them.

@testable import MonitorServer
@testable import TaskRegistry

/// Tasks that wait in every way, until they are cancelled or released.
struct Family {
  let tag: String
  let root: Task<Void, Never>
  let stuck: Task<Void, Never>
  let parked = Parked()

  static let file = "Family.swift"
  static let sleepLine: UInt = #line + 13
  static let groupLine: UInt = #line + 14

  init(_ tag: String) {
    self.tag = tag
    let parked = parked
    let stuck = Task(name: "\(tag) stuck") { await parked.wait() }
    self.stuck = stuck
    root = Task(name: "\(tag) root") {
      await withTaskGroup { group in
        group.addTask(name: "\(tag) waiter") { await stuck.value }
        group.addTask(name: "\(tag) let") { await Family.awaitLet() }
        group.addTask(name: "\(tag) sleeper") {
          try? await Task.sleep(for: .seconds(3_600))
        }
        await group.waitForAll()
      }
    }
  }

  private static func awaitLet() async {
    async let child: Void? = try? await Task.sleep(for: .seconds(3_600))
    await child
  }

  /// What `ps` shows once each task has come to its await point.
  func settled(_ console: LiveConsole) async throws -> [String: TaskRow] {
    let expected = [
      "root": "suspended group", "waiter": "suspended task", "let": "suspended async-let",
      "sleeper": "suspended sleep", "stuck": "suspended continuation",
    ]
    return try await console.tasks(of: tag) { $0.mapValues(\.doing) == expected }
  }

  func end() async {
    root.cancel()
    parked.release()
    await root.value
    await stuck.value
  }

  /// Runs `body` with a family that has settled, and ends it.
  static func settled(
    _ body: (Family, LiveConsole, [String: TaskRow]) async throws -> Void
  ) async throws {
    try await LiveConsole.run { console in
      let family = Family(LiveConsole.tag())
      do {
        try await body(family, console, try await family.settled(console))
        await family.end()
      } catch {
        await family.end()
        throw error
      }
    }
  }
}

/// Where tasks wait until they are released, whether they are cancelled or not.
final class Parked: Sendable {
  private struct State {
    var isReleased = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Guarded(State())

  func wait() async {
    await withCheckedContinuation { continuation in
      let isReleased = state.withLock { state in
        if !state.isReleased { state.waiting.append(continuation) }
        return state.isReleased
      }
      if isReleased { continuation.resume() }
    }
  }

  func release() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.isReleased = true
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}
