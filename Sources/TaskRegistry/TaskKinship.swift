// Who is whose child and who made whom, of all live tasks; what each of them does is looked at piece by piece.

import CTaskRuntime

/// A live task's place among the others.
package struct TaskLink: Sendable, Equatable {
  package var id: UInt64
  /// The task it is a structured child of; 0 if there is none.
  package var parent: UInt64
  /// The task that created it; 0 if that is not known.
  package var creator: UInt64
  /// Its record.
  fileprivate var index: UInt32 = 0

  package init(id: UInt64, parent: UInt64 = 0, creator: UInt64 = 0) {
    self.id = id
    self.parent = parent
    self.creator = creator
  }
}

/// All live tasks at one moment, by their relations.
///
/// It takes 32 bytes a task. What is asked of a task that has ended since is answered with nothing.
package struct TaskKinship {
  /// Every live task, in ascending order of id.
  package let links: [TaskLink]

  private let registry: Registry
  private var inspector: Inspector?
  private var tally = WaitTally()

  package init(of registry: Registry) {
    self.registry = registry
    World.current?.pointee.glimpseRunning()
    links = registry.links()
    inspector = World.current.map { Inspector($0) }
  }

  /// For each of these positions in ``links`` the number of what it does and where; alike ones have the same, whomever
  /// they wait for.
  ///
  /// 0 for those that have ended, and where there are too many different ones. May symbolicate addresses seen for the
  /// first time, which takes milliseconds.
  package mutating func standings(at positions: ArraySlice<Int>) -> [Int] {
    let keys = positions.map { key(links[$0]) }
    guard let inspection = registry.withInspection({ inspector?.inspect(keys[...]) }) else {
      return keys.map { _ in 0 }
    }
    let hints = registry.places.hints(inspection.tasks.map(\.frames), in: inspection.frames)
    var at = 0
    return keys.map { key in
      guard at < inspection.tasks.count, inspection.tasks[at].copy.id == key.id else { return 0 }
      defer { at += 1 }
      var standing = Standing(of: inspection.tasks[at], at: hints[at])
      standing.waitingOn = nil
      return tally.count(standing, task: key.id, spawned: inspection.tasks[at].copy.spawned)
    }
  }

  /// What those with this number do and where.
  package func group(_ number: Int) -> WaitGroup { registry.name(tally.groups[number].standing) }

  /// The tasks at these positions in ``links``; nil for those that have ended.
  package mutating func describe(_ positions: [Int]) -> [TaskInfo?] {
    let keys = positions.map { key(links[$0]) }
    let described = registry.describe(keys[...], with: &inspector)
    var at = 0
    return keys.map { key in
      guard at < described.count, described[at].id.rawValue == key.id else { return nil }
      defer { at += 1 }
      return described[at]
    }
  }

  private func key(_ link: TaskLink) -> TaskKey { TaskKey(id: link.id, order: link.id, index: link.index) }
}

extension Registry {
  /// Every live task's relations, in ascending order of id.
  func links() -> [TaskLink] {
    guard let world = World.current else { return [] }
    var links: [TaskLink] = []
    withInspection {
      let keys = TaskScan(world, order: .id).keys
      links.reserveCapacity(keys.count)
      for key in keys {
        let record = world.pointee.table.record(at: Int(key.index))
        let link = world.pointee.table.withRecord(record, of: key.id) { record in
          var link = TaskLink(
            id: key.id, parent: record.pointee.parent.load(ordering: .relaxed),
            creator: record.pointee.creator.load(ordering: .relaxed))
          link.index = key.index
          return link
        }
        if let link { links.append(link) }
      }
    }
    links.sort { $0.id < $1.id }
    return links
  }
}
