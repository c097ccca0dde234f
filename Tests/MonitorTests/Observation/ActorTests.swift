// Tasks that begin on an actor, and what they do there: they never pass the hook on their own. Who holds an actor until
// something is seen holds a thread of the pool too, and so has a process of its own.
import Glibc
import Testing

@testable import TaskRegistry

@globalActor private actor Cellar {
  static let shared = Cellar()
}

private actor Barn {
  private(set) var entered = 0

  /// Begins tasks here, while this runs here.
  func begin(_ count: Int, name: String, gate: Gate) -> [TaskID] {
    (0..<count).map { index in
      Task(name: "\(name)-\(index)") {
        entered += 1
        await gate.pass()
        entered += 1
      }.id
    }
  }

  /// Begins three tasks here and holds the actor's turn until `body` is done.
  func holdAndBegin(_ body: @Sendable ([TaskID]) throws -> Void, named name: (Int) -> String) rethrows {
    try body((0..<3).map { index in Task(name: name(index)) { entered += 1 }.id })
  }

  /// Holds the actor's turn until `body` is done.
  func hold<Value>(_ body: @Sendable () throws -> Value) rethrows -> Value { try body() }
}

@Suite struct ActorTests {
  init() { Observed.begin }

  @Test func tasks_that_begin_on_the_actor_that_creates_them_are_seen() async throws {
    let gate = Gate()
    defer { gate.open() }
    let barn = Barn()
    for (index, id) in await barn.begin(10, name: "born", gate: gate).enumerated() {
      let info = try await Observed.suspended(id)
      #expect(info.name == "born-\(index)")
      #expect(info.kind == .task)
      #expect(info.waitKind == .continuation)
      #expect(info.waitingAt?.function.contains("Gate.pass") == true)
      #expect(info.runs == 1)
    }
  }

  @Test func a_task_that_begins_on_an_idle_actor_has_its_creator_and_its_spawn_site() async throws {
    let gate = Gate()
    defer { gate.open() }
    let line = #line + 1
    let task = Task(name: "below") { @Cellar in await gate.pass() }
    let info = try await Observed.suspended(task.id)
    #expect(info.name == "below")
    #expect(info.creator == .current)
    #expect(info.runs == 1)
    #expect(info.spawnedAt?.function.contains("a_task_that_begins_on_an_idle_actor") == true)
    #if DEBUG
      #expect(info.spawnedAt?.line == line)
    #endif
  }

  @Test func tasks_that_begin_in_an_actors_turn_are_seen_too() async {
    await #expect(processExitsWith: .success) { try await ActorTests.beginInTurn() }
  }

