import Glibc
import Testing

@testable import sample_app

private struct Broken: Error {}

@Suite(.timeLimit(.minutes(1)))
struct BlockingThreadsTests {
  @Test func work_gives_its_value_or_its_error() async throws {
    let threads = BlockingThreads(name: "test", limit: 2)
    #expect(try await threads.run { _ in 42 } == 42)
    await #expect(throws: Broken.self) { try await threads.run { _ in throw Broken() } }
  }

  @Test func no_more_threads_than_the_limit_work_at_once() async throws {
    let threads = BlockingThreads(name: "test", limit: 3)
    let gate = ThreadGate()
    let inside = Tally()
    try await withThrowingTaskGroup { group in
      for _ in 0..<10 {
        group.addTask {
          try await threads.run { _ in
            inside.add(1)
            gate.pass()
            inside.add(-1)
          }
        }
      }
      await eventually { inside.now == 3 && threads.queued == 7 }
      gate.letThrough(10)
      try await group.waitForAll()
    }
    #expect(inside.most == 3)
    #expect(threads.queued == 0)
  }

  @Test func blocked_threads_leave_the_pool_free() async throws {
    let count = 4 * max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let threads = BlockingThreads(name: "test", limit: count)
    let gate = ThreadGate()
    let inside = Tally()
    try await withThrowingTaskGroup { group in
      for _ in 0..<count {
        group.addTask {
          try await threads.run { _ in
            inside.add(1)
            gate.pass()
          }
        }
      }
      // This task would never run again if they sat on the pool.
      await eventually { inside.now == count }
      gate.letThrough(count)
      try await group.waitForAll()
    }
  }

  @Test func cancelled_work_that_has_not_begun_never_begins() async throws {
    let threads = BlockingThreads(name: "test", limit: 1)
    let gate = ThreadGate()
    let begun = Tally()
    let first = Task { try await threads.run { _ in gate.pass() } }
    let filler = Task { try await threads.run { _ in begun.add(1) } }
    await eventually { threads.queued == 1 }
    let cancelled = Task { try await threads.run { _ in begun.add(1) } }
    await eventually { threads.queued == 2 }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    #expect(threads.queued == 1)
    gate.letThrough(1)
    try await first.value
    try await filler.value
    #expect(begun.now == 1)
  }

  @Test func cancelling_work_under_way_frees_the_task_and_tells_the_work() async throws {
    let threads = BlockingThreads(name: "test", limit: 1)
    let (begun, gate, told) = (Tally(), ThreadGate(), Tally())
    let task = Task {
      try await threads.run { call in
        begun.add(1)
        gate.pass()
        if call.isCancelled { told.add(1) }
      }
    }
    await eventually { begun.now == 1 }
    task.cancel()
    // The thread is still held by the gate.
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(told.now == 0)
    gate.letThrough(1)
    await eventually { told.now == 1 }
    #expect(try await threads.run { _ in 42 } == 42)
  }

  @Test func a_thousand_calls_and_cancellations_are_all_answered() async throws {
    let threads = BlockingThreads(name: "test", limit: 4)
    let answered = Tally()
    await withTaskGroup { group in
      for number in 0..<1000 {
        group.addTask {
          let task = Task { try await threads.run { _ in number } }
          if number % 3 == 0 { task.cancel() }
          switch await task.result {
          case .success(let value): #expect(value == number)
          case .failure(let error): #expect(error is CancellationError && number % 3 == 0)
          }
          answered.add(1)
        }
      }
    }
    #expect(answered.now == 1000)
  }
}
