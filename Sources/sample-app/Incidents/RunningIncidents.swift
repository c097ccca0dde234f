// The incidents that go on, whoever began them; the service ends them and waits for none.

import Synchronization

/// Begins incidents, each once, and ends them all.
final class RunningIncidents: Sendable {
  private struct State {
    var tasks: [String: Task<Void, Never>] = [:]
    var isOver = false
  }

  private let state = Mutex(State())

  /// Begins an incident, unless it goes on already or the service ends.
  ///
  /// - Returns: whether it was begun.
  func begin(_ incident: any Incident) -> Bool {
    state.withLock { state in
      guard !state.isOver, state.tasks[incident.name] == nil else { return false }
      // It misbehaves on purpose, so it stands outside of every group: a group would wait for it.
      state.tasks[incident.name] = Task(name: "incident \(incident.name)") { await incident.run() }
      return true
    }
  }

  /// Cancels all that go on, and lets none begin any more.
  func end() {
    let tasks = state.withLock { state in
      state.isOver = true
      return state.tasks.values.map(\.self)
    }
    for task in tasks { task.cancel() }
  }
}
