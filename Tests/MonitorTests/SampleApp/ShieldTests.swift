import Testing

@testable import sample_app

@Suite(.timeLimit(.minutes(1)))
struct ShieldTests {
  @Test func cancellation_of_the_caller_does_not_reach_the_operation() async {
    let task = Task {
      try? await untilCancelled()
      let outside = Task.isCancelled
      let inside = await shielded(name: "last words") { Task.isCancelled }
      return [outside, inside]
    }
    task.cancel()
    #expect(await task.value == [true, false])
  }
}
