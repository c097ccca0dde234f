// The history under load, in processes of their own: bounds, counts, and that failures stay while others return.
import Testing

@testable import TaskRegistry

@Suite struct FinishedLoadTests {
  private enum Problem: Error { case early }

  @Test func tasks_that_threw_stay_while_thousands_return_and_every_end_is_counted() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      await Task.detached {
        let failed = Task.detached(name: "early failure") { throw Problem.early }
        _ = await failed.result
        for _ in 0..<10 {
          await withTaskGroup(of: Void.self) { group in
            for _ in 0..<1_000 { group.addTask {} }
          }
        }
        let listing = Registry.shared.finishedListing()
        #expect(listing.tasks.count <= 1_000)
        #expect(listing.tasks.last?.id == failed.id)
        #expect(listing.tasks.last?.error == "FinishedLoadTests.Problem.early")
        #expect(UInt64(listing.tasks.count) + listing.dropped >= 10_001)
        let ends = listing.tasks.map(\.endedNanosecondsAgo)
        #expect(ends == ends.sorted())
      }.value
    }
  }

  @Test func the_bound_can_be_set_and_is_kept() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.finishedLimit = 20
      Registry.shared.startObserving()
      await Task.detached {
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<2_000 {
            group.addTask { if number % 2 == 0 { _ = await Task { throw Problem.early }.result } }
          }
        }
        let listing = Registry.shared.finishedListing()
        #expect(listing.tasks.count(where: { $0.outcome == .threw }) == 10)
        #expect(listing.tasks.count(where: { $0.outcome == .returned }) == 10)
        #expect(listing.dropped >= 2_980)
        Registry.shared.finishedLimit = 1
        #expect(Registry.shared.finishedLimit == 16)
        Registry.shared.finishedLimit = .max
        #expect(Registry.shared.finishedLimit == 65_536)
      }.value
    }
  }

  @Test func ends_are_whole_while_tasks_end_everywhere() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      await Task.detached {
        let names = (0..<8).map { "load \($0) " + String(repeating: "x", count: $0 * 6) }
        async let load: Void = {
          for round in 0..<60 {
            await withTaskGroup(of: Void.self) { group in
              for number in 0..<100 {
                group.addTask(name: names[number % 8]) {
                  if round % 2 == 0 { await Task.yield() }
                  if number % 3 == 0 {
                    _ = await Task(name: names[number % 8]) { throw Problem.early }.result
                  }
                }
              }
            }
          }
        }()
        var looks = 0
        while looks < 40 {
          for task in Registry.shared.finished() where task.name?.hasPrefix("load") == true {
            #expect(names.contains { $0.utf8.prefix(48).elementsEqual(task.name?.utf8 ?? "".utf8) })
            #expect((task.error != nil) == (task.outcome == .threw))
            #expect(task.error ?? "FinishedLoadTests.Problem.early" == "FinishedLoadTests.Problem.early")
            #expect(task.busyNanoseconds ?? 0 <= task.lifetimeNanoseconds)
            #expect(task.kind == (task.outcome == .threw ? .task : .groupChild))
          }
          looks += 1
          await Task.yield()
        }
        await load
      }.value
    }
  }
}
