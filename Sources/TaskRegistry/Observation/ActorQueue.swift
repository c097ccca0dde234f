// Tasks that wait for an actor's turn. They pass the hook only as the actor's turn, one job for all of them: so the
// actor's own lists are read whenever this thread is the only one that takes jobs out of them.

import CTaskRuntime
import Synchronization

enum ActorQueue {
  /// Whether the lists of actors read back as expected; set by the self-check before observation begins.
  static let isTrusted = Atomic<Bool>(false)

  /// Jobs looked at in one go; the next one to run is looked at besides, so none of the others begins unseen.
  private static let limit = 4096

  // SAFETY, for the reads of actors and their jobs: others only ever add jobs at the head of the incoming list. Who
  // takes jobs out is the one thread that has the actor's turn, and before that begins, who enqueues it. Each caller is
  // that thread. Jobs in the lists keep the actor alive, and so does a turn.

  /// An actor's turn is being enqueued by this thread, and cannot begin before that is done.
  ///
  /// - Parameter frame: Where this thread's stack is walked from.
  @inline(never)
  static func turnEnqueued(
    _ turn: UnsafeMutableRawPointer, frame: UnsafeRawPointer, thread: UnsafeMutablePointer<ThreadState>
  ) {
    guard let actor = UnsafeRawPointer(bitPattern: TaskLayout.word(turn, TaskLayout.Actor.ofTurn)) else {
      return
    }
    // An actor that was idle gets its turn from who gives it its first job. One that this thread gives up has jobs of
    // whomever.
    let isGivenUp = UnsafeRawPointer(ctr_current_actor()) == actor
    look(actor, firstFrame: isGivenUp ? nil : frame, thread: thread)
  }

  /// An actor's turn begins on this thread.
  @inline(never)
  static func turnBegins(_ turn: UnsafeRawPointer, thread: UnsafeMutablePointer<ThreadState>) {
    if let actor = UnsafeRawPointer(bitPattern: TaskLayout.word(turn, TaskLayout.Actor.ofTurn)) {
      look(actor, firstFrame: nil, thread: thread)
    }
  }

  /// A task's run has ended on this thread inside an actor's turn, which goes on, be it with another actor.
  @inline(never)
  static func runEnded(thread: UnsafeMutablePointer<ThreadState>) {
    if let actor = ctr_current_actor() { look(actor, firstFrame: nil, thread: thread) }
  }

  /// - Parameter firstFrame: This thread's frame, if it is the one that added the oldest of the incoming jobs.
  private static func look(
    _ actor: UnsafeRawPointer, firstFrame: UnsafeRawPointer?, thread: UnsafeMutablePointer<ThreadState>
  ) {
    // After a stop, what is wrapped runs out; nothing new is wrapped.
    guard Observation.isActive.load(ordering: .relaxed) else { return }
    if let next = job(actor + TaskLayout.Actor.queue) { _ = see(next, frame: nil, thread: thread) }
    var next = job(actor + TaskLayout.Actor.incoming)
    for _ in 0..<limit {
      guard let current = next else { return }
      next = job(current + TaskLayout.nextInActor)
      // What was added before a job that is known has been looked at with it.
      guard see(current, frame: next == nil ? firstFrame : nil, thread: thread) else { return }
    }
  }

  private static func job(_ address: UnsafeRawPointer) -> UnsafeMutableRawPointer? {
    // Acquiring: who added a job wrote it before.
    UnsafeMutableRawPointer(bitPattern: ctr_load_acquire(address))
  }

  /// Notes that a task waits for its turn; false if that is known.
  private static func see(
    _ job: UnsafeMutableRawPointer, frame: UnsafeRawPointer?, thread: UnsafeMutablePointer<ThreadState>
  ) -> Bool {
    guard
      TaskLayout.half(job, TaskLayout.flags) & TaskLayout.Flags.kindMask == TaskLayout.Flags.taskKind
    else { return true }
    if TaskLayout.word(job, TaskLayout.resumeTask) == UInt(bitPattern: ctr_run_thunk) { return false }
    // Only here: as a rule there is nothing new.
    let now = ctr_ticks()
    let id = TaskLayout.id(of: job)
    if let record = Spawning.record(of: job, id: id, frame: frame, thread: thread, now: now) {
      Observer.expectRun(of: job, record, now: now)
    }
    return true
  }
}
