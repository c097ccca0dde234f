// Tasks that block their thread: where they are, and in which call, without disturbing that call. Each test in a process
// of its own, because it holds threads of the pool.
import Dispatch
import Glibc
import Synchronization
import Testing

@testable import TaskRegistry

/// Blocking calls whose lines are known.
///
/// Each does something with the result, so that the call is no jump.
private enum Calls {
  static let results = Atomic(0)

  static let sleepLine = #line + 2
  @inline(never) static func sleeps(_ seconds: UInt32) -> UInt32 {
    let left = sleep(seconds)
    results.wrappingAdd(1, ordering: .relaxed)
    return left
  }

  static let mutexLine = #line + 2
  @inline(never) static func locks(_ mutex: UnsafeMutablePointer<pthread_mutex_t>) {
    pthread_mutex_lock(mutex)
    results.wrappingAdd(1, ordering: .relaxed)
  }

  static let semaphoreLine = #line + 2
  @inline(never) static func waits(_ semaphore: UnsafeMutablePointer<sem_t>) {
    sem_wait(semaphore)
    results.wrappingAdd(1, ordering: .relaxed)
  }

  static let readLine = #line + 3
  @inline(never) static func reads(_ file: Int32) {
    var byte: UInt8 = 0
    let got = read(file, &byte, 1)
    results.wrappingAdd(got, ordering: .relaxed)
  }

  static let dispatchLine = #line + 2
  @inline(never) static func waits(_ semaphore: DispatchSemaphore) {
    semaphore.wait()
    results.wrappingAdd(1, ordering: .relaxed)
  }
}

@Suite struct BlockedThreadsTests {
  /// Looks at a task that blocks as `body` does, and lets it go on.
  private static func look(
    at call: String, _ systemCall: String, in function: String, line: Int,
    _ body: @escaping @Sendable () -> Void, release: () -> Void
  ) {
    let task = Task.detached(name: function) { body() }
    let stack = Observed.valueOnThread {
      Registry.shared.stack(of: task.id).flatMap { $0.thread?.activity == .blocked ? $0 : nil }
    }
    let seen: Comment = "\(String(describing: stack))"
    #expect(stack?.thread?.blockedIn == call, seen)
    #expect(stack?.thread?.systemCall == systemCall, seen)
    #expect(stack?.frames.first?.location?.function == "Calls.\(function)", seen)
    #expect(stack?.frames.count == 3, seen)
    #expect(stack?.framesMissing == nil, seen)
    #if DEBUG
      #expect(stack?.frames.first?.location?.file == "BlockedThreadsTests.swift", seen)
      #expect(stack?.frames.first?.location?.line == line, seen)
    #endif
    let thread = Registry.shared.threads().first { $0.task == task.id }
    #expect(thread?.id == stack?.thread?.id)
    #expect(thread?.name?.isEmpty == false)
    #expect(thread?.taskName == function)
    #expect(thread?.blockedIn == call)
    #expect(thread?.frames == stack?.frames)
    #expect((thread?.runningNanoseconds ?? 0) > (stack?.thread?.runningNanoseconds ?? .max))
    #expect(thread.map { Registry.shared.thread($0.id)?.task } == task.id)
    release()
    #expect(Observed.valueOnThread { Registry.shared.task(task.id) == nil ? true : nil } == true)
  }

  @Test func a_blocked_task_is_told_with_the_call_it_is_blocked_in() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      try await PlainThreads.answer { BlockedThreadsTests.lookAtAll() }
    }
  }

  private static func lookAtAll() {
    // SAFETY: each is used by the test's thread and the one task that it waits for.
    nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_mutex_lock(mutex)
    look(
      at: "pthread_mutex_lock", "futex", in: "locks(_:)", line: Calls.mutexLine, { Calls.locks(mutex) },
      release: { pthread_mutex_unlock(mutex) })
    nonisolated(unsafe) let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
    look(
      at: "sem_wait", "futex", in: "waits(_:)", line: Calls.semaphoreLine, { Calls.waits(semaphore) },
      release: { sem_post(semaphore) })
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    let (input, output) = (ends[0], ends[1])
    look(
      at: "read", "read", in: "reads(_:)", line: Calls.readLine, { Calls.reads(input) },
      release: { close(output) })
    let dispatch = DispatchSemaphore(value: 0)
    look(
      at: "DispatchSemaphore.wait()", "futex", in: "waits(_:)", line: Calls.dispatchLine,
      { Calls.waits(dispatch) }, release: { dispatch.signal() })
  }

  @Test func a_sleep_is_slept_whole_though_it_is_looked_at_a_thousand_times() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      let isEnough = Guarded(false)
      let task = Task.detached {
        var left: [UInt32] = []
        while !isEnough.withLock({ $0 }) { left.append(Calls.sleeps(2)) }
        return left
      }
      try await PlainThreads.answer {
        for _ in 0..<1_000 {
          let stack = Observed.valueOnThread {
            Registry.shared.stack(of: task.id).flatMap { $0.thread?.blockedIn == "sleep" ? $0 : nil }
          }
          #expect(stack?.thread?.systemCall == "clock_nanosleep")
          #expect(stack?.frames.first?.location?.function == "Calls.sleeps(_:)")
        }
        isEnough.change { $0 = true }
      }
      let left = await task.value
      #expect(!left.isEmpty && left.allSatisfy { $0 == 0 }, "\(left)")
    }
  }

  @Test func a_blocked_thread_is_not_interrupted_where_one_asks_for_that() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      @Sendable func isAsleep(_ stack: TaskStack?) -> Bool? {
        stack?.thread?.blockedIn == "sleep" ? true : nil
      }
      // The first look reads the program's symbols, which may take longer than the sleep.
      let isKnown = Guarded(false)
      let first = Task.detached { while !isKnown.withLock({ $0 }) { _ = Calls.sleeps(1) } }
      try await PlainThreads.answer {
        #expect(Observed.valueOnThread { isAsleep(Registry.shared.stack(of: first.id)) } == true)
        isKnown.change { $0 = true }
      }
      await first.value
      let task = Task.detached { Calls.sleeps(2) }
      try await PlainThreads.answer {
        // Only once it is asleep: who is about to sleep may be interrupted, and would then sleep less.
        #expect(Observed.valueOnThread { isAsleep(Registry.shared.stack(of: task.id)) } == true)
        var looks = 0
        while isAsleep(Registry.shared.stack(of: task.id, interrupting: true)) == true { looks += 1 }
        #expect(looks > 0)
      }
      #expect(await task.value == 0)
    }
  }

  @Test func a_thread_that_waits_for_work_is_idle_and_those_that_run_no_tasks_are_not_listed() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      await Task.detached {}.value
      try await PlainThreads.answer {
        let idle = Observed.valueOnThread {
          Registry.shared.threads().first { $0.activity == .idle && $0.id != getpid() }
        }
        #expect(idle?.task == nil && idle?.blockedIn == nil && idle?.frames == [])
        #expect(idle?.runningNanoseconds == nil)
        let names = Registry.shared.threads().map(\.name)
        #expect(!names.contains("test-asks") && !names.contains("monitor-keeper"))
        #expect(Registry.shared.thread(.max) == nil)
      }
    }
  }
}
