// The commands that look at all tasks at once, over TCP, about tasks whose truth is known.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite(.timeLimit(.minutes(2))) struct ManyTasksTests {
  private struct GroupRow: Decodable {
    let count: Int, state: String?, waitKind: String?, waitingOn: String?, waitingAt: String?
    let oldestId: UInt64, oldestAgeNs: UInt64, otherPlaces: Bool
  }

  private static func groups(_ answer: Answer) throws -> [GroupRow] {
    try answer.lines.map { try Answer(text: $0).object(GroupRow.self) }
  }

  @Test func a_thousand_tasks_at_one_place_are_one_line() async throws {
    try await LiveConsole.run { console in
      let tag = LiveConsole.tag()
      let parked = Parked()
      let tasks = (0..<1_000).map { number in Task(name: "\(tag) \(number)") { await parked.wait() } }
      defer { parked.release() }
      _ = try await console.tasks(of: tag) { rows in
        rows.count == tasks.count && rows.values.allSatisfy { $0.doing == "suspended continuation" }
      }
      let groups = try Self.groups(try await console.ask("waits --json --name '\(tag) *'"))
      let group = try #require(groups.first)
      #expect(groups.count == 1)
      #expect(group.count == 1_000)
      #expect(group.state == "suspended" && group.waitKind == "continuation" && group.waitingOn == nil)
      #expect(group.waitingAt?.hasPrefix("Family.swift:") == true)
      #expect(group.oldestId == tasks.map(\.id.rawValue).min())
      #expect(!group.otherPlaces)
      let text = try await console.ask("waits --name '\(tag) *'").lines
      #expect(text.count == 3)
      #expect(text.last == "showing 1 of 1 groups (1000 tasks)")
    }
  }

  @Test func each_way_to_wait_is_a_group_of_its_own_with_whom_it_waits_for() async throws {
    try await Family.settled { family, console, tasks in
      let groups = try Self.groups(try await console.ask("waits --json --name '\(family.tag) *'"))
      #expect(groups.map(\.count) == [1, 1, 1, 1, 1])
      #expect(Set(groups.map(\.oldestId)) == Set(tasks.values.map(\.id)))
      for group in groups {
        let task = try #require(tasks.values.first { $0.id == group.oldestId })
        #expect([group.state, group.waitKind].compactMap(\.self).joined(separator: " ") == task.doing)
        #expect(group.waitingOn == task.waitingOn)
        #expect(group.waitingAt == task.waitingAt)
        #expect(group.oldestAgeNs >= task.ageNs)
      }
    }
  }

  private struct TreeRow: Decodable {
    let id: UInt64, name: String?, depth: Int, under: UInt64?, kind: String
  }

  @Test func a_tree_has_children_under_their_parents_and_others_under_their_creators() async throws {
    try await LiveConsole.run { console in
      let tag = LiveConsole.tag()
      let parked = Parked()
      let settled = Gate()
      let root = Task(name: "\(tag) root") {
        let made = Task(name: "\(tag) made") { await parked.wait() }
        await withTaskGroup { group in
          group.addTask(name: "\(tag) child") { await parked.wait() }
          await settled.pass()
        }
        await made.value
      }
      let rows = try await console.tasks(of: tag) { rows in
        rows.mapValues(\.doing)
          == [
            "root": "suspended continuation", "made": "suspended continuation",
            "child": "suspended continuation",
          ]
      }
      let (made, child) = (try #require(rows["made"]), try #require(rows["child"]))
      let answer = try await console.ask("tree \(root.id) --json")
      let tree = try answer.lines.map { try Answer(text: $0).object(TreeRow.self) }
      #expect(tree.map(\.id) == [root.id.rawValue, made.id, child.id].sorted())
      #expect(tree.map(\.depth) == [0, 1, 1])
      #expect(tree.map(\.under) == [nil, root.id.rawValue, root.id.rawValue])
      let text = try await console.ask("tree \(root.id)").lines
      let (first, second) = made.id < child.id ? ("|~", "`-") : ("|-", "`~")
      #expect(text.count == 4)
      #expect(text[0].hasPrefix("\(root.id) \"\(tag) root\" suspended (continuation) at "))
      #expect(text[1].hasPrefix("\(first) \(min(made.id, child.id)) \"\(tag) "))
      #expect(text[2].hasPrefix("\(second) \(max(made.id, child.id)) \"\(tag) "))
      #expect(text[3] == "showing 3 of 3 tasks")
      #expect(text.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
      settled.open()
      parked.release()
      await root.value
      #expect(
        try await console.ask("tree \(root.id)").text
          == "error: no live task has id \(root.id): it has ended or never was; ps lists the live ones\n")
    }
  }

  @Test func a_hundred_alike_children_are_folded() async throws {
    try await LiveConsole.run { console in
      let tag = LiveConsole.tag()
      let parked = Parked()
      let root = Task(name: "\(tag) root") {
        await withTaskGroup { group in
          for number in 0..<100 { group.addTask(name: "\(tag) \(number)") { await parked.wait() } }
          await group.waitForAll()
        }
      }
      _ = try await console.tasks(of: tag) { rows in
        rows.count == 101
          && rows.allSatisfy {
            $1.doing == ($0 == "root" ? "suspended group" : "suspended continuation")
          }
      }
      let text = try await console.ask("tree \(root.id)").lines
      #expect(text.count == 6)
      #expect(text[4].hasPrefix("`- ... 97 more like this: suspended (continuation) at Family.swift:"))
      #expect(text[5] == "showing 4 of 101 tasks (97 folded)")
      #expect(try await console.ask("tree \(root.id) --all").lines.count == 102)
      parked.release()
      await root.value
    }
  }

  @Test func every_listing_chooses_by_the_same_facts() async throws {
    try await LiveConsole.run { console in
      let tag = LiveConsole.tag()
      let parked = Parked()
      let root = Task(name: "\(tag) root") {
        await withTaskGroup { group in
          for number in 0..<3 { group.addTask(name: "\(tag) child \(number)") { await parked.wait() } }
          await group.waitForAll()
        }
      }
      let other = Task(name: "\(tag) other") { await parked.wait() }
      let rows = try await console.tasks(of: tag) { rows in
        rows.count == 5
          && rows.allSatisfy { $1.doing == ($0 == "root" ? "suspended group" : "suspended continuation") }
      }
      let children = try (0..<3).map { try #require(rows["child \($0)"]).id }
      other.cancel()
      let ofRoot = "--parent \(root.id)"
      let ofAll = "--name '\(tag) *'"
      #expect(try await console.ask("ps --json \(ofRoot)").rows.map(\.id).sorted() == children.sorted())
      #expect(try Self.groups(try await console.ask("waits --json \(ofRoot)")).map(\.count) == [3])
      #expect(try await console.ask("ps --json --cancelled \(ofAll)").rows.map(\.id) == [other.id.rawValue])
      #expect(try Self.groups(try await console.ask("waits --json --cancelled \(ofAll)")).map(\.count) == [1])
      #expect(try await console.ask("waits --json --older 24h \(ofAll)").text == "")
      let older = try Self.groups(try await console.ask("waits --json --older 0 \(ofAll)"))
      #expect(older.reduce(0) { $0 + $1.count } == 5)
      let tree = try await console.ask("tree \(root.id) --json --name '\(tag) child 1'")
      #expect(
        try tree.lines.map { try Answer(text: $0).object(TreeRow.self).id } == [
          root.id.rawValue, children[1],
        ])
      #expect(try await console.ask("ps -n 1 \(ofRoot)").lines.last?.hasSuffix("; 3 match") == true)
      parked.release()
      await root.value
      await other.value
    }
  }
}
