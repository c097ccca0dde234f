// Lets workers make replies and brings the pieces back to the loop; it must not know whose they are.

/// Where connections give their replies to be made.
struct ReplyRunner: Sendable {
  let respondent: any Respondent
  let workers: WorkerPool
  let mailbox: Mailbox

  /// Has the next piece made; it comes back through the mailbox.
  func step(_ reply: RunningReply, at now: UInt64) {
    workers.submit(at: now) { [respondent, mailbox] in mailbox.post(reply.step(asking: respondent)) }
  }

  /// Has freed what a dropped reply holds.
  func discard(_ reply: RunningReply, at now: UInt64) {
    workers.submit(at: now) { reply.discard() }
  }
}
