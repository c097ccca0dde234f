// One pass over the records of real tasks; all other tests' tasks are among them, so each looks for its own.
import CTaskRuntime
import Synchronization
import Testing

@testable import TaskRegistry

@Suite struct CensusTests {
  init() { Observed.begin }

  private static let nobody = Census.Wanted(
    olderThan: [0, 0, 0], previouslyOlderThan: [0, 0, 0], agedBefore: [], readyBefore: 0, waits: true)

  private static func census(_ wanted: Census.Wanted = nobody) throws -> Census {
    let world = try #require(World.current)
    return Registry.shared.withInspection { Census(world, wanted) }
  }

  private static func site(of task: TaskID, _ world: UnsafeMutablePointer<World>) -> Int? {
    world.pointee.table.findExactly(task.rawValue).map { Int($0.pointee.site.load(ordering: .relaxed)) }
  }

  @Test func a_task_is_counted_at_its_site_while_it_lives_and_by_how_old_it_is() async throws {
    let gate = Gate()
    let tasks = (0..<50).map { _ in Task { await gate.pass() } }
    for task in tasks { _ = try await Observed.suspended(task.id) }
    let world = try #require(World.current)
    let site = try #require(Self.site(of: tasks[0].id, world))
    var wanted = Self.nobody
    let now = ctr_ticks()
    wanted.olderThan = [now, now, 0]
    wanted.previouslyOlderThan = [now, 0, 0]
    let census = try Self.census(wanted)
    #expect(census.live[site] == 50)
    #expect(census.lifetimes.older.map { $0[site] } == [50, 50, 0])
    #expect(census.lifetimes.stillOlder.map { $0[site] } == [50, 0, 0])
    let oldest = Registry.shared.withInspection {
      Census.oldest(world, of: [UInt32(site)], most: 3)
    }
    #expect(oldest.map(\.id) == tasks.prefix(3).map(\.id.rawValue))
    gate.open()
    for task in tasks { await task.value }
    #expect(try Self.census(wanted).live[site] == 0)
  }

  @Test func cancelled_and_aged_tasks_are_noted() async throws {
    let gate = Gate()
    defer { gate.open() }
    let task = Task { await gate.pass() }
    _ = try await Observed.suspended(task.id)
    let world = try #require(World.current)
    let site = try #require(Self.site(of: task.id, world))
    #expect(try Self.census().cancelled.contains { $0.id == task.id.rawValue } == false)
    task.cancel()
    var wanted = Self.nobody
    wanted.agedBefore = Array(repeating: 0, count: site) + [ctr_ticks()]
    let census = try Self.census(wanted)
    #expect(census.cancelled.contains { $0.id == task.id.rawValue && $0.since == 0 })
    #expect(census.aged.map(\.id) == [task.id.rawValue])
    #expect(census.aged.first?.runs == 1)
  }

  /// A task that waits for one that passes a gate: tasks that wait for it may be in a circle, as far as a look tells.
  private static func waiter(for gate: Gate) -> Task<Void, Never> {
    let inner = Task { await gate.pass() }
    return Task { await inner.value }
  }

  private static func waits(of task: TaskID) throws -> [WaitScan.Wait] {
    try census().waits.filter { $0.key.id == task.rawValue }
  }

  @Test func a_wait_for_a_value_is_noted_and_confirmed_as_long_as_it_lasts() async throws {
    let gates = (Gate(), Gate())
    defer { gates.1.open() }
    let awaited = Self.waiter(for: gates.0)
    let next = Self.waiter(for: gates.1)
    let task = Task {
      await awaited.value
      await next.value
    }
    for waiting in [awaited, next] { _ = try await Observed.task(waiting.id) { $0.waitKind == .task } }
    _ = try await Observed.task(task.id) { $0.waitingOn == awaited.id.description }
    let waits = try Self.waits(of: task.id)
    #expect(waits.map(\.awaited) == [awaited.id.rawValue])
    let world = try #require(World.current)
    func confirmed() -> [WaitScan.Wait] {
      Registry.shared.withInspection { WaitScan.confirmed(waits, world) }
    }
    #expect(confirmed() == waits)
    gates.0.open()
    _ = try await Observed.task(task.id) { $0.waitingOn == next.id.description }
    #expect(confirmed() == [])
  }

  @Test func a_wait_for_a_task_that_no_task_holds_up_is_not_noted_be_it_named_or_not() async throws {
    let gate = Gate()
    defer { gate.open() }
    for name in [nil, "held up by nobody"] {
      let awaited = Task(name: name) { await gate.pass() }
      let task = Task { await awaited.value }
      _ = try await Observed.task(awaited.id) { $0.waitKind == .continuation }
      _ = try await Observed.task(task.id) { $0.waitingOn == awaited.id.description }
      #expect(try Self.waits(of: task.id) == [])
    }
  }

  @Test func a_wait_for_a_task_with_a_child_is_noted_whatever_that_task_does() async throws {
    let gate = Gate()
    defer { gate.open() }
    let group = Task {
      await withDiscardingTaskGroup { group in
        group.addTask { await gate.pass() }
        await gate.pass()
      }
    }
    let child = Task {
      async let child: Void = gate.pass()
      await gate.pass()
      await child
    }
    for awaited in [group, child] {
      let task = Task { await awaited.value }
      _ = try await Observed.task(awaited.id) { $0.waitKind == .continuation }
      _ = try await Observed.task(task.id) { $0.waitingOn == awaited.id.description }
      #expect(try Self.waits(of: task.id).map(\.awaited) == [awaited.id.rawValue])
    }
  }

  @Test func waits_beyond_the_limit_are_counted_and_not_kept() async throws {
    let gate = Gate()
    defer { gate.open() }
    let awaited = Self.waiter(for: gate)
    _ = try await Observed.task(awaited.id) { $0.waitKind == .task }
    let world = try #require(World.current)
    var scan = WaitScan(world, limit: 2)
    for _ in 0..<5 {
      let task = Task { await awaited.value }
      _ = try await Observed.task(task.id) { $0.waitingOn == awaited.id.description }
      let found = world.pointee.table.findExactly(task.id.rawValue)
      let record = try #require(found)
      let key = try #require(Registry.shared.key(of: task.id))
      let header = try #require(
        TaskHeader(at: record.pointee.task.load(ordering: .relaxed), id: task.id.rawValue))
      scan.add(key, header, runs: record.pointee.runs.load(ordering: .relaxed))
    }
    scan.finish()
    #expect(scan.waits.map(\.awaited) == [awaited.id.rawValue, awaited.id.rawValue])
    #expect(scan.dropped == 3)
  }
}
