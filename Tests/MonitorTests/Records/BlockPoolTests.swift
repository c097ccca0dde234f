// The pool of blocks, by itself: what is taken is nobody else's, what is put back is used again, and free pages are
// given back to the system.
import Testing

@testable import TaskRegistry

@Suite struct BlockPoolTests {
  /// A pool of blocks as large as records, 32 of which fill a page.
  private final class Pool: @unchecked Sendable {
    // SAFETY: the pool is made for being used by many threads, each with its own cache.
    let pool: BlockPool

    init(capacity: Int) throws {
      guard let pool = BlockPool(blockSize: 128, linkOffset: 64, capacity: capacity) else {
        throw SystemError(operation: "mmap", code: 12)
      }
      self.pool = pool
    }

    func take(_ cache: inout BlockCache) -> UnsafeMutableRawPointer? { pool.take(&cache) }

    func takeAll(_ cache: inout BlockCache, _ count: Int) -> [UnsafeMutableRawPointer] {
      (0..<count).compactMap { _ in pool.take(&cache) }
    }
  }

  @Test func blocks_are_distinct_aligned_and_inside_the_pool() throws {
    let pool = try Pool(capacity: 256)
    var cache = BlockCache()
    let blocks = pool.takeAll(&cache, 256)
    #expect(Set(blocks).count == 256)
    #expect(blocks.allSatisfy { ($0 - pool.pool.base) % 128 == 0 && $0 - pool.pool.base < 256 * 128 })
  }

  @Test func a_block_put_back_is_the_next_one_taken() throws {
    let pool = try Pool(capacity: 256)
    var cache = BlockCache()
    let block = try #require(pool.take(&cache))
    pool.pool.put(block, &cache)
    #expect(pool.take(&cache) == block)
  }

  @Test func when_all_are_taken_there_is_none_until_one_is_put_back() throws {
    let pool = try Pool(capacity: 100)
    #expect(pool.pool.capacity == 96)
    var cache = BlockCache()
    let blocks = pool.takeAll(&cache, 96)
    #expect(blocks.count == 96)
    #expect(pool.take(&cache) == nil)
    pool.pool.put(blocks[7], &cache)
    #expect(pool.take(&cache) == blocks[7])
  }

  @Test func a_cache_keeps_fewer_than_its_limit_and_the_rest_can_be_taken_by_others() throws {
    let pool = try Pool(capacity: 256)
    var mine = BlockCache()
    var others = BlockCache()
    for block in pool.takeAll(&mine, 256) { pool.pool.put(block, &mine) }
    #expect(mine.count < BlockPool.cacheLimit)
    #expect(pool.takeAll(&others, 256).count == 256 - mine.count)
    pool.pool.flush(&mine)
    #expect(mine.count == 0)
    #expect(pool.take(&others) != nil)
  }

  @Test func pages_of_free_blocks_are_given_back_and_used_again() throws {
    let pool = try Pool(capacity: 4_096)
    var cache = BlockCache()
    let blocks = pool.takeAll(&cache, 4_096)
    for block in blocks { block.storeBytes(of: UInt64.max, as: UInt64.self) }
    #expect(pool.pool.residentBytes == 4_096 * 128)
    for block in blocks { pool.pool.put(block, &cache) }
    pool.pool.flush(&cache)
    pool.pool.trim(keeping: 0)
    #expect(pool.pool.residentBytes == 0)
    #expect((0..<128).allSatisfy { pool.pool.skip(at: $0 * 32) == 32 })
    let again = pool.takeAll(&cache, 4_096)
    #expect(Set(again) == Set(blocks))
    #expect(again.allSatisfy { $0.load(as: UInt64.self) == 0 })
    #expect(pool.pool.skip(at: 0) == 0)
  }

  @Test func a_page_with_one_block_in_use_is_kept() throws {
    let pool = try Pool(capacity: 64)
    var cache = BlockCache()
    let blocks = pool.takeAll(&cache, 64).sorted()
    for block in blocks.dropFirst() { pool.pool.put(block, &cache) }
    pool.pool.flush(&cache)
    pool.pool.trim(keeping: 0)
    #expect(pool.pool.residentBytes == 32 * 128)
    #expect(Set(pool.takeAll(&cache, 64)) == Set(blocks.dropFirst()))
  }

  @Test func no_more_is_given_back_than_leaves_the_free_blocks_that_are_to_be_kept() throws {
    let pool = try Pool(capacity: 4_096)
    var cache = BlockCache()
    for block in pool.takeAll(&cache, 4_096) { pool.pool.put(block, &cache) }
    pool.pool.flush(&cache)
    pool.pool.trim(keeping: 4_096)
    #expect(pool.pool.residentBytes == 4_096 * 128)
    pool.pool.trim(keeping: 1_024)
    #expect(pool.pool.residentBytes == 1_024 * 128)
    #expect(pool.takeAll(&cache, 4_096).count == 4_096)
  }

  @Test func threads_never_get_the_same_block_while_another_gives_pages_back() throws {
    let pool = try Pool(capacity: 8_192)
    let stop = Guarded(false)
    let trimmer = try NativeThread.start(name: "test-trim") {
      while !stop.withLock({ $0 }) { pool.pool.trim(keeping: 0) }
    }
    let clashes = Guarded(0)
    try PlainThreads.run(4) { thread in
      var cache = BlockCache()
      let mark = UInt64(thread) + 1
      for round in 0..<300 {
        let held = pool.takeAll(&cache, 100 + 17 * (round % 90))
        for block in held { block.storeBytes(of: mark, as: UInt64.self) }
        let foreign = held.count { $0.load(as: UInt64.self) != mark }
        if foreign > 0 { clashes.withLock { $0 += foreign } }
        for block in held { pool.pool.put(block, &cache) }
      }
      pool.pool.flush(&cache)
    }
    stop.withLock { $0 = true }
    trimmer.join()
    #expect(clashes.withLock { $0 } == 0)
    // Nothing has got lost: all of them are free again.
    var cache = BlockCache()
    #expect(Set(pool.takeAll(&cache, 8_192)).count == 8_192)
  }
}
