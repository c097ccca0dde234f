// A common mistake: tasks started for something that never comes, and never told to stop.

import Synchronization

struct LeakIncident: Incident {
  let name = "leak"
  let summary = "start 50 tasks a second that wait for ever"

  private let listeners = Listeners()

  func run() async {
    var number = 0
    while (try? await Task.sleep(for: .milliseconds(20))) != nil {
      number += 1
      Task(name: "listener \(number)") { [listeners] in await listeners.waitForNews() }
    }
  }
}

/// Remembers everybody who waits, and never has news for them.
private final class Listeners: Sendable {
  private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

  func waitForNews() async {
    await withCheckedContinuation { continuation in
      waiting.withLock { $0.append(continuation) }
    }
  }
}
