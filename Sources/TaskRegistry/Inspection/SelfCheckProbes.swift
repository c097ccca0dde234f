// The probe tasks of the self-check: they are run by the thread that enqueues them, so every step is known.

import CTaskRuntime
import Synchronization

/// Runs each job at once, on the thread that enqueues it, after showing it to `inspect`.
final class InlineExecutor: TaskExecutor {
  let inspect: @Sendable (UnsafeMutableRawPointer) -> Void

  init(inspect: @escaping @Sendable (UnsafeMutableRawPointer) -> Void) { self.inspect = inspect }

  func enqueue(_ job: UnownedJob) {
    // SAFETY: an unowned job is the job's address and nothing else; it is alive until it has run.
    inspect(unsafeBitCast(job, to: UnsafeMutableRawPointer.self))
    job.runSynchronously(on: asUnownedTaskExecutor())
  }
}

final class SelfCheckProbes: Sendable {
  private struct Findings {
    var failure: String?
    var parked: CheckedContinuation<Void, Never>?
    var parkedTask: UInt = 0
    var completions = 0
    var errorType: UInt?
    /// Why task-local values are not read.
    var localsOff: String?
    /// Where the current task's address was found, each time it was looked for.
    var currentTaskOffsets: [Set<Int>] = []
  }

  private let findings = Guarded(Findings())
  private let taskMetadata: UInt
  private let actors = ActorProbe()

  init(_ runtime: ctr_runtime_description) {
    taskMetadata = UInt(bitPattern: runtime.task_metadata)
  }

  var report: SelfCheckReport {
    let (failure, errorType, localsOff) = findings.withLock { ($0.failure, $0.errorType, $0.localsOff) }
    if let failure { return .refused(failure) }
    var report = SelfCheckReport()
    report.localsOff = localsOff
    // SAFETY: the address of a type's metadata, compared and never followed.
    let expected = unsafeBitCast(CancellationError.self as any Any.Type, to: UInt.self)
    if errorType == expected {
      Completion.cancellationErrorType.store(expected, ordering: .relaxed)
      // SAFETY: as above.
      Completion.anyErrorType.store(
        unsafeBitCast((any Error).self as any Any.Type, to: UInt.self), ordering: .relaxed)
    } else {
      report.outcomesOff = "the type of an error does not read back"
    }
    report.actorsOff = actors.failure
    ActorQueue.isTrusted.store(report.actorsOff == nil, ordering: .relaxed)
    #if !arch(x86_64)
      report.stacksOff = "not proven on this processor"
    #endif
    return report
  }

  private func fail(_ reason: String) {
    findings.withLock { if $0.failure == nil { $0.failure = reason } }
  }

  private func check(_ isTrue: Bool, _ what: String) {
    if !isTrue { fail("\(what) does not read back") }
  }

  /// On the thread of the self-check.
  func run() {
    // SAFETY: the box is only used by thunks of the probes, all of which have run when this returns.
    Self.current.store(UInt(bitPattern: Unmanaged.passUnretained(self).toOpaque()), ordering: .releasing)
    ctr_set_observer(
      ctr_observer(
        enqueued: nil, task_began: nil, stand_in_began: nil, run_ended: nil, stand_in_done: nil,
        completed: { error in
          let raw = UnsafeRawPointer(bitPattern: SelfCheckProbes.current.load(ordering: .acquiring))
          if let raw { Unmanaged<SelfCheckProbes>.fromOpaque(raw).takeUnretainedValue().completed(error) }
        }, probe_ran: nil))
    let executor = InlineExecutor { [self] in enqueued($0) }
    checkKinds(executor)
    let shallow = parkedChain(executor, depth: 1)
    let deep = parkedChain(executor, depth: 3)
    // Two calls more are two frames more, both returning into the same place.
    check(deep.count == shallow.count + 2 && deep.count > 4, "the depth of a stack")
    check(Set(deep).count == Set(shallow).count + 1, "a recursive frame")
    checkOutcome(executor)
    actors.run(on: executor)
    let localsOff = LocalsProbe().run(executor)
    findings.withLock { $0.localsOff = localsOff }
    let offsets = findings.withLock { $0.currentTaskOffsets }
    if let first = offsets.first { CurrentTask.learn(offsets.reduce(first) { $0.intersection($1) }) }
    if actors.failure == nil { actors.learn() }
  }

  private static let current = Atomic<UInt>(0)

  /// Every job the executor is given, before it runs.
  private func enqueued(_ job: UnsafeMutableRawPointer) {
    let kind = TaskLayout.half(job, TaskLayout.flags) & TaskLayout.Flags.kindMask
    guard kind == TaskLayout.Flags.taskKind else {
      if kind == TaskLayout.Flags.actorTurnKind { actors.turnEnqueued(job) }
      return
    }
    check(TaskLayout.word(job, TaskLayout.isa) == taskMetadata, "a task's type")
    check(TaskLayout.id(of: job) == ctr_task_id(job), "a task's id")
    check(
      TaskLayout.half(job, TaskLayout.status) & TaskLayout.Status.running == 0,
      "the status of an enqueued task")
    guard let root = TaskLayout.root(of: job),
      let function = UnsafeMutableRawPointer(
        bitPattern: TaskLayout.word(root.context, TaskLayout.Context.resume))
    else { return fail("the outermost context does not read back") }
    guard let thunk = ctr_learn_completion(function) else {
      return fail("more completion functions than expected")
    }
    // SAFETY: the probe is being enqueued by this thread, so nobody runs it.
    root.context.storeBytes(
      of: UInt(bitPattern: thunk), toByteOffset: TaskLayout.Context.resume, as: UInt.self)
  }

