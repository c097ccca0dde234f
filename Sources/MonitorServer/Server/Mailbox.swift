// How other threads reach the loop; it must not know what the loop does about it.
import TaskRegistry

/// What came for the loop since it last looked.
struct Mail: Sendable {
  var progress: [ReplyProgress] = []
  var isStopping = false
}

/// Collects what workers and `stop` have for the loop, and wakes it.
final class Mailbox: Sendable {
  let wakeUp: WakeUp
  private let mail = Guarded(Mail())

  init() throws(SystemError) { wakeUp = try WakeUp() }

  func post(_ progress: ReplyProgress) {
    mail.withLock { $0.progress.append(progress) }
    wakeUp.signal()
  }

  func stop() {
    mail.withLock { $0.isStopping = true }
    wakeUp.signal()
  }

  /// Takes what has come.
  ///
  /// Signals are cleared before the mail is taken: what comes in between wakes the loop once too often, never once
  /// too seldom.
  func collect() -> Mail {
    wakeUp.clear()
    return mail.withLock { mail in
      let taken = mail
      mail.progress = []
      return taken
    }
  }
}
