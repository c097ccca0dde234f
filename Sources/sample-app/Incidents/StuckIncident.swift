// A common mistake: a continuation that one path of the code forgets to resume.

import Synchronization

struct StuckIncident: Incident {
  let name = "stuck"
  let summary = "send ten requests a second, one of which is never answered, with a task that waits for it"

  private let mailbox = Mailbox()

  func run() async {
    var number = 0
    repeat {
      number += 1
      let request = Task(name: "request \(number)") { [mailbox, number] in await mailbox.answer(to: number) }
      if number == Mailbox.forgotten { Task(name: "waits for request") { await request.value } }
      mailbox.deliver()
    } while (try? await Task.sleep(for: .milliseconds(100))) != nil
  }
}

/// Answers each request when the next is sent, except for one.
private final class Mailbox: Sendable {
  /// The request that gets no answer.
  static let forgotten = 7

  private struct State {
    var pending: [CheckedContinuation<Void, Never>] = []
    // Kept: a continuation that is dropped is reported by the runtime, one that is kept never.
    var lost: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  func answer(to number: Int) async {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if number == Self.forgotten {
          state.lost.append(continuation)
        } else {
          state.pending.append(continuation)
        }
      }
    }
  }

  func deliver() {
    let answered = state.withLock { state in
      defer { state.pending = [] }
      return state.pending
    }
    for continuation in answered { continuation.resume() }
  }
}
