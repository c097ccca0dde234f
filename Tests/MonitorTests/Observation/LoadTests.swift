// Thousands of tasks that do everything at once, looked at by many threads all the while: none is missing while it
// lives, none is left when it has ended, none is in a wrong state. In processes of their own, so that everything counts.
import Testing

@testable import TaskRegistry

@Suite struct LoadTests {
  #if DEBUG
    private static let rounds = 150
  #else
    private static let rounds = 600
  #endif

  /// What a thread saw that looked again and again.
  private struct Sightings {
    var looks = 0
    var missing = 0
    var wrong: [TaskInfo] = []
    var doubled = 0
    var neverSpawned = 0
  }

  private static func look(
    _ parked: [TaskID: Int], greatest: () -> UInt64, into sightings: inout Sightings
  ) {
    let snapshot = Registry.shared.snapshot()
    let limit = greatest()
    sightings.looks += 1
    sightings.doubled += snapshot.count - Set(snapshot.map(\.id)).count
    sightings.neverSpawned += snapshot.count { $0.id.rawValue == 0 || $0.id.rawValue > limit }
    var found = 0
    for info in snapshot {
      guard let index = parked[info.id] else { continue }
      found += 1
      let isRight =
        info.name == "parked-\(index)" && info.state == .suspended && info.waitKind == .continuation
        && info.kind == .task && info.isCancelled == false && info.runs == 1 && info.parent == nil
        && info.waitingAt?.function.contains("Gate.pass") == true
      if !isRight { sightings.wrong.append(info) }
    }
    sightings.missing += parked.count - found
  }

  @Test func every_task_is_accounted_for_while_everything_happens_and_afterwards() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      let gate = Gate()
      var parked: [TaskID: Int] = [:]
      for index in 0..<1_000 {
        parked[Task.detached(name: "parked-\(index)") { await gate.pass() }.id] = index
      }
      gate.waitOnThread(for: 1_000)
      for id in parked.keys { _ = try await Observed.suspended(id) }
      let known = parked
      let stop = Guarded(false)
      let all = Guarded<[Sightings]>([])
      let watchers = try (0..<3).map { index in
        try NativeThread.start(name: "test-watch") {
          var sightings = Sightings()
          repeat {
            // An id is taken before its task is seen, so the newest bounds them all.
            LoadTests.look(known, greatest: { Task.detached {}.id.rawValue }, into: &sightings)
            if index == 0 {
              _ = Registry.shared.statistics()
              _ = Registry.shared.loopLag()
              for id in known.keys.prefix(5) { _ = Registry.shared.stack(of: id) }
            }
          } while !stop.withLock { $0 }
          all.withLock { $0.append(sightings) }
        }
      }
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask { for number in 0..<LoadTests.rounds { await Load.round(number) } }
        }
      }
      stop.withLock { $0 = true }
      for watcher in watchers { watcher.join() }
      for sightings in all.withLock({ $0 }) {
        #expect(sightings.looks > 0)
        #expect(sightings.missing == 0)
        #expect(sightings.doubled == 0)
        #expect(sightings.neverSpawned == 0)
        #expect(sightings.wrong.isEmpty, "\(sightings.wrong.prefix(3))")
      }
      gate.open()
      let isOver = try await Observed.value { Registry.shared.snapshot().count <= 2 ? true : nil }
      #expect(isOver == true, "\(Registry.shared.snapshot())")
      Observed.expectNothingLeft()
      let counts = Registry.shared.statistics()
      #expect(
        counts.live + counts.sinceStart.returned + counts.sinceStart.threw + counts.sinceStart.cancelled
          <= counts.sinceStart.spawned)
      #expect(counts.overhead.unrecordedTasks == 0)
      #expect(counts.overhead.unpatchedTasks == 0)
    }
  }

  @Test func asking_for_single_tasks_while_they_come_and_go_answers_them_or_nothing() async throws {
    Observed.begin
    let ids = Guarded<[TaskID]>([])
    let stop = Guarded(false)
    let foreign = Guarded(0)
    let asker = try NativeThread.start(name: "test-asks") {
      while !stop.withLock({ $0 }) {
        let piece = ids.withLock { ids in
          defer { ids = [] }
          return ids
        }
        for id in piece {
          let answers = [Registry.shared.task(id)?.id, Registry.shared.stack(of: id)?.task.id]
          if answers.contains(where: { $0 != nil && $0 != id }) { foreign.withLock { $0 += 1 } }
        }
      }
    }
    for _ in 0..<50 {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<50 {
          group.addTask {
            ids.withLock { $0.append(.current) }
            for _ in 0..<5 { await Task.yield() }
          }
        }
      }
    }
    stop.withLock { $0 = true }
    asker.join()
    #expect(foreign.withLock { $0 } == 0)
  }
}
