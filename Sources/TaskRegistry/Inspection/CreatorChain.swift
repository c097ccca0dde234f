// Who created a task, and who created that one, up to the root: through live tasks and those whose end is still kept.

import CTaskRuntime

struct CreatorChain {
  let world: UnsafeMutablePointer<World>
  let places: Places

  /// Creators followed before the chain is cut.
  private static let limit = 64

  /// The creators of a task, nearest first; its parent stands in where the creator is not known.
  func creators(from creator: UInt64, parent: UInt64) -> [TaskStack.Creator] {
    let inspector = Inspector(world)
    var creators: [TaskStack.Creator] = []
    var next = creator != 0 ? creator : parent
    while next != 0, creators.count < Self.limit {
      let id = TaskID(rawValue: next)
      if let live = live(next, inspector) {
        creators.append(
          TaskStack.Creator(id: id, name: live.name, isAlive: true, spawnedAt: place(live.site)))
        next = live.creator != 0 ? live.creator : live.parent
      } else if let ended = world.pointee.finished(next) {
        creators.append(
          TaskStack.Creator(
            id: id, name: ended.name, isAlive: false, isKnown: true, spawnedAt: place(ended.site)))
        next = ended.creator != 0 ? ended.creator : ended.parent
      } else {
        creators.append(TaskStack.Creator(id: id, name: nil, isAlive: false, spawnedAt: nil))
        break
      }
    }
    return creators
  }

  private func live(_ id: UInt64, _ inspector: Inspector) -> RecordCopy? {
    guard let record = world.pointee.table.findExactly(id) else { return nil }
    let index = UInt32(truncatingIfNeeded: world.pointee.table.index(of: record))
    return inspector.copy(TaskKey(id: id, order: 0, index: index))
  }

  private func place(_ site: UInt32) -> CodeLocation? {
    places.spawnSite(site) { world.pointee.sites.stack(of: site) }
  }
}
