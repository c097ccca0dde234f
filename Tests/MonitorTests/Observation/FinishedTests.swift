// What is told of tasks that have ended: known programs with known outcomes, errors, times and places. In processes of
// their own: whatever else ends would push these ends out of the history.
import Testing

@testable import TaskRegistry

@Suite struct FinishedTests {
  private enum Problem: Error {
    case timeout
    case status(Int)
    case notFound(String)
    case both(code: Int, text: String)
    indirect case nested(Problem)
  }

  private struct Failure: Error {
    var code: Int
    var reason: String
    var isFatal: Bool
  }

  private struct Empty: Error {}
  private final class Broken: Error {}
  private struct Wide: Error {
    var words = (1, 2, 3, 4, 5, 6, 7, 8)
    var last = 9
  }

  /// Says so when it is asked to describe itself: nothing of it may be run.
  private struct Described: Error, CustomStringConvertible {
    var number = 5
    let asked: Guarded<Int>
    var description: String {
      asked.withLock { $0 += 1 }
      return "described"
    }
  }

  /// The end of a task that has ended.
  private static func finished(_ id: TaskID) throws -> FinishedTask {
    let end = Registry.shared.finished(id)
    return try #require(end)
  }

  private static func error(_ make: @escaping @Sendable () -> any Error) async throws -> FinishedTask {
    let task = Task.detached {
      await Task.yield()
      throw make()
    }
    _ = await task.result
    return try finished(task.id)
  }

