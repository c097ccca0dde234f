// The table of live tasks, by itself: ids of one bucket, ids that come and go under walkers' feet.
import Synchronization
import Testing

@testable import TaskRegistry

@Suite struct TaskTableTests {
  private final class Table: @unchecked Sendable {
    // SAFETY: the table is made for being used by many threads, each with its own cache.
    let table: TaskTable

    init(capacity: Int = 4_096) throws {
      guard let table = TaskTable(capacity: capacity) else { throw SystemError(operation: "mmap", code: 12) }
      self.table = table
    }

    func enter(_ id: UInt64, _ cache: inout BlockCache) throws -> RecordPointer {
      guard let block = table.pool.take(&cache) else { throw SystemError(operation: "take", code: 12) }
      let record = block.assumingMemoryBound(to: TaskRecord.self)
      Spawning.fill(record, task: nil, now: 0, facts: [])
      record.pointee.runs.store(id &* 3, ordering: .relaxed)
      return table.enter(record, id: id)
    }

    func remove(
      _ record: RecordPointer, _ id: UInt64, unless facts: RecordFlags = [], _ cache: inout BlockCache
    ) -> Bool {
      guard table.remove(record, id: id, unless: facts) else { return false }
      table.pool.put(UnsafeMutableRawPointer(record), &cache)
      return true
    }
  }

  /// Ids of one bucket: there are 2^20 buckets.
  private static func colliding(_ index: Int) -> UInt64 { 7 + UInt64(index) << 20 }

  @Test func what_is_entered_is_found_until_it_is_removed() throws {
    let table = try Table()
    var cache = BlockCache()
    let record = try table.enter(42, &cache)
    #expect(table.table.find(42) == record)
    #expect(table.table.findExactly(42) == record)
    #expect(table.table.find(43) == nil)
    #expect(table.table.record(at: table.table.index(of: record)) == record)
    #expect(table.table.withRecord(record, of: 42) { $0.pointee.runs.load(ordering: .relaxed) } == 126)
    #expect(table.remove(record, 42, &cache))
    #expect(table.table.findExactly(42) == nil)
    #expect(table.table.withRecord(record, of: 42) { _ in } == nil)
  }

  @Test func a_record_is_removed_once_and_only_under_its_own_id() throws {
    let table = try Table()
    var cache = BlockCache()
    let record = try table.enter(42, &cache)
    #expect(!table.remove(record, 43, &cache))
    #expect(table.remove(record, 42, &cache))
    #expect(!table.remove(record, 42, &cache))
    let next = try table.enter(99, &cache)
    #expect(next == record)
    #expect(!table.remove(record, 42, &cache))
    #expect(table.table.find(99) == record)
  }

