// How tasks came to be: every kind of spawn reads back with its kind, name, parent, creator, priority and spawn site.
import Testing

@testable import TaskRegistry

@Suite struct KindsTests {
  init() { Observed.begin }

  #if DEBUG
    private static let hasLines = true
  #else
    private static let hasLines = false
  #endif

  private func expectSite(_ info: TaskInfo, _ function: String, line: Int) {
    #expect(info.spawnedAt?.function.contains(function) == true, "\(String(describing: info.spawnedAt))")
    if Self.hasLines {
      #expect(info.spawnedAt?.file == "KindsTests.swift")
      #expect(info.spawnedAt?.line == line)
    }
  }

  @Test func an_unstructured_task_reads_back() async throws {
    let gate = Gate()
    defer { gate.open() }
    let line = #line + 1
    let task = Task(name: "plain") { await gate.pass() }
    let info = try await Observed.suspended(task.id)
    #expect(info.name == "plain")
    #expect(info.kind == .task)
    #expect(info.parent == nil)
    #expect(info.creator == .current)
    #expect(info.isCancelled == false)
    #expect(info.runs == 1)
    expectSite(info, "an_unstructured_task_reads_back()", line: line)
  }

  @Test func a_detached_task_has_a_creator_and_no_parent() async throws {
    let gate = Gate()
    defer { gate.open() }
    let line = #line + 1
    let task = Task.detached { await gate.pass() }
    let info = try await Observed.suspended(task.id)
    #expect(info.name == nil)
    #expect(info.kind == .task)
    #expect(info.parent == nil)
    #expect(info.creator == .current)
    expectSite(info, "a_detached_task_has_a_creator_and_no_parent()", line: line)
  }

  @Test func an_immediate_task_appears_once_it_has_been_resumed() async throws {
    let first = Gate()
    let second = Gate()
    defer { second.open() }
    let task = Task.immediateDetached(name: "at once") {
      await first.pass()
      await second.pass()
    }
    first.open()
    let info = try await Observed.task(task.id) { $0.state == .suspended && $0.waitKind == .continuation }
    #expect(info.name == "at once")
    #expect(info.kind == .task)
    #expect(info.parent == nil)
  }

  @Test func children_of_every_kind_of_group_have_their_parent() async throws {
    let gate = Gate()
    let me = TaskID.current
    func check(_ ids: Handover<TaskID>, _ name: String) async throws {
      let info = try await Observed.suspended(try await ids.take())
      #expect(info.name == name)
      #expect(info.kind == .groupChild)
      #expect(info.parent == me)
      #expect(info.creator == me)
    }
    let ids = (0..<3).map { _ in Handover<TaskID>() }
    try await withThrowingTaskGroup(of: Void.self) { throwing in
      defer { gate.open() }
      throwing.addTask(name: "throwing") {
        ids[0].give(.current)
        await gate.pass()
      }
      try await check(ids[0], "throwing")
    }
    let other = Gate()
    await withTaskGroup(of: Void.self) { group in
      defer { other.open() }
      group.addTask(name: "plain") {
        ids[1].give(.current)
        await other.pass()
      }
      do { try await check(ids[1], "plain") } catch { Issue.record(error) }
    }
    let last = Gate()
    try await withThrowingDiscardingTaskGroup { group in
      defer { last.open() }
      group.addTask(name: "discarding") {
        ids[2].give(.current)
        await last.pass()
      }
      try await check(ids[2], "discarding")
    }
  }

  @Test func an_async_let_child_has_its_parent_and_no_name() async throws {
    let gate = Gate()
    let ids = Handover<TaskID>()
    @Sendable func park() async {
      ids.give(.current)
      await gate.pass()
    }
    async let child: Void = park()
    defer { gate.open() }
    let info = try await Observed.suspended(try await ids.take())
    #expect(info.kind == .asyncLet)
    #expect(info.name == nil)
    #expect(info.parent == .current)
    #expect(info.creator == .current)
    gate.open()
    await child
  }

