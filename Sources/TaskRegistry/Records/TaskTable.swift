// Finds the record of a task by its id. Looking up takes no lock; entering and removing take one of many for a few
// instructions.

import CTaskRuntime
import Synchronization

struct TaskTable: ~Copyable {
  let pool: BlockPool
  private let buckets: UnsafeMutablePointer<Atomic<UInt32>>
  private let locks: UnsafeMutablePointer<SpinLock>

  /// Buckets take memory only where tasks were; with a million live tasks each holds one.
  private static let bucketBits: UInt64 = 20
  /// Ids are handed out one by one: their low bits choose a far-off region each, so that threads that spawn at the same
  /// time do not write to the same cache line.
  private static let regionBits: UInt64 = 5
  private static let lockCount = 256
  /// A cache line for each lock.
  private static let lockStride = 16

  init?(capacity: Int) {
    guard
      let pool = BlockPool(
        blockSize: TaskRecord.stride, linkOffset: MemoryLayout<UInt64>.size * 2, capacity: capacity),
      let buckets = ctr_reserve(MemoryLayout<UInt32>.size << Self.bucketBits),
      let locks = ctr_reserve(MemoryLayout<SpinLock>.size * Self.lockCount * Self.lockStride)
    else { return nil }
    self.pool = pool
    // SAFETY: zeroed memory is a valid array of atomics and of free locks, and it is never freed.
    self.buckets = buckets.bindMemory(to: Atomic<UInt32>.self, capacity: 1 << Int(Self.bucketBits))
    self.locks = locks.bindMemory(to: SpinLock.self, capacity: Self.lockCount * Self.lockStride)
  }

  @inline(__always)
  private static func bucket(_ id: UInt64) -> Int {
    let region = id & ((1 << regionBits) - 1)
    let within = (id >> regionBits) & ((1 << (bucketBits - regionBits)) - 1)
    return Int(region << (bucketBits - regionBits) | within)
  }

  @inline(__always)
  private func lock(of id: UInt64) -> UnsafeMutablePointer<SpinLock> {
    locks + Int(id % UInt64(Self.lockCount)) * Self.lockStride
  }

  @inline(__always)
  func record(at index: Int) -> RecordPointer {
    // SAFETY: the pool's space lies within bounds for its capacity, zeroed before first use, and is never unmapped.
    (pool.base + index * TaskRecord.stride).assumingMemoryBound(to: TaskRecord.self)
  }

  @inline(__always)
  func index(of record: RecordPointer) -> Int {
    (UnsafeMutableRawPointer(record) - pool.base) / TaskRecord.stride
  }

  /// The record of a live task. A miss may be wrong while records of other tasks come and go; see `enter`.
  ///
  /// A walker may stand on a record that is removed and entered elsewhere meanwhile, and then goes on in a foreign
  /// bucket: it can miss its task, but what it finds is right, since ids are never reused.
  @inline(__always)
  func find(_ id: UInt64) -> RecordPointer? {
    var next = buckets[Self.bucket(id)].load(ordering: .acquiring)
    var steps = 0
    while next != 0 {
      let candidate = record(at: Int(next) - 1)
      if candidate.pointee.id.load(ordering: .acquiring) == id { return candidate }
      next = candidate.pointee.next.load(ordering: .acquiring)
      // Only a walk led astray again and again gets so far; `findExactly` settles it.
      steps += 1
      if steps > 10_000 { return nil }
    }
    return nil
  }

  /// As `find`, but a miss is certain at the time of the call.
  func findExactly(_ id: UInt64) -> RecordPointer? {
    if let found = find(id) { return found }
    let lock = lock(of: id)
    lock.pointee.lock()
    defer { lock.pointee.unlock() }
    return find(id)
  }

  /// Makes a filled record findable by its id.
  func enter(_ entered: RecordPointer, id: UInt64) {
    let lock = lock(of: id)
    let bucket = buckets + Self.bucket(id)
    lock.pointee.lock()
    entered.pointee.next.store(bucket.pointee.load(ordering: .relaxed), ordering: .relaxed)
    entered.pointee.id.store(id, ordering: .releasing)
    bucket.pointee.store(UInt32(truncatingIfNeeded: index(of: entered) + 1), ordering: .releasing)
    lock.pointee.unlock()
  }

  /// Takes a record out, so that it is found no more. Its words stay as they are.
  func remove(_ removed: RecordPointer, id: UInt64) {
    let lock = lock(of: id)
    let bucket = buckets + Self.bucket(id)
    let wanted = UInt32(truncatingIfNeeded: index(of: removed) + 1)
    lock.pointee.lock()
    defer { lock.pointee.unlock() }
    let after = removed.pointee.next.load(ordering: .relaxed)
    var next = bucket.pointee.load(ordering: .relaxed)
    if next == wanted {
      bucket.pointee.store(after, ordering: .releasing)
      return
    }
    while next != 0 {
      let candidate = record(at: Int(next) - 1)
      next = candidate.pointee.next.load(ordering: .relaxed)
      if next == wanted {
        candidate.pointee.next.store(after, ordering: .releasing)
        return
      }
    }
  }
}