  @Test(arguments: [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]])
  func ids_of_one_bucket_are_told_apart_whatever_order_they_leave_in(order: [Int]) throws {
    let table = try Table()
    var cache = BlockCache()
    let records = try (0..<5).map { try table.enter(Self.colliding($0), &cache) }
    var left = Set(0..<5)
    for leaving in order {
      #expect(table.remove(records[leaving], Self.colliding(leaving), &cache))
      left.remove(leaving)
      for index in 0..<5 {
        #expect(
          table.table.findExactly(Self.colliding(index)) == (left.contains(index) ? records[index] : nil))
      }
    }
  }

  @Test func threads_that_enter_the_same_task_once_leave_one_record_of_it() throws {
    let table = try Table()
    let entered = Guarded(0)
    try PlainThreads.run(4) { _ in
      var cache = BlockCache()
      for round in 1...2_000 {
        guard let block = table.table.pool.take(&cache) else { continue }
        let record = block.assumingMemoryBound(to: TaskRecord.self)
        Spawning.fill(record, task: nil, now: 0, facts: [])
        if table.table.enter(record, id: UInt64(round)) == record {
          entered.withLock { $0 += 1 }
        } else {
          table.table.pool.put(block, &cache)
        }
      }
      table.table.pool.flush(&cache)
    }
    #expect(entered.withLock { $0 } == 2_000)
  }

  @Test func ids_with_more_than_32_bits_are_told_apart() throws {
    let table = try Table()
    var cache = BlockCache()
    let low = try table.enter(5, &cache)
    let high = try table.enter(5 + 1 << 40, &cache)
    #expect(table.table.find(5) == low)
    #expect(table.table.find(5 + 1 << 40) == high)
  }

  @Test func threads_that_enter_and_remove_in_one_bucket_always_find_their_own() throws {
    let table = try Table()
    let wrong = Guarded(0)
    try PlainThreads.run(4) { thread in
      var cache = BlockCache()
      for round in 0..<5_000 {
        let id = Self.colliding(thread + 4 * round)
        guard let record = try? table.enter(id, &cache) else { continue }
        let isRight =
          table.table.findExactly(id) == record
          && table.table.withRecord(record, of: id) { $0.pointee.runs.load(ordering: .relaxed) } == id &* 3
        let isGone = table.remove(record, id, &cache) && table.table.findExactly(id) == nil
        if !isRight || !isGone { wrong.withLock { $0 += 1 } }
      }
      table.table.pool.flush(&cache)
    }
    #expect(wrong.withLock { $0 } == 0)
  }

  @Test func a_reader_finds_what_stays_while_others_come_and_go_around_it() throws {
    let table = try Table()
    var cache = BlockCache()
    let kept = try (0..<8).map { UInt(bitPattern: try table.enter(Self.colliding($0), &cache)) }
    let missed = Guarded(0)
    try PlainThreads.run(4) { thread in
      if thread < 2 {
        for round in 0..<40_000 {
          let index = round % 8
          let found = UInt(bitPattern: table.table.findExactly(Self.colliding(index)))
          if found != kept[index] { missed.withLock { $0 += 1 } }
        }
      } else {
        var cache = BlockCache()
        for round in 0..<20_000 {
          let id = Self.colliding(100 + thread + 4 * round)
          guard let record = try? table.enter(id, &cache) else { continue }
          _ = table.remove(record, id, &cache)
        }
      }
    }
    #expect(missed.withLock { $0 } == 0)
  }

  @Test func a_record_with_a_fact_that_is_held_against_it_stays() throws {
    let table = try Table()
    var cache = BlockCache()
    let record = try table.enter(42, &cache)
    record.pointee.facts = [.patched, .groupChild]
    #expect(!table.remove(record, 42, unless: .patched, &cache))
    #expect(table.table.findExactly(42) == record)
    record.pointee.facts = .groupChild
    #expect(table.remove(record, 42, unless: .patched, &cache))
    #expect(table.table.findExactly(42) == nil)
  }

  @Test func buckets_that_are_empty_again_take_no_memory() throws {
    let table = try Table(capacity: 65_536)
    var cache = BlockCache()
    let before = table.table.residentBytes
    let records = try (1...65_536).map { try table.enter(UInt64($0), &cache) }
    // 32 regions of 2,048 buckets that follow one another, two pages each.
    #expect(table.table.residentBytes - before >= 64 * 4_096)
    let kept = 40_000
    var removed = 0
    for (index, record) in records.enumerated() where index + 1 != kept {
      if table.remove(record, UInt64(index + 1), &cache) { removed += 1 }
    }
    #expect(removed == 65_535)
    table.table.trimBuckets()
    // The page of the one that is live.
    #expect(table.table.residentBytes == 4_096)
    #expect(table.table.findExactly(UInt64(kept)) == records[kept - 1])
    #expect(table.table.findExactly(UInt64(kept - 32)) == nil)
    let again = try table.enter(UInt64(kept - 32), &cache)
    #expect(table.table.findExactly(UInt64(kept - 32)) == again)
  }

  @Test func tasks_come_and_go_while_memory_of_buckets_is_given_back() throws {
    let table = try Table()
    let stop = Guarded(false)
    let trimmer = try NativeThread.start(name: "test-trim") {
      while !stop.withLock({ $0 }) { table.table.trimBuckets() }
    }
    let wrong = Guarded(0)
    try PlainThreads.run(4) { thread in
      var cache = BlockCache()
      for round in 0..<20_000 {
        // Of a few buckets in pages of their own, so that these are often empty.
        let id = UInt64(1 + thread + 4 * round) << 15
        guard let record = try? table.enter(id, &cache) else { continue }
        let isFound = table.table.findExactly(id) == record
        if !isFound || !table.remove(record, id, &cache) { wrong.withLock { $0 += 1 } }
      }
      table.table.pool.flush(&cache)
    }
    stop.withLock { $0 = true }
    trimmer.join()
    #expect(wrong.withLock { $0 } == 0)
  }
}
