// Finds the record of a task by its id. Looking up takes no lock; entering and removing take one of many for a few
// instructions.

import CTaskRuntime
import Synchronization

struct TaskTable: ~Copyable {
  let pool: BlockPool
  private let buckets: UnsafeMutablePointer<Atomic<UInt32>>

  /// Buckets take memory only where tasks were; with a million live tasks each holds one.
  private static let bucketBits: UInt64 = 20
  /// Ids are handed out one by one: their low bits choose a far-off region each, so that threads that spawn at the same
  /// time do not write to the same cache line.
  private static let regionBits: UInt64 = 3
  private static let lineBuckets: UInt64 = 16
  private static let lockBit: UInt32 = 1 << 31
  /// How far ahead records are asked for from memory when all are looked at.
  static let recordsAhead = 16

  init?(capacity: Int) {
    guard
      let pool = BlockPool(
        blockSize: TaskRecord.stride, linkOffset: TaskRecord.linkOffset, capacity: capacity),
      let buckets = ctr_reserve(MemoryLayout<UInt32>.size << Int(Self.bucketBits))
    else { return nil }
    self.pool = pool
    // SAFETY: zeroed memory is a valid array of atomics with value 0, and it is never freed.
    self.buckets = buckets.bindMemory(to: Atomic<UInt32>.self, capacity: 1 << Int(Self.bucketBits))
  }

  private static let bucketCount = 1 << Int(bucketBits)
  private static let pageBytes = 4096
  private static let pageBuckets = pageBytes / MemoryLayout<UInt32>.size

  /// Memory of the buckets in bytes, as the kernel tells.
  var residentBytes: Int { ctr_resident_bytes(buckets, Self.bucketCount * MemoryLayout<UInt32>.size) }

  /// Gives the memory of buckets that are empty back, a page at a time.
  ///
  /// For a slow thread of ours, while few tasks are spawned: who spawns one just then may wait for a page, some
  /// microseconds.
  func trimBuckets() {
    for first in stride(from: 0, to: Self.bucketCount, by: Self.pageBuckets) {
      let page = first..<(first + Self.pageBuckets)
      // Looked at, a page that was never written to would get memory of a kind, and be told as resident.
      guard ctr_resident_bytes(buckets + first, Self.pageBytes) > 0 else { continue }
      if page.allSatisfy({ buckets[$0].load(ordering: .relaxed) == 0 }) { giveBack(page) }
    }
  }

  /// With all of the page's locks held nobody writes to it; gone, it reads as zero, and so as free and empty.
  private func giveBack(_ page: Range<Int>) {
    var locked = page.lowerBound
    while locked < page.upperBound,
      buckets[locked].compareExchange(expected: 0, desired: Self.lockBit, ordering: .acquiring).exchanged
    {
      locked += 1
    }
    if locked == page.upperBound,
      ctr_give_back(buckets + page.lowerBound, Self.pageBytes)
    {
      return
    }
    for bucket in page.lowerBound..<locked { buckets[bucket].store(0, ordering: .releasing) }
  }

  @inline(__always)
  private static func bucket(_ id: UInt64) -> Int {
    let region = id & ((1 << regionBits) - 1)
    // Each region begins a cache line further in than the one before, and wraps around: lines at one distance from the
    // start of every region would all fall into one set of the cache.
    let within =
      (id >> regionBits &+ region &* lineBuckets) & ((1 << (bucketBits - regionBits)) - 1)
    return Int(region << (bucketBits - regionBits) | within)
  }

  @inline(__always)
  func record(at index: Int) -> RecordPointer {
    // SAFETY: the pool's space lies within bounds for its capacity, zeroed before first use, and is never unmapped.
    (pool.base + index &* TaskRecord.stride).assumingMemoryBound(to: TaskRecord.self)
  }

  @inline(__always)
  func index(of record: RecordPointer) -> Int {
    // Unsigned, so that the division is a shift.
    Int(bitPattern: (UInt(bitPattern: record) &- UInt(bitPattern: pool.base)) / UInt(TaskRecord.stride))
  }

  /// The record of a live task.
  ///
  /// A miss may be wrong while records of other tasks come and go; see `enter`.
  ///
  /// A walker may stand on a record that is removed and entered elsewhere meanwhile, and then goes on in a foreign
  /// bucket: it can miss its task, but what it finds is right, since ids are never reused.
  @inline(__always)
  func find(_ id: UInt64) -> RecordPointer? {
    var next = buckets[Self.bucket(id)].load(ordering: .acquiring) & ~Self.lockBit
    var steps = 0
    while next != 0 {
      let candidate = record(at: Int(next) &- 1)
      if candidate.pointee.id.load(ordering: .acquiring) == id { return candidate }
      next = candidate.pointee.next.load(ordering: .acquiring)
      // Only a walk led astray again and again gets so far; `findExactly` settles it.
      steps &+= 1
      if steps > 10_000 { return nil }
    }
    return nil
  }