  /// A thunk was reached: a probe ends.
  private func completed(_ error: UnsafeRawPointer?) {
    findings.withLock { findings in
      findings.completions += 1
      // SAFETY: a boxed error is alive while its task ends, and larger than the words read.
      if let error { findings.errorType = TaskLayout.word(error, TaskLayout.errorType) }
    }
  }

  /// One task of every kind, so that every completion function is learnt; each must end through its thunk.
  private func checkKinds(_ executor: InlineExecutor) {
    let probes = self
    Task.detached(name: "monitor-check", executorPreference: executor) {
      guard let parent = ctr_current_task() else { return probes.fail("the current task is unknown") }
      let parentAddress = UInt(bitPattern: parent)
      probes.noteCurrentTaskOffsets()
      probes.check(probes.name(of: parentAddress) == "monitor-check", "a task's name")
      probes.check(
        TaskLayout.half(parent, TaskLayout.status) & TaskLayout.Status.running != 0,
        "the status of a running task")
      await withTaskGroup(of: Void.self) { group in
        // SAFETY: a group is one pointer to what the runtime keeps of it; compared and never followed.
        let address = unsafeBitCast(group, to: UInt.self)
        group.addTask {
          probes.checkChild(of: parentAddress, TaskLayout.Flags.groupChild)
          probes.checkGroup(address)
        }
      }
      await withThrowingTaskGroup(of: Int.self) { $0.addTask { 1 } }
      await withDiscardingTaskGroup { $0.addTask {} }
      async let child: Void = probes.checkChild(of: parentAddress, TaskLayout.Flags.asyncLet)
      await child
    }
    Task.immediateDetached(executorPreference: executor) { await probes.park(1) }
    findings.withLock { $0.parked }?.resume()
    let (expected, seen) = (6, findings.withLock { $0.completions })
    if seen != expected { fail("the ends of \(expected) tasks read back as \(seen)") }
  }

  /// From several tasks at several depths of the thread's stack, which lies where the word is looked for too.
  private func noteCurrentTaskOffsets() {
    let offsets = CurrentTask.candidates()
    findings.withLock { $0.currentTaskOffsets.append(offsets) }
  }

  private func name(of task: UInt) -> String? {
    guard let task = UnsafeRawPointer(bitPattern: task) else { return nil }
    return SafeMemory.string(TaskLayout.name(of: task), limit: 64)
  }

  private func checkChild(of parent: UInt, _ flag: UInt32) {
    guard let task = ctr_current_task() else { return fail("the current task is unknown") }
    noteCurrentTaskOffsets()
    check(TaskLayout.half(task, TaskLayout.flags) & flag != 0, "a child's kind")
    check(TaskLayout.half(task, TaskLayout.flags) & TaskLayout.Flags.child != 0, "a child's flags")
    check(TaskLayout.word(task, TaskLayout.parent) == parent, "a child's parent")
  }

  private func checkGroup(_ group: UInt) {
    check(ctr_current_task().map { TaskLayout.word($0, TaskLayout.group) } == group, "a child's group")
  }

  /// Parks a task on a continuation `depth` calls deep, reads its chain from outside, and lets it end.
  private func parkedChain(_ executor: InlineExecutor, depth: Int) -> [UInt] {
    let probes = self
    Task.detached(executorPreference: executor) {
      let address = UInt(bitPattern: ctr_current_task())
      probes.findings.withLock { $0.parkedTask = address }
      await probes.park(depth)
    }
    let (task, continuation) = findings.withLock { ($0.parkedTask, $0.parked) }
    defer { continuation?.resume() }
    guard let task = UnsafeRawPointer(bitPattern: task), continuation != nil else {
      fail("a probe task was not parked")
      return []
    }
    let status = TaskLayout.half(task, TaskLayout.status)
    let busy = TaskLayout.Status.running | TaskLayout.Status.enqueued | TaskLayout.Status.complete
    check(status & busy == 0, "the status of a suspended task")
    let dependency = UInt(TaskLayout.word(task, TaskLayout.dependency))
    var type: UInt32 = 0
    let isRead = withUnsafeMutableBytes(of: &type) { bytes in
      bytes.baseAddress.map {
        SafeMemory.read(dependency + UInt(TaskLayout.Record.dependencyType), into: $0, count: bytes.count)
      } ?? false
    }
    check(
      isRead && status & TaskLayout.Status.hasDependency != 0
        && type == TaskLayout.Dependency.continuation.rawValue, "what a suspended task waits for")
    var chain: [UInt] = []
    var context = TaskLayout.word(task, TaskLayout.resumeContext)
    while context != 0, chain.count < 64, let words = SafeMemory.words(context) {
      chain.append(words.1)
      context = words.0
    }
    check(context == 0 && ctr_is_thunk(UnsafeRawPointer(bitPattern: chain.last ?? 0)), "the end of a stack")
    check(SafeMemory.words(8) == nil, "an address that is not mapped")
    return chain
  }

  @inline(never)
  private func park(_ depth: Int) async {
    if depth > 1 {
      await park(depth - 1)
    } else {
      await withCheckedContinuation { continuation in findings.withLock { $0.parked = continuation } }
    }
    check(depth > 0, "a parameter")
  }

  private func checkOutcome(_ executor: InlineExecutor) {
    Task.detached(executorPreference: executor) { throw CancellationError() }
  }
}
