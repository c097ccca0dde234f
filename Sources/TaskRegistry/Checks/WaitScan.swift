// Which tasks wait for the value of another that may itself be held up by tasks: their dependency records are copied some
// hundred at a time, and only what the task still waits for afterwards counts. Bounded.

import CTaskRuntime
import Synchronization

struct WaitScan {
  struct Wait: Equatable {
    var key: TaskKey
    var awaited: UInt64
    var runs: UInt64

    static func == (left: Wait, right: Wait) -> Bool {
      left.key.id == right.key.id && left.awaited == right.awaited && left.runs == right.runs
    }
  }

  private struct Waiter {
    var key: TaskKey
    var header: TaskHeader
    var runs: UInt64
  }

  /// Waits kept.
  static let limit = 1 << 16
  /// Records copied by one system call.
  private static let batch = Int(ctr_piece_limit)
  /// Of a dependency record: what is waited for, in two words, and what kind it is.
  private static let copied = TaskLayout.Record.size - TaskLayout.Record.value

  private let world: UnsafeMutablePointer<World>
  private let limit: Int
  private var waiters: [Waiter] = []
  private(set) var waits: [Wait] = []
  /// Waits that are not among those kept, because there are too many.
  private(set) var dropped = 0
  // Thousands of tasks that wait for the same one stand one after the other.
  private var last: (address: UInt, id: UInt64?) = (0, nil)

  init(_ world: UnsafeMutablePointer<World>, limit: Int = Self.limit) {
    self.world = world
    self.limit = limit
    waiters.reserveCapacity(Self.batch)
  }

  /// A suspended task that cannot end unseen.
  mutating func add(_ key: TaskKey, _ header: TaskHeader, runs: UInt64) {
    guard header.status & TaskLayout.Status.hasDependency != 0, header.dependency != 0 else { return }
    waiters.append(Waiter(key: key, header: header, runs: runs))
    if waiters.count == Self.batch { look() }
  }

  /// After the last task.
  mutating func finish() { look() }

  private mutating func look() {
    defer { waiters.removeAll(keepingCapacity: true) }
    var bytes = [UInt8](repeating: 0, count: waiters.count * Self.copied)
    var readable: [Int] = []
    bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      let pieces = waiters.indices.map { index in
        ctr_piece(
          address: waiters[index].header.dependency &+ UInt(TaskLayout.Record.value),
          destination: base + index * Self.copied, count: Self.copied)
      }
      pieces.withUnsafeBufferPointer { pieces in
        guard let first = pieces.baseAddress else { return }
        var at = 0
        while at < pieces.count {
          let done = SafeMemory.read(first + at, pieces.count - at)
          readable.append(contentsOf: at..<(at + done))
          // The piece that stopped it is not readable: its task has moved on.
          at += done + 1
        }
      }
    }
    for index in readable {
      let (value, type) = bytes.withUnsafeBytes { buffer in
        let start = index * Self.copied
        return (
          buffer.loadUnaligned(fromByteOffset: start, as: UInt.self),
          buffer.loadUnaligned(
            fromByteOffset: start + TaskLayout.Record.dependencyType - TaskLayout.Record.value,
            as: UInt32.self)
        )
      }
      guard TaskLayout.Dependency(rawValue: type) == .task else { continue }
      if last.address != value { last = (value, HeldUp.id(at: value)) }
      guard let awaited = last.id, standsStill(waiters[index]) else { continue }
      guard waits.count < limit else {
        dropped += 1
        continue
      }
      waits.append(Wait(key: waiters[index].key, awaited: awaited, runs: waiters[index].runs))
    }
  }

  /// Whether the task still waits as it did before its dependency was read: then that was what it waits for, and the
  /// awaited task was alive all the while.
  private func standsStill(_ waiter: Waiter) -> Bool {
    Self.header(waiter.key, world).map { $0 == (waiter.header, waiter.runs) } ?? false
  }

  private static func header(
    _ key: TaskKey, _ world: UnsafeMutablePointer<World>
  ) -> (TaskHeader, UInt64)? {
    let record = world.pointee.table.record(at: Int(key.index))
    let read = world.pointee.table.withRecord(record, of: key.id) { record -> (TaskHeader, UInt64)? in
      guard !record.pointee.facts.isDisjoint(with: [.patched, .tracked]),
        let task = UnsafeRawPointer(bitPattern: record.pointee.task.load(ordering: .relaxed))
      else { return nil }
      // SAFETY: a patched or tracked task cannot end inside `withRecord`.
      return (TaskHeader(of: task), record.pointee.runs.load(ordering: .relaxed))
    }
    return read ?? nil
  }

  /// Those of some waits that are still the same, read anew.
  ///
  /// Inside `withInspection`.
  static func confirmed(_ waits: [Wait], _ world: UnsafeMutablePointer<World>) -> [Wait] {
    var scan = WaitScan(world)
    for wait in waits {
      guard let (header, runs) = header(wait.key, world), header.state == .suspended else { continue }
      scan.add(wait.key, header, runs: runs)
    }
    scan.finish()
    let again = Dictionary(scan.waits.map { ($0.key.id, $0) }) { $1 }
    return waits.filter { again[$0.key.id] == $0 }
  }
}
