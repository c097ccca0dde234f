// How tasks are counted: exactly, in bounded memory, and in groups that people would tell apart.
import Testing

@testable import TaskRegistry

struct WaitTallyTests {
  private func standing(_ address: UInt, on: String? = nil, kind: WaitKind? = .task) -> Standing {
    Standing(state: .suspended, waitKind: kind, waitingOn: on, place: .awaitPoint(address))
  }

  @Test("Tasks that are alike are one group, with the one that was spawned first")
  func groups() {
    var tally = WaitTally()
    let numbers = [(5, 30), (3, 20), (9, 10), (4, 10)].map { task, spawned in
      tally.count(standing(1), task: UInt64(task), spawned: UInt64(spawned))
    }
    #expect(Set(numbers) == [1])
    #expect(tally.groups[1] == .init(standing: standing(1), count: 4, oldest: 4, spawned: 10))
    #expect(tally.count(standing(2), task: 6, spawned: 1) == 2)
    #expect(tally.count(standing(1, on: "7"), task: 6, spawned: 1) == 3)
    #expect(tally.count(standing(1, kind: .sleep), task: 6, spawned: 1) == 4)
    let site = Standing(state: .running, waitKind: nil, waitingOn: nil, place: .spawnSite(1))
    #expect(tally.count(site, task: 6, spawned: 1) == 5)
  }

  @Test("Beyond the limit of targets they are counted as various, beyond that of groups as others")
  func limits() {
    var tally = WaitTally(groupLimit: 4, targetLimit: 2)
    for task in 1...10 as ClosedRange<UInt64> {
      _ = tally.count(standing(1, on: String(task)), task: task, spawned: task)
    }
    #expect(tally.groups.map(\.count) == [0, 1, 1, 8])
    #expect(tally.groups[3].standing == standing(1).forVarious)
    #expect(tally.groups[3].oldest == 3)
    // What was told apart before still is.
    #expect(tally.count(standing(1, on: "2"), task: 11, spawned: 11) == 2)
    #expect(tally.count(standing(2), task: 12, spawned: 12) == 4)
    for address in 3...20 as ClosedRange<UInt> {
      #expect(tally.count(standing(address), task: 20, spawned: 20) == 0)
    }
    #expect(tally.groups.count == 5)
    #expect(tally.groups.reduce(0) { $0 + $1.count } == 10 + 1 + 1 + 18)
    #expect(tally.groups[0].standing == nil)
  }

  private func group(
    _ count: UInt64, on: String? = nil, line: Int = 1, oldest: UInt64 = 1, age: UInt64 = 1
  ) -> WaitGroup {
    WaitGroup(
      count: count, state: .suspended, waitKind: .task, waitingOn: on,
      waitingAt: CodeLocation(function: "f()", file: "A.swift", line: line), oldest: TaskID(rawValue: oldest),
      oldestAgeNanoseconds: age)
  }

  @Test("Groups of one place are put together and ordered by count, then by age, then by id")
  func merging() {
    let merged = WaitGroup.merged(
      [
        group(1, line: 4, oldest: 8, age: 2), group(2, line: 1, oldest: 7, age: 5),
        group(3, line: 1, oldest: 6, age: 9), group(1, line: 3, oldest: 9, age: 3),
        group(1, line: 5, oldest: 2, age: 2),
      ], mostSingles: 3)
    #expect(merged.map(\.count) == [5, 1, 1, 1])
    #expect(merged.map(\.oldest.rawValue) == [6, 9, 2, 8])
    #expect(merged[0].oldestAgeNanoseconds == 9)
  }

  @Test(
    "Many tasks that each wait for another are one group, few are told apart, and so is what many wait for")
  func singles() {
    let few = (1...3).map { group(1, on: String($0), oldest: UInt64($0)) }
    #expect(WaitGroup.merged(few, mostSingles: 3).count == 3)
    let many =
      few + [group(1, on: "4", oldest: 4), group(2, on: "5", oldest: 5), group(1, on: "Actor", oldest: 6)]
    let merged = WaitGroup.merged(many, mostSingles: 3)
    #expect(merged.map(\.count) == [4, 2, 1])
    #expect(merged.map(\.waitingOn) == [nil, "5", "Actor"])
    #expect(merged.map(\.waitsForVarious) == [true, false, false])
  }
}
