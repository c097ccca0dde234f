// Observation keeps nothing alive and gives its memory back.
import Testing

@testable import TaskRegistry

@Suite struct LifetimeTests {
  init() { Observed.begin }

  private final class Canary: Sendable {
    let freed: Guarded<Int>
    init(_ freed: Guarded<Int>) { self.freed = freed }
    deinit { freed.withLock { $0 += 1 } }
  }

  private actor Cage {
    func keep(_ canary: Canary) -> Canary { canary }
  }

  @Test func what_a_task_captured_is_released_when_it_ends() async {
    let freed = Guarded(0)
    var canary: Canary? = Canary(freed)
    weak let weakly = canary
    let task = Task.detached { [canary] in withExtendedLifetime(canary) {} }
    canary = nil
    await task.value
    // The closure is released right after the waiting are resumed.
    _ = try? await Observed.value { weakly == nil ? true : nil }
    #expect(weakly == nil)
    #expect(freed.withLock { $0 } == 1)
  }

  @Test func what_a_task_returned_is_released_with_its_handle() async {
    let freed = Guarded(0)
    do {
      let task = Task.detached { Canary(freed) }
      _ = await task.value
      #expect(freed.withLock { $0 } == 0)
    }
    _ = try? await Observed.value { freed.withLock { $0 } == 1 ? true : nil }
    #expect(freed.withLock { $0 } == 1)
  }

  @Test func results_of_children_and_of_actors_are_released() async {
    let freed = Guarded(0)
    let cage = Cage()
    await withTaskGroup(of: Canary.self) { group in
      for _ in 0..<50 { group.addTask { await cage.keep(Canary(freed)) } }
      for await _ in group {}
    }
    for _ in 0..<50 {
      async let canary = cage.keep(Canary(freed))
      _ = await canary
    }
    _ = try? await Observed.value { freed.withLock { $0 } == 100 ? true : nil }
    #expect(freed.withLock { $0 } == 100)
  }

  @Test func what_a_task_threw_is_released() async {
    struct Carrier: Error { let canary: Canary }
    let freed = Guarded(0)
    for _ in 0..<50 { _ = await Task { throw Carrier(canary: Canary(freed)) }.result }
    _ = try? await Observed.value { freed.withLock { $0 } == 50 ? true : nil }
    #expect(freed.withLock { $0 } == 50)
  }

  @Test func after_a_burst_of_tasks_the_memory_of_their_records_is_back() async {
    await #expect(processExitsWith: .success) {
      #if DEBUG
        let (count, piece) = (100_000, 100_000)
      #else
        let (count, piece) = (1_000_000, 500_000)
      #endif
      Registry.shared.startObserving()
      guard let world = World.current else { return }
      await Task.detached {}.value
      let start = world.pointee.residentBytes
      for _ in 0..<(count / piece) {
        let gate = Gate()
        await withDiscardingTaskGroup { group in
          for _ in 0..<piece { group.addTask { await gate.pass() } }
          _ = try? await PlainThreads.answer { gate.waitOnThread(for: piece) }
          #expect(world.pointee.residentBytes >= start + piece * TaskRecord.stride)
          gate.open()
        }
      }
      Registry.shared.trim()
      // Free blocks are kept for the next burst, those of threads' caches and of pages in use too.
      let kept = World.keptBlocks * (TaskRecord.stride + 64)
      #expect(world.pointee.residentBytes < start + 2 * kept + 4 * ThreadState.residentBytes)
      Observed.expectNothingLeft()
    }
  }
}
