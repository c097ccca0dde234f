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

  @Test func a_wait_for_a_value_is_noted_and_confirmed_as_long_as_it_lasts() async throws {
    let gates = (Gate(), Gate())
    defer { gates.1.open() }
    let awaited = Task { await gates.0.pass() }
    let next = Task { await gates.1.pass() }
    let task = Task {
      await awaited.value
      await next.value
    }
    _ = try await Observed.task(task.id) { $0.waitingOn == awaited.id.description }
    let waits = try Self.census().waits.filter { $0.key.id == task.id.rawValue }
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
}
