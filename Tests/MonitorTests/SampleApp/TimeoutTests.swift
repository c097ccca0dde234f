import Testing

@testable import sample_app

private struct Broken: Error {}

@Suite(.timeLimit(.minutes(1)))
struct TimeoutTests {
  @Test func an_operation_that_ends_in_time_gives_its_value() async throws {
    #expect(try await withTimeout(.seconds(3600), name: "quick") { 42 } == 42)
  }

  @Test func an_operation_that_fails_in_time_gives_its_error() async {
    await #expect(throws: Broken.self) {
      try await withTimeout(.seconds(3600), name: "broken") { throw Broken() }
    }
  }

  @Test func an_operation_over_its_limit_is_cancelled_and_reported() async {
    let cancelled = Tally()
    await #expect(throws: TimeoutError(limit: .zero)) {
      try await withTimeout(.zero, name: "slow") {
        do {
          try await untilCancelled()
        } catch {
          cancelled.add(1)
          throw error
        }
      }
    }
    #expect(cancelled.now == 1)
  }

  @Test func a_cancelled_caller_cancels_the_operation_long_before_the_limit() async {
    let begun = Tally()
    let task = Task {
      try await withTimeout(.seconds(3600), name: "slow") {
        begun.add(1)
        try await untilCancelled()
      }
    }
    await eventually { begun.now == 1 }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func a_cancelled_caller_still_gets_what_the_operation_came_to() async throws {
    let begun = Tally()
    let task = Task {
      try await withTimeout(.seconds(3600), name: "finishes all the same") {
        begun.add(1)
        try? await untilCancelled()
        return 42
      }
    }
    await eventually { begun.now == 1 }
    task.cancel()
    #expect(try await task.value == 42)
  }
}
