// Threads on a processor: no stack unless one asks for an interruption, and nothing stays behind after one. Each test in a
// process of its own, because signals are the whole process's.
import CTaskRuntime
import Glibc
import Synchronization
import Testing

@testable import TaskRegistry

private enum Spinning {
  static let rounds = Atomic(0)

  @inline(never) static func spins(_ isOver: Guarded<Bool>) {
    while !isOver.withLock({ $0 }) { rounds.wrappingAdd(1, ordering: .relaxed) }
  }

  @inline(never) static func caller(_ isOver: Guarded<Bool>) async {
    spins(isOver)
    await Task.yield()
  }

  @inline(never) static func callersCaller(_ isOver: Guarded<Bool>) async {
    await caller(isOver)
    await Task.yield()
  }
}

// ThreadSanitizer keeps signals back until the thread calls something it watches, and so does not show where it was.
@Suite(.enabled("signals come when they are sent") { dlsym(nil, "__tsan_init") == nil })
struct InterruptTests {
  /// Runs `body` while a task spins.
  private static func spinning(
    isSignalBlocked: Bool = false, _ body: @escaping @Sendable (TaskID) -> Void
  ) async throws {
    Registry.shared.startObserving()
    let isOver = Guarded(false)
    let start = Spinning.rounds.load(ordering: .relaxed)
    let task = Task.detached {
      if isSignalBlocked {
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, SIGPROF)
        pthread_sigmask(SIG_BLOCK, &mask, nil)
      }
      await Spinning.callersCaller(isOver)
    }
    try await PlainThreads.answer {
      #expect(
        Observed.valueOnThread { Spinning.rounds.load(ordering: .relaxed) > start ? true : nil } == true)
      body(task.id)
      isOver.change { $0 = true }
    }
    await task.value
  }

  private static var disposition: UInt {
    var action = sigaction()
    sigaction(SIGPROF, nil, &action)
    // SAFETY: an address that is compared and not called.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
  }

  @Test func a_thread_on_a_processor_has_a_stack_only_where_it_is_interrupted() async {
    await #expect(processExitsWith: .success) {
      try await InterruptTests.spinning { id in
        let quiet = Registry.shared.stack(of: id)
        #expect(quiet?.thread?.activity == .onCPU)
        #expect(quiet?.frames == [] && quiet?.thread?.blockedIn == nil)
        #expect(quiet?.framesMissing == "it is on a processor; --interrupt reads its stack, by a signal")
        let stack = Registry.shared.stack(of: id, interrupting: true)
        let functions = (stack?.frames ?? []).compactMap(\.location?.function)
        let seen: Comment = "\(functions) \(stack?.framesMissing ?? "")"
        let expected = ["Spinning.spins(_:)", "Spinning.caller(_:)", "Spinning.callersCaller(_:)"]
        #expect(functions.filter(expected.contains) == expected, seen)
        #expect(stack?.thread?.activity == .onCPU, seen)
        #expect(InterruptTests.disposition == 0)
      }
    }
  }

  @Test func a_thousand_interruptions_do_the_program_no_harm() async {
    await #expect(processExitsWith: .success) {
      try await InterruptTests.spinning { id in
        var found = 0
        var other: Set<String> = []
        for _ in 0..<1_000 {
          let stack = Registry.shared.stack(of: id, interrupting: true)
          if stack?.frames.contains(where: { $0.location?.function == "Spinning.callersCaller(_:)" }) == true
          {
            found += 1
          } else {
            other.insert(
              "\(stack?.framesMissing ?? "") \((stack?.frames ?? []).compactMap(\.location?.function))")
          }
        }
        #expect(found > 900, "\(found) \(other)")
        #expect(InterruptTests.disposition == 0)
      }
    }
  }

  @Test func a_program_that_handles_the_signal_itself_is_left_alone() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPROF) { _ in InterruptTests.handled.wrappingAdd(1, ordering: .relaxed) }
      let before = InterruptTests.disposition
      try await InterruptTests.spinning { id in
        let stack = Registry.shared.stack(of: id, interrupting: true)
        #expect(stack?.frames == [])
        #expect(stack?.framesMissing == "the program handles SIGPROF itself")
        #expect(InterruptTests.disposition == before && before != 0)
        #expect(InterruptTests.handled.load(ordering: .relaxed) == 0)
      }
    }
  }

  private static let handled = Atomic(0)

  @Test func a_thread_that_blocks_the_signal_is_not_sent_it() async {
    await #expect(processExitsWith: .success) {
      try await InterruptTests.spinning(isSignalBlocked: true) { id in
        let stack = Registry.shared.stack(of: id, interrupting: true)
        #expect(stack?.framesMissing == "it blocks the signal SIGPROF")
        #expect(stack?.frames == [])
      }
    }
  }

  @Test func a_signal_that_finds_nobody_leaves_nothing_pending_that_could_end_the_program() async {
    await #expect(processExitsWith: .success) {
      try await PlainThreads.answer {
        // This very thread blocks the signal, and is sent it all the same.
        let result = UnsafeMutablePointer<ctr_interruption>.allocate(capacity: 1)
        defer { result.deallocate() }
        #expect(ctr_interrupt(ctr_thread_id(), 1_000_000, result) == ETIMEDOUT)
        #expect(ctr_interrupt(.max, 1_000_000, result) == ESRCH)
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, SIGPROF)
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
        #expect(InterruptTests.disposition == 0)
        #expect(ctr_interrupt(ctr_thread_id(), 1_000_000_000, result) == 0)
        #expect(result.pointee.byte_count > 0 && result.pointee.stack_pointer != 0)
      }
    }
  }
}
