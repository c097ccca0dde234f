// A common mistake: a continuation that one path of the code forgets to resume.

import Synchronization

struct StuckIncident: Incident {
  let name = "stuck"
  let summary = "send a request whose answer never comes, with a task that waits for it"

  private let mailbox = Mailbox()

  func run() async {
    let request = Task(name: "request") { [mailbox] in await mailbox.answer() }
    await Task(name: "waits for request") { await request.value }.value
  }
}

/// Keeps the continuation of the request, and resumes it never.
private final class Mailbox: Sendable {
  private let pending = Mutex<CheckedContinuation<Void, Never>?>(nil)

  func answer() async {
    await withCheckedContinuation { continuation in
      pending.withLock { $0 = continuation }
    }
  }
}