  @Test func a_child_of_a_child_leads_to_the_root_through_parents_and_creators() async throws {
    let gate = Gate()
    let innermost = Handover<[TaskID]>()
    let root = Task(name: "root") {
      let root = TaskID.current
      await withTaskGroup(of: Void.self) { group in
        group.addTask(name: "middle") {
          let middle = TaskID.current
          @Sendable func leaf() async {
            innermost.give([.current, middle, root])
            await gate.pass()
          }
          async let leaf: Void = leaf()
          await leaf
        }
      }
    }
    defer { gate.open() }
    let ids = try await innermost.take()
    let leaf = try await Observed.suspended(ids[0])
    #expect(leaf.parent == ids[1])
    let middle = try await Observed.suspended(ids[1])
    #expect(middle.parent == ids[2])
    #expect(middle.name == "middle")
    #expect(ids[2] == root.id)
    let stack = try #require(Registry.shared.stack(of: ids[0]))
    // The test itself, and whatever created it, follow.
    #expect(stack.creators.prefix(3).map(\.id) == [ids[1], ids[2], .current])
    #expect(stack.creators.prefix(2).map(\.name) == ["middle", "root"])
    #expect(stack.creators.prefix(3).map(\.isAlive) == [true, true, true])
  }

  @Test func a_creator_that_has_ended_is_told_of_while_its_end_is_kept() async throws {
    let gate = Gate()
    defer { gate.open() }
    let creator = Task(name: "creator") { Task.detached(name: "orphan") { await gate.pass() } }
    let orphan = await creator.value
    try await Observed.gone(creator.id)
    let info = try await Observed.suspended(orphan.id)
    #expect(info.creator == creator.id)
    let stack = try #require(Registry.shared.stack(of: orphan.id))
    let nearest = try #require(stack.creators.first)
    #expect(nearest.id == creator.id)
    #expect(!nearest.isAlive)
    // Other tests may have pushed its end out of the history.
    #expect(nearest.name == (nearest.isKnown ? "creator" : nil))
    let next = stack.creators.dropFirst().first?.id
    #expect(next == (nearest.isKnown ? .current : nil))
  }

  @Test(arguments: [TaskPriority.background, .utility, .medium, .high])
  func a_task_has_the_priority_it_was_given(priority: TaskPriority) async throws {
    let gate = Gate()
    let task = Task.detached(priority: priority) { await gate.pass() }
    defer { gate.open() }
    #expect(try await Observed.suspended(task.id).priority == priority.rawValue)
  }

  @Test func a_name_of_more_than_127_bytes_is_cut_to_whole_characters() async throws {
    let gate = Gate()
    defer { gate.open() }
    let exact = Task(name: String(repeating: "n", count: 127)) { await gate.pass() }
    let cut = Task(name: String(repeating: "ä", count: 64)) { await gate.pass() }
    let empty = Task(name: "") { await gate.pass() }
    #expect(try await Observed.suspended(exact.id).name == String(repeating: "n", count: 127))
    #expect(try await Observed.suspended(cut.id).name == String(repeating: "ä", count: 63))
    #expect(try await Observed.suspended(empty.id).name == "")
  }

  @Test func a_snapshot_has_every_own_task_once_in_ascending_order() async throws {
    let gate = Gate()
    let tasks = (0..<500).map { index in Task(name: "own-\(index)") { await gate.pass() } }
    defer { gate.open() }
    for task in tasks { _ = try await Observed.suspended(task.id) }
    let snapshot = Registry.shared.snapshot()
    #expect(snapshot.map(\.id) == snapshot.map(\.id).sorted())
    #expect(Set(snapshot.map(\.id)).count == snapshot.count)
    let own = Set(tasks.map(\.id))
    #expect(snapshot.filter { own.contains($0.id) }.map(\.name) == (0..<500).map { "own-\($0)" })
  }
}
