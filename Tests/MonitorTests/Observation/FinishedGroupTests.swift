// Which child of a group failed first, and which were cancelled after it. In processes of their own, as FinishedTests.
import Testing

@testable import TaskRegistry

@Suite struct FinishedGroupTests {
  private enum Problem: Error {
    case first
    case second
  }

  private static func failure(_ id: TaskID) throws -> GroupFailure {
    try #require(Registry.shared.finishedStack(of: id)).groupFailure
  }

  @Test func siblings_are_told_which_of_them_failed_first() async {
    await #expect(processExitsWith: .success) {
      try await FinishedGroupTests.checkSiblingsAreToldWhichOfThemFailedFirst()
    }
  }

  private static func checkSiblingsAreToldWhichOfThemFailedFirst() async throws {
    Observed.begin
    let ids = Guarded<[String: TaskID]>([:])
    let parent = Task.detached {
      try await withThrowingTaskGroup(of: Void.self) { group in
        let everybodyWaits = Gate()
        for name in ["patient", "stubborn"] {
          group.addTask {
            ids.withLock { $0[name] = .current }
            do {
              try await Task.sleep(for: .seconds(1 << 30))
            } catch {
              if name == "stubborn" { throw Problem.second }
              throw error
            }
          }
        }
        group.addTask {
          ids.withLock { $0["failing"] = .current }
          await everybodyWaits.pass()
          throw Problem.first
        }
        while ids.withLock({ $0.count < 3 }) { await Task.yield() }
        everybodyWaits.open()
        for try await _ in group {}
      }
    }
    _ = await parent.result
    let known = ids.withLock { $0 }
    let failing = try #require(known["failing"])
    let patient = try #require(known["patient"])
    let stubborn = try #require(known["stubborn"])
    #expect(try failure(failing) == .itself)
    for id in [patient, stubborn] {
      guard case .sibling(let first) = try failure(id) else {
        Issue.record("no sibling is told for \(id)")
        continue
      }
      #expect(first.id == failing)
      #expect(first.error == "FinishedGroupTests.Problem.first")
    }
    let ends = try [failing, patient, stubborn].map { try #require(Registry.shared.finished($0)) }
    #expect(ends.map(\.outcome) == [.threw, .cancelled, .threw])
    #expect(Set(ends.map(\.parent)) == [parent.id])
    #expect(Set(ends.map(\.group)).count == 1)
    #expect(ends[0].group != nil)
    #expect(try failure(parent.id) == .notInGroup)
  }

  @Test func a_group_that_comes_later_at_the_same_place_knows_nothing_of_the_one_before() async {
    await #expect(processExitsWith: .success) {
      try await FinishedGroupTests.checkAGroupThatComesLaterAtTheSamePlaceKnowsNothingOfTheOneBefore()
    }
  }

  private static func checkAGroupThatComesLaterAtTheSamePlaceKnowsNothingOfTheOneBefore() async throws {
    Observed.begin
    let ids = Guarded<[TaskID]>([])
    let task = Task.detached {
      for isFailing in [true, false] {
        try? await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            ids.withLock { $0.append(.current) }
            if isFailing { throw Problem.first }
          }
          try await group.waitForAll()
        }
      }
    }
    await task.value
    let (first, second) = ids.withLock { ($0[0], $0[1]) }
    #expect(try failure(first) == .itself)
    #expect(try failure(second) == .none)
  }
}
