// A common mistake: catching every error, and with it the request to stop.

struct IgnoreCancelIncident: Incident {
  let name = "ignore-cancel"
  let summary = "run a task that swallows its cancellation and goes on"

  func run() async {
    await withTaskGroup { group in
      group.addTask(name: "deaf") { await pollForEver() }
    }
  }
}

private func pollForEver() async {
  while true {
    do {
      try await poll()
    } catch {
      // "It will work the next time": so it never ends.
    }
  }
}

private func poll() async throws {
  // The pause is a task of its own, which the cancellation of this one does not reach.
  await Task(name: "pause") { try? await Task.sleep(for: .milliseconds(500)) }.value
  try Task.checkCancellation()
}