  private static func beginInTurn() async throws {
    Registry.shared.startObserving()
    let gate = Gate()
    defer { gate.open() }
    let barn = Barn()
    // The first comes in on its own thread; the others wait for its end, and have the actor's turn after it.
    let births = Guarded<[TaskID]>([])
    let isHeld = Handover<Void>()
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask {
        try await barn.hold {
          isHeld.give(())
          let isQueued = Observed.valueOnThread {
            Registry.shared.snapshot().count { $0.name == "farmer" && $0.state == .ready } == 5 ? true : nil
          }
          if isQueued == nil { throw Observed.NeverSeen(description: "the farmers never waited") }
        }
      }
      try await isHeld.take()
      for number in 0..<5 {
        group.addTask(name: "farmer") {
          let born = await barn.begin(3, name: "calf-\(number)", gate: gate)
          births.withLock { $0 += born }
        }
      }
    }
    let born = births.withLock { $0 }
    #expect(born.count == 15)
    for id in born {
      let info = try await Observed.suspended(id)
      #expect(info.name?.hasPrefix("calf-") == true)
      #expect(info.runs == 1)
      #expect(info.waitKind == .continuation)
    }
    gate.open()
    for id in born { try await Observed.gone(id) }
    #expect(await barn.entered == 30)
  }

  @Test func what_runs_in_an_actors_turn_has_a_run_and_a_time_of_its_own() async {
    await #expect(processExitsWith: .success) { try await ActorTests.runInTurn() }
  }

  private static func runInTurn() async throws {
    Registry.shared.startObserving()
    let barn = Barn()
    let waiting = Guarded<TaskID?>(nil)
    let gate = Gate()
    let (isHeld, inside) = (Handover<Void>(), Handover<Void>())
    let holder = Task {
      try await barn.hold {
        isHeld.give(())
        // Until the other waits for its turn.
        let seen = Observed.valueOnThread { () -> TaskInfo? in
          let info = waiting.withLock { $0 }.flatMap { Registry.shared.task($0) }
          return info?.state == .ready && info?.waitKind == .actor ? info : nil
        }
        if seen?.waitingOn != "Barn" { throw Observed.NeverSeen(description: "\(String(describing: seen))") }
      }
    }
    try await isHeld.take()
    let other = Task(name: "in the barn") {
      waiting.withLock { $0 = .current }
      await barn.hold {
        inside.give(())
        usleep(20_000)
      }
      await gate.pass()
    }
    try await holder.value
    try await inside.take()
    let info = try await Observed.task(other.id) { $0.state == .suspended && $0.waitKind == .continuation }
    gate.open()
    await other.value
    // One run up to the actor, one inside it and on.
    #expect(info.runs == 2)
    #expect(info.longestRunNanoseconds >= 20_000_000)
    #expect(info.busyNanoseconds >= 20_000_000)
  }

  @Test func tasks_that_are_created_while_their_actor_is_held_are_listed_as_waiting_for_it() async {
    await #expect(processExitsWith: .success) { try await ActorTests.beginWhileHeld() }
  }

  private static func beginWhileHeld() async throws {
    Registry.shared.startObserving()
    let gate = Gate()
    defer { gate.open() }
    let created = Handover<[TaskID]>()
    let holder = Task.detached {
      try await Barn().holdAndBegin { ids in
        let seen = Observed.valueOnThread { () -> [TaskInfo]? in
          let infos = Registry.shared.snapshot().filter { ids.contains($0.id) }
          return infos.count == ids.count ? infos : nil
        }
        created.give(ids)
        guard let seen,
          seen.allSatisfy({ $0.state == .ready && $0.waitKind == .actor && $0.waitingOn == "Barn" }),
          Set(seen.map(\.name)) == ["kept-0", "kept-1", "kept-2"]
        else { throw Observed.NeverSeen(description: "\(String(describing: seen))") }
      } named: {
        "kept-\($0)"
      }
    }
    let ids = try await created.take()
    try await holder.value
    for id in ids { try await Observed.gone(id) }
  }

  @Test func a_task_behind_another_in_an_actors_turn_has_its_await_point() async {
    await #expect(processExitsWith: .success) { try await ActorTests.queueTwo() }
  }

  private static let line = #line + 2
  @inline(never) private static func hold(_ barn: Barn, until latch: Latch) async {
    await barn.hold { latch.wait() }
  }

  private static func queueTwo() async throws {
    Registry.shared.startObserving()
    let barn = Barn()
    let (latch, next, entered) = (Latch(), Latch(), Latch())
    try await PlainThreads.answer {
      Task.detached {
        await barn.hold {
          entered.open()
          latch.wait()
        }
      }
      entered.wait()
      // Both come to wait; the one that is let in leaves the other in the actor's list.
      let tasks = (0..<2).map { _ in Task.detached { await hold(barn, until: next) }.id }
      func seen(_ isRight: ([TaskInfo]) -> Bool) -> [TaskInfo]? {
        Observed.valueOnThread {
          let infos = tasks.compactMap { Registry.shared.task($0) }
          return infos.count == 2 && isRight(infos) ? infos : nil
        }
      }
      #expect(seen { $0.allSatisfy { $0.state == .ready && $0.waitKind == .actor } } != nil)
      latch.open()
      let inside = Observed.valueOnThread {
        Registry.shared.threads().first { thread in
          thread.actor == "Barn" && thread.activity == .blocked && tasks.contains { $0 == thread.task }
        }
      }
      let waiting = seen { $0.contains { $0.id != inside?.task && $0.waitKind == .actor } }?.first {
        $0.id != inside?.task
      }
      #expect(inside != nil)
      #expect(waiting?.state == .ready)
      #expect(waiting?.waitingAt?.function.contains("ActorTests.hold(") == true)
      #if DEBUG
        #expect(waiting?.waitingAt?.line == line)
      #endif
      next.open()
    }
  }

  @Test func time_inside_an_actor_is_counted_once() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      let barn = Barn()
      let began = ContinuousClock.now
      await withDiscardingTaskGroup { group in
        for _ in 0..<50 { group.addTask { await barn.hold { _ = usleep(2_000) } } }
      }
      let elapsed = ContinuousClock.now - began
      let busy = Duration.nanoseconds(Int64(Registry.shared.statistics().sinceStart.busyNanoseconds))
      #expect(busy >= .milliseconds(100))
      // One at a time is inside; the rest of the time is a few microseconds a task, on any of the threads.
      #expect(busy < elapsed * 1.5, "\(busy) in \(elapsed)")
    }
  }
}