  /// Runs `body` with the record of a task, if it is recorded, and keeps it from being freed meanwhile: a
  /// patched or tracked task cannot end until `body` is done.
  ///
  /// For a few instructions only; `body` must not enter or remove.
  @inline(__always)
  func withRecord<Value>(_ record: RecordPointer, of id: UInt64, _ body: (RecordPointer) -> Value) -> Value? {
    let bucket = buckets + Self.bucket(id)
    let head = lock(bucket)
    defer { bucket.pointee.store(head, ordering: .releasing) }
    guard record.pointee.id.load(ordering: .relaxed) == id else { return nil }
    return body(record)
  }

  /// As `find`, but a miss is certain at the time of the call.
  func findExactly(_ id: UInt64) -> RecordPointer? {
    if let found = find(id) { return found }
    let bucket = buckets + Self.bucket(id)
    let head = lock(bucket)
    defer { bucket.pointee.store(head, ordering: .releasing) }
    return find(id)
  }

  /// Calls `body` with each record that is entered, in the order of the records, its index and its id.
  ///
  /// Records are asked for ahead, and come and go meanwhile: whoever looks further does so in ``withRecord(_:of:_:)``.
  @inline(__always)
  func forEachRecord(_ body: (_ record: RecordPointer, _ index: Int, _ id: UInt64) -> Void) {
    let end = pool.highWater
    var index = 0
    while index < end {
      let skipped = pool.skip(at: index)
      if skipped > 0 {
        index += skipped
        continue
      }
      if index + Self.recordsAhead < end { ctr_prefetch(record(at: index + Self.recordsAhead)) }
      let record = record(at: index)
      let id = record.pointee.id.load(ordering: .acquiring)
      if id != 0 { body(record, index, id) }
      index += 1
    }
  }

  /// Makes a filled record findable, unless another record of the task was entered meanwhile; answers the one that is
  /// in the table.
  ///
  /// Several may come upon a task at the same time: who enqueues it, who has it for a parent, a reader.
  @inline(__always)
  func enter(_ entered: RecordPointer, id: UInt64) -> RecordPointer {
    let bucket = buckets + Self.bucket(id)
    let head = lock(bucket)
    if let present = find(id) {
      bucket.pointee.store(head, ordering: .releasing)
      return present
    }
    put(entered, id: id, in: bucket, before: head)
    return entered
  }

  /// Puts a record at the head of its locked bucket, and unlocks that.
  @inline(__always)
  private func put(
    _ entered: RecordPointer, id: UInt64, in bucket: UnsafeMutablePointer<Atomic<UInt32>>, before head: UInt32
  ) {
    entered.pointee.next.store(head, ordering: .relaxed)
    entered.pointee.id.store(id, ordering: .releasing)
    bucket.pointee.store(UInt32(truncatingIfNeeded: index(of: entered) &+ 1), ordering: .releasing)
  }

  /// Takes a record out, so that it is found no more; false if it is not that task's any longer, or has one of `facts`.
  ///
  /// Its other words stay as they are. From here on no reader looks at the task through its record.
  @inline(__always)
  func remove(_ removed: RecordPointer, id: UInt64, unless facts: RecordFlags = []) -> Bool {
    let bucket = buckets + Self.bucket(id)
    let wanted = UInt32(truncatingIfNeeded: index(of: removed) &+ 1)
    let head = lock(bucket)
    guard removed.pointee.id.load(ordering: .relaxed) == id, removed.pointee.facts.isDisjoint(with: facts)
    else {
      bucket.pointee.store(head, ordering: .releasing)
      return false
    }
    removed.pointee.id.store(0, ordering: .relaxed)
    let after = removed.pointee.next.load(ordering: .relaxed)
    if head == wanted {
      bucket.pointee.store(after, ordering: .releasing)
    } else {
      unlink(wanted, after: head, then: after)
      bucket.pointee.store(head, ordering: .releasing)
    }
    return true
  }

  /// Under the bucket's lock.
  @inline(never)
  private func unlink(_ wanted: UInt32, after head: UInt32, then after: UInt32) {
    var next = head
    while next != 0 {
      let candidate = record(at: Int(next) &- 1)
      next = candidate.pointee.next.load(ordering: .relaxed)
      if next == wanted {
        candidate.pointee.next.store(after, ordering: .releasing)
        return
      }
    }
  }

  /// Locks a bucket, and answers its head; storing a head unlocks it.
  ///
  /// The lock is a bit of the head, so that entering and removing move one cache line between processors, not two.
  @inline(__always)
  private func lock(_ bucket: UnsafeMutablePointer<Atomic<UInt32>>) -> UInt32 {
    let head = bucket.pointee.load(ordering: .relaxed)
    if head & Self.lockBit == 0,
      bucket.pointee.compareExchange(expected: head, desired: head | Self.lockBit, ordering: .acquiring)
        .exchanged
    {
      return head
    }
    return waitForLock(bucket)
  }

  @inline(never)
  private func waitForLock(_ bucket: UnsafeMutablePointer<Atomic<UInt32>>) -> UInt32 {
    let began = ctr_ticks()
    defer { ThreadState.noteLockWait(since: began) }
    var backoff = Backoff()
    while true {
      let head = bucket.pointee.load(ordering: .relaxed)
      if head & Self.lockBit == 0,
        bucket.pointee.compareExchange(expected: head, desired: head | Self.lockBit, ordering: .acquiring)
          .exchanged
      {
        return head
      }
      backoff.pause()
    }
  }
}
