// Looks at many recorded tasks and says what each is doing. The one place where records, headers, stacks and symbols
// come together.

import CTaskRuntime

/// Which record, and of which task it was when it was listed.
struct TaskKey {
  var id: UInt64
  var order: UInt64
  var index: UInt32
}

/// A task as it was read, before its addresses are turned into places.
struct InspectedTask {
  var index: UInt32
  var copy: RecordCopy
  var wait = WaitReader.Wait()
  /// Its stack, in the inspection's frames.
  var frames: Range<Int> = 0..<0
  /// Whether its stack was read while the task stood still.
  var isStackTrue = false
}

struct Inspection {
  var tasks: [InspectedTask] = []
  /// The stacks of all tasks, one after the other.
  var frames: [UInt] = []
}

struct Inspector {
  let world: UnsafeMutablePointer<World>
  private var windows = MemoryWindows()
  private var waits = WaitReader()

  /// Attempts at a stack that changes while it is read.
  private static let attempts = 3
  /// How far ahead a record, and then its task, is asked for from memory.
  private static let prefetchDistance = 8

  init(_ world: UnsafeMutablePointer<World>) { self.world = world }

  /// Reads tasks, their stacks included; leaves out those that have ended.
  mutating func inspect(_ keys: ArraySlice<TaskKey>) -> Inspection {
    // What it remembers of whom tasks wait for holds for as long as one look takes.
    waits = WaitReader()
    var inspection = Inspection()
    inspection.tasks.reserveCapacity(keys.count)
    for position in keys.indices {
      if position + Self.prefetchDistance < keys.endIndex { prefetch(keys[position + Self.prefetchDistance]) }
      if let copy = copy(keys[position]) {
        inspection.tasks.append(InspectedTask(index: keys[position].index, copy: copy))
      }
    }
    guard SelfCheck.readsStacks else { return inspection }
    var addresses: [UInt] = []
    addresses.reserveCapacity(inspection.tasks.count * 2)
    for index in inspection.tasks.indices {
      guard let header = inspection.tasks[index].copy.header, header.isAtRest else { continue }
      addresses.append(header.resumeContext)
      // Where it stands is where the innermost function's own memory ends: in the same stretch, as a rule.
      if header.dependency != 0 { addresses.append(header.dependency &+ UInt(TaskLayout.Record.size)) }
    }
    windows.load(around: &addresses)
    for index in inspection.tasks.indices {
      readStack(&inspection.tasks[index], into: &inspection.frames)
    }
    return inspection
  }

  private func prefetch(_ key: TaskKey) {
    ctr_prefetch(world.pointee.table.record(at: Int(key.index)))
  }

  /// The record and header of a task now; nil if it has ended.
  func copy(_ key: TaskKey) -> RecordCopy? {
    let record = world.pointee.table.record(at: Int(key.index))
    guard var copy = world.pointee.table.withRecord(record, of: key.id, { RecordCopy($0, id: key.id) }) else {
      return nil
    }
    if copy.header == nil, SelfCheck.isTrusted {
      guard let header = TaskHeader(at: copy.task, id: key.id) else { return nil }
      copy.header = header
      if copy.name == nil { copy.name = Self.name(header) }
    }
    return copy.header.map { $0.state == nil } == true ? nil : copy
  }

  /// The name of a task that may end meanwhile.
  private static func name(_ header: TaskHeader) -> String? {
    guard header.flags & TaskLayout.Flags.named != 0 else { return nil }
    var next = header.records
    for _ in 0..<TaskLayout.recordLimit {
      guard let (kind, after) = SafeMemory.words(next) else { return nil }
      if kind & TaskLayout.Record.kindMask == TaskLayout.Record.nameKind {
        return SafeMemory.words(next &+ UInt(TaskLayout.Record.name)).flatMap {
          SafeMemory.string($0.0, limit: RecordCopy.nameLimit)
        }
      }
      next = after
    }
    return nil
  }

  private mutating func readStack(_ task: inout InspectedTask, into frames: inout [UInt]) {
    let start = frames.count
    for attempt in 0..<Self.attempts {
      guard let header = task.copy.header, header.isAtRest else { return }
      if attempt > 0 {
        // The copies are of a moment that has passed: from here on everything is read now.
        var none: [UInt] = []
        windows.load(around: &none)
      }
      let wait = waits.wait(of: header, through: &windows)
      let isWhole = AsyncStack.walk(
        header, through: &windows, into: &frames, isPatched: task.copy.facts.contains(.patched))
      let record = world.pointee.table.record(at: Int(task.index))
      let stoodStill = world.pointee.table.withRecord(record, of: task.copy.id) { task.copy.standsStill($0) }
      if isWhole, stoodStill == true {
        task.wait = wait
        task.frames = start..<frames.count
        task.isStackTrue = true
        return
      }
      frames.removeSubrange(start...)
      guard let now = copy(TaskKey(id: task.copy.id, order: 0, index: task.index)) else { return }
      task.copy = now
    }
  }
}
