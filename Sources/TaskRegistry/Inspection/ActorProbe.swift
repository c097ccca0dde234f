// The part of the self-check that is about actors: one whose every turn, and every job that waits for one, is known must
// read back exactly.

import CTaskRuntime

final class ActorProbe: Sendable {
  private struct Findings {
    var failure: String?
    /// Of the latest turn that was enqueued: its actor, and the oldest job that waited for it.
    var turn: (actor: UInt, job: UInt) = (0, 0)
    /// Tasks in the order they were added while the actor was running.
    var added: [UInt] = []
    var ran = 0
    /// Where the current executor was noted, each time it was looked for.
    var executorOffsets: [Set<Int>] = []
  }

  /// Tasks that are made to wait at the same time.
  private static let waiting = 3

  private let findings = Guarded(Findings())

  /// Why actors cannot be trusted; nil if they can, once `run` is done.
  var failure: String? {
    findings.withLock { findings in
      if let failure = findings.failure { return failure }
      return findings.ran == Self.waiting + 1 ? nil : "a turn of an actor was not seen"
    }
  }

  /// Runs an actor on an executor that runs each job at once.
  func run(on executor: InlineExecutor) {
    let probe = self
    Task.detached(executorPreference: executor) {
      await ProbedActor(probe: probe, executor: executor).start()
    }
  }

  /// Takes over what was learnt of where a thread notes its executor.
  func learn() { CurrentExecutor.learn(findings.withLock { $0.executorOffsets }) }

  /// The job that gives an actor its turn is enqueued.
  func turnEnqueued(_ turn: UnsafeRawPointer) {
    let actor = TaskLayout.word(turn, TaskLayout.Actor.ofTurn)
    findings.withLock {
      $0.turn = (actor, SafeMemory.words(actor &+ UInt(TaskLayout.Actor.incoming))?.0 ?? 0)
    }
  }

  fileprivate func check(_ isTrue: Bool, _ what: String) {
    findings.withLock { if !isTrue, $0.failure == nil { $0.failure = "\(what) does not read back" } }
  }

  /// Inside the turn of an idle actor's first job.
  fileprivate func started(in actor: UInt) {
    let turn = findings.withLock {
      $0.ran += 1
      return $0.turn
    }
    noteExecutorOffsets(actor)
    check(turn.actor == actor, "an actor's turn")
    check(turn.job == UInt(bitPattern: ctr_current_task()), "an actor's incoming job")
    check(UInt(bitPattern: ctr_current_actor()) == actor, "the current actor")
    check(word(actor, TaskLayout.Actor.incoming) == 0, "an actor without incoming jobs")
    check(word(actor, TaskLayout.Actor.queue) == 0, "an actor without waiting jobs")
  }

  /// A task was added while the actor was running.
  fileprivate func added(to actor: UInt) {
    let newest = word(actor, TaskLayout.Actor.incoming)
    let before = findings.withLock { $0.added.last ?? 0 }
    guard newest != 0, newest != before else { return check(false, "a job that waits for an actor") }
    check(word(newest, TaskLayout.nextInActor) == before, "the order of an actor's incoming jobs")
    findings.withLock { $0.added.append(newest) }
  }

  /// Inside the run of one of the tasks that were added.
  fileprivate func ranNext(in actor: UInt) {
    let (added, index) = findings.withLock {
      $0.ran += 1
      return ($0.added, $0.ran - 2)
    }
    noteExecutorOffsets(actor)
    guard added.indices.contains(index) else { return check(false, "a job that waits for an actor") }
    check(added[index] == UInt(bitPattern: ctr_current_task()), "a job that waits for an actor")
    let next = index + 1 < added.count ? added[index + 1] : 0
    check(word(actor, TaskLayout.Actor.queue) == next, "an actor's next job")
    check(word(actor, TaskLayout.Actor.incoming) == 0, "an actor's incoming jobs")
  }

  private func noteExecutorOffsets(_ actor: UInt) {
    let offsets = CurrentExecutor.candidates(actor)
    findings.withLock { $0.executorOffsets.append(offsets) }
  }

  private func word(_ object: UInt, _ offset: Int) -> UInt {
    SafeMemory.words(object &+ UInt(offset))?.0 ?? .max
  }

  private actor ProbedActor {
    let probe: ActorProbe
    let executor: InlineExecutor

    init(probe: ActorProbe, executor: InlineExecutor) {
      self.probe = probe
      self.executor = executor
    }

    private var address: UInt { UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()) }

    func start() {
      probe.started(in: address)
      for _ in 0..<ActorProbe.waiting {
        // It begins at once, and then has to wait for the actor, whose turn this is.
        Task.detached(executorPreference: executor) { await self.next() }
        probe.added(to: address)
      }
    }

    private func next() { probe.ranNext(in: address) }
  }
}