  @Test func an_end_is_there_as_soon_as_the_task_has_been_waited_for() async {
    await #expect(processExitsWith: .success) {
      try await FinishedTests.checkAnEndIsThereAsSoonAsTheTaskHasBeenWaitedFor()
    }
  }

  private static func checkAnEndIsThereAsSoonAsTheTaskHasBeenWaitedFor() async throws {
    Observed.begin
    let gate = Gate()
    let task = Task.detached(name: "finished returner") { await gate.pass() }
    let line = #line - 1
    _ = try await Observed.suspended(task.id)
    #expect(Registry.shared.finished(task.id) == nil)
    gate.open()
    await task.value
    let end = try finished(task.id)
    #expect(end.name == "finished returner")
    #expect(end.outcome == .returned)
    #expect(end.error == nil)
    #expect(end.runs == 2)
    #expect(end.kind == .task)
    #expect(end.creator == .current)
    #expect(end.parent == nil)
    #expect(end.isCancelled == false)
    #expect(end.cancelledBy == nil)
    #expect(try #require(end.busyNanoseconds) > 0)
    #expect(try #require(end.busyNanoseconds) <= end.lifetimeNanoseconds)
    #if DEBUG
      #expect(end.spawnedAt?.description == "FinishedTests.swift:\(line)")
    #endif
  }

  @Test func of_an_error_the_type_and_what_can_be_read_of_its_value_are_told() async {
    await #expect(processExitsWith: .success) {
      try await FinishedTests.checkOfAnErrorTheTypeAndWhatCanBeReadOfItsValueAreTold()
    }
  }

  private static func checkOfAnErrorTheTypeAndWhatCanBeReadOfItsValueAreTold() async throws {
    Observed.begin
    #expect(try await error { Problem.timeout }.error == "FinishedTests.Problem.timeout")
    #expect(try await error { Problem.status(404) }.error == "FinishedTests.Problem.status(404)")
    #expect(try await error { Problem.notFound("id 7") }.error == "FinishedTests.Problem.notFound(\"id 7\")")
    #expect(try await error { Problem.both(code: 1, text: "") }.error == "FinishedTests.Problem.both(-)")
    #expect(try await error { Problem.nested(.timeout) }.error == "FinishedTests.Problem.nested(-)")
    #expect(try await error { Empty() }.error == "FinishedTests.Empty")
    #expect(try await error { Broken() }.error == "FinishedTests.Broken")
    #expect(
      try await error { Failure(code: -7, reason: "disk full", isFatal: true) }.error
        == "FinishedTests.Failure(code: -7, reason: \"disk full\", isFatal: true)")
    // The last field lies beyond what is copied.
    #expect(try await error { Wide() }.error == "FinishedTests.Wide(words: -, last: -)")
    #expect(try await error { CancellationError() }.error == "CancellationError")
  }

  @Test func a_literal_is_told_whole_and_a_string_of_the_heap_is_not_guessed() async {
    await #expect(processExitsWith: .success) {
      try await FinishedTests.checkALiteralIsToldWholeAndAStringOfTheHeapIsNotGuessed()
    }
  }

  private static func checkALiteralIsToldWholeAndAStringOfTheHeapIsNotGuessed() async throws {
    Observed.begin
    let literal = try await error { Problem.notFound("a literal that does not fit into two words") }
    #expect(
      literal.error == "FinishedTests.Problem.notFound(\"a literal that does not fit into two words\")")
    let heap = try await error { Problem.notFound(String(repeating: "heap ", count: 8)) }
    #expect(heap.error == "FinishedTests.Problem.notFound(-)")
  }

  @Test func none_of_the_programs_code_is_run_and_the_error_is_released_as_ever() async {
    await #expect(processExitsWith: .success) {
      try await FinishedTests.checkNoneOfTheProgramsCodeIsRunAndTheErrorIsReleasedAsEver()
    }
  }

  private static func checkNoneOfTheProgramsCodeIsRunAndTheErrorIsReleasedAsEver() async throws {
    Observed.begin
    let asked = Guarded(0)
    weak var weakly: Guarded<Int>?
    do {
      let held = Guarded(0)
      weakly = held
      let end = try await error { Described(asked: held) }
      #expect(end.error == "FinishedTests.Described(number: 5, asked: -)")
      #expect(held.withLock { $0 } == 0)
    }
    #expect(weakly == nil)
    #expect(asked.withLock { $0 } == 0)
  }

  @Test func an_error_that_generic_code_has_boxed_again_is_told_as_it_was_thrown() async {
    await #expect(processExitsWith: .success) {
      try await FinishedTests.checkAnErrorThatGenericCodeHasBoxedAgainIsToldAsItWasThrown()
    }
  }

  private static func checkAnErrorThatGenericCodeHasBoxedAgainIsToldAsItWasThrown() async throws {
    Observed.begin
    func rethrown<Failure: Error>(_ error: Failure) -> Task<Void, any Error> {
      Task.detached { throw error }
    }
    let boxed: any Error = Problem.status(1)
    let task = rethrown(boxed)
    _ = await task.result
    #expect(try finished(task.id).error == "FinishedTests.Problem.status(1)")
    #expect(try finished(task.id).outcome == .threw)
  }

  @Test func the_last_await_point_is_the_line_of_the_await() async {
    await #expect(processExitsWith: .success) {
      try await FinishedTests.checkTheLastAwaitPointIsTheLineOfTheAwait()
    }
  }

  private static func checkTheLastAwaitPointIsTheLineOfTheAwait() async throws {
    Observed.begin
    let gate = Gate()
    let line = #line + 2
    @Sendable func inner() async throws {
      await gate.pass()
      throw Empty()
    }
    let task = Task.detached { try await inner() }
    _ = try await Observed.suspended(task.id)
    gate.open()
    _ = await task.result
    let stack = try #require(Registry.shared.finishedStack(of: task.id))
    #expect(stack.task.outcome == .threw)
    #if DEBUG
      // The gate's own function, then the one that awaited it, then the task's.
      #expect(stack.task.lastAt?.file == "Observed.swift")
      #expect(
        stack.lastFrames.map { $0.location?.file } == ["Observed.swift"]
          + .init(repeating: "FinishedTests.swift", count: 2))
      #expect(stack.lastFrames.dropFirst().first?.location?.line == line)
    #endif
    #expect(stack.lastFramesMissing == nil)
    #expect(!stack.spawnFrames.isEmpty)
  }

  @Test func a_task_that_never_waited_has_no_last_await_point() async {
    await #expect(processExitsWith: .success) {
      try await FinishedTests.checkATaskThatNeverWaitedHasNoLastAwaitPoint()
    }
  }

  private static func checkATaskThatNeverWaitedHasNoLastAwaitPoint() async throws {
    Observed.begin
    let quick = Task.detached { 1 }
    _ = await quick.value
    let stack = try #require(Registry.shared.finishedStack(of: quick.id))
    #expect(stack.task.lastAt == nil)
    #expect(stack.lastFramesMissing == "it ended in its first run")
    let main = Task.detached { await FinishedTests.stayOnMainActor() }
    await main.value
    let end = try finished(main.id)
    #expect(end.outcome == .returned)
  }

  @MainActor private static func stayOnMainActor() async { await Task.yield() }

  @Test func creators_are_told_also_when_they_have_ended() async {
    await #expect(processExitsWith: .success) {
      try await FinishedTests.checkCreatorsAreToldAlsoWhenTheyHaveEnded()
    }
  }

  private static func checkCreatorsAreToldAlsoWhenTheyHaveEnded() async throws {
    Observed.begin
    let ids = Guarded<[TaskID]>([])
    let outer = Task.detached(name: "finished outer") {
      await Task.detached(name: "finished middle") {
        let inner = Task.detached {}
        await inner.value
        ids.withLock { $0 = [inner.id, .current] }
      }.value
    }
    await outer.value
    let (inner, middle) = ids.withLock { ($0[0], $0[1]) }
    let creators = try #require(Registry.shared.finishedStack(of: inner)).creators
    #expect(creators.prefix(2).map(\.id) == [middle, outer.id])
    #expect(creators.prefix(2).map(\.name) == ["finished middle", "finished outer"])
    #expect(creators.prefix(2).allSatisfy { !$0.isAlive && $0.isKnown })
    #expect(creators.dropFirst(2).first?.id == .current)
    #expect(creators.dropFirst(2).first?.isAlive == true)
  }

  @Test func who_asked_for_cancellation_is_told() async {
    await #expect(processExitsWith: .success) { try await FinishedTests.checkWhoAskedForCancellationIsTold() }
  }

  private static func checkWhoAskedForCancellationIsTold() async throws {
    Observed.begin
    let byConsole = Task.detached { try await Task.sleep(for: .seconds(1 << 30)) }
    let byProgram = Task.detached { try await Task.sleep(for: .seconds(1 << 30)) }
    let inSpite = Task.detached { (try? await Task.sleep(for: .seconds(1 << 30))) ?? () }
    for id in [byConsole.id, byProgram.id, inSpite.id] { _ = try await Observed.suspended(id) }
    #expect(Registry.shared.cancel(byConsole.id, for: 3) == .requested)
    byProgram.cancel()
    #expect(Registry.shared.cancel(inSpite.id) == .requested)
    _ = await byConsole.result
    _ = await byProgram.result
    await inSpite.value
    let console = try finished(byConsole.id)
    #expect(console.outcome == .cancelled)
    #expect(console.isCancelled == true)
    #expect(console.cancelledBy == "console 3")
    #expect(try #require(console.cancelRequestedNanosecondsBefore) <= console.lifetimeNanoseconds)
    let program = try finished(byProgram.id)
    #expect(program.isCancelled == true)
    #expect(program.cancelledBy == nil)
    #expect(program.cancelRequestedNanosecondsBefore == nil)
    let returned = try finished(inSpite.id)
    #expect(returned.outcome == .returned)
    #expect(returned.isCancelled == true)
    #expect(returned.cancelRequestedNanosecondsBefore != nil)
  }

  @Test func a_tracked_scope_is_told_of_by_its_name() async {
    await #expect(processExitsWith: .success) {
      try await FinishedTests.checkATrackedScopeIsToldOfByItsName()
    }
  }

  private static func checkATrackedScopeIsToldOfByItsName() async throws {
    Observed.begin
    let id = await FinishedTests.trackOnMainActor()
    let end = try finished(id)
    #expect(end.kind == .tracked)
    #expect(end.name == "finished tracked")
    #expect(end.outcome == .threw)
    #expect(end.error == "FinishedTests.Problem.status(2)")
  }

  /// Spawned and run on the main actor only, where the hook sees nothing of it.
  @MainActor private static func trackOnMainActor() async -> TaskID {
    let task = Task<TaskID, Never> { @MainActor in
      try? await track("finished tracked") { throw Problem.status(2) }
      return .current
    }
    return await task.value
  }
}
