import Testing

@testable import sample_app

@Suite(.timeLimit(.minutes(1)))
struct AsyncSemaphoreTests {
  @Test func never_more_than_its_permits_are_inside() async throws {
    let semaphore = AsyncSemaphore(permits: 3)
    let inside = Tally()
    try await withThrowingTaskGroup { group in
      for _ in 0..<500 {
        group.addTask {
          try await semaphore.wait()
          inside.add(1)
          await Task.yield()
          inside.add(-1)
          semaphore.signal()
        }
      }
      try await group.waitForAll()
    }
    #expect(inside.now == 0)
    #expect(inside.most <= 3)
    #expect(semaphore.waiting == 0)
  }

  @Test func waiters_are_admitted_in_order_of_arrival() async throws {
    let semaphore = AsyncSemaphore(permits: 1)
    let order = Record<Int>()
    try await semaphore.wait()
    try await withThrowingTaskGroup { group in
      for number in 0..<20 {
        group.addTask {
          try await semaphore.wait()
          order.append(number)
          semaphore.signal()
        }
        await eventually { semaphore.waiting == number + 1 }
      }
      semaphore.signal()
      try await group.waitForAll()
    }
    #expect(order.all == Array(0..<20))
  }

  @Test func a_cancelled_waiter_leaves_the_queue_and_takes_no_permit() async throws {
    let semaphore = AsyncSemaphore(permits: 1)
    try await semaphore.wait()
    let cancelled = Task { try await semaphore.wait() }
    await eventually { semaphore.waiting == 1 }
    let patient = Task { try await semaphore.wait() }
    await eventually { semaphore.waiting == 2 }

    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    #expect(semaphore.waiting == 1)

    semaphore.signal()
    try await patient.value
    semaphore.signal()
    try await semaphore.wait()
  }

  @Test func a_task_cancelled_before_it_waits_takes_no_permit() async throws {
    let semaphore = AsyncSemaphore(permits: 1)
    let task = Task {
      try? await untilCancelled()
      try await semaphore.wait()
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    try await semaphore.wait()
  }

  @Test func cancellations_racing_with_signals_lose_no_permit() async throws {
    let semaphore = AsyncSemaphore(permits: 2)
    await withTaskGroup { group in
      for number in 0..<1000 {
        group.addTask {
          let task = Task {
            try await semaphore.wait()
            await Task.yield()
            semaphore.signal()
          }
          if number % 2 == 0 { task.cancel() }
          _ = await task.result
        }
      }
    }
    #expect(semaphore.waiting == 0)
    try await semaphore.wait()
    try await semaphore.wait()
  }
}
