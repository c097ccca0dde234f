// The task-local values of a task that nobody runs, read from memory that may change while it is read: what was read counts
// only if the task has not moved meanwhile.

import CTaskRuntime

struct TaskLocalReader {
  private let world: UnsafeMutablePointer<World>
  private let places: Places

  /// Bindings followed, those of parents included.
  static let limit = 64
  /// Bytes of a value that are looked at.
  static let valueLimit = 64
  private static let attempts = 3

  init(_ world: UnsafeMutablePointer<World>, places: Places) {
    self.world = world
    self.places = places
  }

  /// Nil if the task has ended.
  func locals(of key: TaskKey) -> TaskLocals? {
    if let reason = SelfCheck.report.localsOff {
      return TaskLocals(values: [], missing: "task-local values are off: \(reason)")
    }
    let inspector = Inspector(world)
    for _ in 0..<Self.attempts {
      guard let copy = inspector.copy(key) else { return nil }
      guard let header = copy.header, header.isAtRest else {
        return TaskLocals(values: [], missing: "it is running; its values cannot be read while it moves")
      }
      let chain = Self.chain(ofTask: copy.task)
      guard standsStill(copy), let chain else { continue }
      let values = describe(chain.bindings)
      // Values were read too, so it must have stood still until now, and bind the same.
      guard standsStill(copy), Self.chain(ofTask: copy.task) == chain else { continue }
      return TaskLocals(values: values, missing: chain.cut)
    }
    return TaskLocals(values: [], missing: "it moved each time it was looked at")
  }

  private func standsStill(_ copy: RecordCopy) -> Bool {
    guard let record = world.pointee.table.findExactly(copy.id) else { return false }
    return world.pointee.table.withRecord(record, of: copy.id) { copy.standsStill($0) } == true
  }

  private func describe(_ bindings: [Binding]) -> [TaskLocals.Value] {
    var reader = ValueReader(readsHeap: true, isCode: places.isCode)
    return bindings.map { binding in
      let (type, value) = binding.described(by: &reader)
      return TaskLocals.Value(key: places.taskLocal(binding.key), type: type, value: value)
    }
  }

  // MARK: - The chain of bindings

  struct Binding: Equatable {
    var address: UInt
    var key: UInt
    var type: UInt

    /// The name of the value's type, and the value, as far as they are known.
    func described(by reader: inout ValueReader) -> (type: String?, value: String?) {
      guard let facts = reader.facts(type) else { return (nil, nil) }
      let offset = (UInt(TaskLayout.Local.value) + facts.alignmentMask) & ~facts.alignmentMask
      let count = min(facts.size, TaskLocalReader.valueLimit)
      let bytes = SafeMemory.bytes(address &+ offset, count: count)
      return (facts.name, bytes.flatMap { reader.text(type, $0[...]) })
    }
  }

  struct Chain: Equatable {
    /// The innermost first, each key once.
    var bindings: [Binding] = []
    /// Why it was not followed to its end; nil if it was.
    var cut: String?
  }

  /// The bindings a task at rest sees; nil if they cannot be read.
  static func chain(ofTask task: UInt) -> Chain? {
    guard let (head, _) = SafeMemory.words(task &+ UInt(TaskLayout.locals)) else { return nil }
    var chain = Chain()
    var keys: Set<UInt> = []
    var next = head
    for _ in 0..<limit {
      guard next != 0 else { return chain }
      guard next & TaskLayout.Local.kindMask == 0, let (link, key) = SafeMemory.words(next) else {
        return nil
      }
      switch link & TaskLayout.Local.kindMask {
      case TaskLayout.Local.valueKind, TaskLayout.Local.groupBodyKind:
        guard let (type, _) = SafeMemory.words(next &+ UInt(TaskLayout.Local.type)) else { return nil }
        // An outer binding of the same key is hidden.
        if keys.insert(key).inserted { chain.bindings.append(Binding(address: next, key: key, type: type)) }
      case TaskLayout.Local.parentKind: break
      default:
        chain.cut = "bindings of a kind that is not known were not looked at"
        return chain
      }
      next = link & ~TaskLayout.Local.kindMask
    }
    chain.cut = "only the innermost \(limit) bindings were looked at"
    return chain
  }
}
