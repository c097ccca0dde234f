// Blocks of one size from address space that is reserved once and never unmapped, so that a stale pointer is never a
// crash. Threads take and return blocks through caches of their own; whole pages of free blocks are given back.

import CTaskRuntime
import Synchronization

/// A thread's own free blocks.
///
/// Only that thread touches it.
struct BlockCache {
  fileprivate(set) var head: UnsafeMutableRawPointer?
  fileprivate(set) var count = 0
}

struct BlockPool: ~Copyable {
  /// Blocks that move between a thread's cache and the pool at once.
  static let batch = 32
  /// A cache that holds so many gives half of them to the pool.
  static let cacheLimit = 64

  let base: UnsafeMutableRawPointer
  let blockSize: Int
  let capacity: Int
  /// Offsets of two words that mean nothing in a free block: the next block, and the next batch.
  private let linkOffset: Int
  /// Blocks in the smallest whole number of pages that blocks fill without a rest.
  let chunkBlocks: Int
  /// A byte for each chunk: 1 while it is given back.
  let givenBack: UnsafeMutablePointer<Atomic<UInt8>>
  /// The chunks that are given back, as a stack; under the lock.
  let emptyStack: UnsafeMutablePointer<UInt32>

  /// Held where memory is given back and taken again; everything else goes without, so that a thread that loses its
  /// processor in here holds up no other.
  let lock = SpinLock()
  private let bumped = Atomic<Int>(0)
  private let batches = BatchStack()
  let freeInPool = Atomic<Int>(0)
  let emptyChunks = Atomic<Int>(0)

  private static let pageSize = 4096
  /// Blocks begin at multiples of so many bytes.
  private static let unit = 16

  /// Reserves address space for up to `capacity` blocks, or for less where there is less to be had.
  init?(blockSize: Int, linkOffset: Int, capacity wanted: Int) {
    var chunkBytes = Self.pageSize
    while chunkBytes % blockSize != 0 { chunkBytes += Self.pageSize }
    chunkBlocks = chunkBytes / blockSize
    var capacity = wanted / chunkBlocks * chunkBlocks
    var space = ctr_reserve(capacity * blockSize)
    while space == nil && capacity > 4 * chunkBlocks {
      capacity = capacity / 2 / chunkBlocks * chunkBlocks
      space = ctr_reserve(capacity * blockSize)
    }
    guard let space, let flags = ctr_reserve(capacity / chunkBlocks),
      let stack = ctr_reserve(capacity / chunkBlocks * MemoryLayout<UInt32>.size)
    else { return nil }
    base = space
    self.capacity = capacity
    self.blockSize = blockSize
    self.linkOffset = linkOffset
    // SAFETY: zeroed memory is a valid array of atomics with value 0, and it is never freed.
    givenBack = flags.bindMemory(to: Atomic<UInt8>.self, capacity: capacity / chunkBlocks)
    emptyStack = stack.bindMemory(to: UInt32.self, capacity: capacity / chunkBlocks)
  }

  /// Blocks that were ever handed out; those beyond were never touched.
  var highWater: Int { min(bumped.load(ordering: .acquiring), capacity) }

  /// Bytes that are resident, those of free blocks included.
  var residentBytes: Int {
    (highWater - emptyChunks.load(ordering: .relaxed) * chunkBlocks) * blockSize
  }

  /// How many blocks from `index` on need not be looked at because their memory was given back.
  @inline(__always)
  func skip(at index: Int) -> Int {
    guard index % chunkBlocks == 0 else { return 0 }
    return givenBack[index / chunkBlocks].load(ordering: .acquiring) == 1 ? chunkBlocks : 0
  }

  @inline(__always)
  func link(_ block: UnsafeMutableRawPointer) -> Links {
    // SAFETY: two words of a free block that is the caller's own, so nobody else writes them. Whoever still has a stale
    // pointer to the block may read them, and will find that it is no longer what it was: hence atomically.
    Links(words: (block + linkOffset).assumingMemoryBound(to: Atomic<UInt>.self))
  }

  /// The words of a free block that hold its links: the next block, and the next batch.
  struct Links {
    let words: UnsafeMutablePointer<Atomic<UInt>>

    @inline(__always)
    subscript(index: Int) -> UInt {
      get { words[index].load(ordering: .relaxed) }
      nonmutating set { words[index].store(newValue, ordering: .relaxed) }
    }
  }

  /// A block, its words as they were left except the two links, or nil when all are in use.
  @inline(__always)
  func take(_ cache: inout BlockCache) -> UnsafeMutableRawPointer? {
    if cache.head == nil { refill(&cache) }
    guard let block = cache.head else { return nil }
    cache.head = UnsafeMutableRawPointer(bitPattern: link(block)[0])
    cache.count &-= 1
    return block
  }

  @inline(__always)
  func put(_ block: UnsafeMutableRawPointer, _ cache: inout BlockCache) {
    link(block)[0] = UInt(bitPattern: cache.head)
    cache.head = block
    cache.count &+= 1
    if cache.count >= Self.cacheLimit { spill(&cache, Self.batch) }
  }

  /// Gives everything in the cache to the pool: for a thread that ends.
  func flush(_ cache: inout BlockCache) {
    while cache.count > 0 { spill(&cache, Self.batch) }
  }

  @inline(never)
  private func spill(_ cache: inout BlockCache, _ most: Int) {
    guard let first = cache.head else { return }
    var last = first
    var moved = 1
    while moved < most, let next = UnsafeMutableRawPointer(bitPattern: link(last)[0]) {
      last = next
      moved += 1
    }
    cache.head = UnsafeMutableRawPointer(bitPattern: link(last)[0])
    cache.count -= moved
    link(last)[0] = 0
    pushBatch(first, count: moved)
  }

  private func pushBatch(_ first: UnsafeMutableRawPointer, count: Int) {
    // Before they are there, so that it is never less than there are.
    freeInPool.wrappingAdd(count, ordering: .relaxed)
    batches.push(UInt32(truncatingIfNeeded: (first - base) / Self.unit + 1)) { link(first)[1] = UInt($0) }
  }

  /// The first block of the batch that the stack knows by this number; nil for 0.
  @inline(__always)
  private func firstBlock(_ number: UInt32) -> UnsafeMutableRawPointer? {
    number == 0 ? nil : base + (Int(number) &- 1) &* Self.unit
  }

  /// The number of the batch below the one that begins with a block; 0 for none.
  @inline(__always)
  private func numberBelow(_ first: UnsafeMutableRawPointer) -> UInt32 {
    UInt32(truncatingIfNeeded: link(first)[1])
  }

  /// The first block of the batch below the one that begins with a block.
  func batch(below first: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    firstBlock(numberBelow(first))
  }

  /// The first block of the newest of all batches; nobody else has them any longer.
  func takeAllBatches() -> UnsafeMutableRawPointer? { firstBlock(batches.takeAll()) }

  @inline(never)
  private func refill(_ cache: inout BlockCache) {
    // Of a batch that another thread has taken meanwhile, what is read may be anything: then it is not used.
    let taken = batches.pop { firstBlock($0).map { numberBelow($0) } ?? 0 }
    if let first = firstBlock(taken) {
      var count = 0
      var block: UnsafeMutableRawPointer? = first
      while let current = block {
        count += 1
        block = UnsafeMutableRawPointer(bitPattern: link(current)[0])
      }
      freeInPool.wrappingSubtract(count, ordering: .relaxed)
      cache.head = first
      cache.count = count
      return
    }
    let fresh = takeEmptyChunk() ?? takeUntouched()
    for index in fresh.reversed() {
      let block = base + index * blockSize
      link(block)[0] = UInt(bitPattern: cache.head)
      cache.head = block
    }
    cache.count = fresh.count
  }

  /// The next blocks that were never handed out; none when all were.
  private func takeUntouched() -> Range<Int> {
    let start = min(bumped.wrappingAdd(Self.batch, ordering: .acquiringAndReleasing).oldValue, capacity)
    return start..<min(start + Self.batch, capacity)
  }

  private func takeEmptyChunk() -> Range<Int>? {
    guard emptyChunks.load(ordering: .relaxed) > 0 else { return nil }
    lock.lock()
    defer { lock.unlock() }
    let count = emptyChunks.load(ordering: .relaxed)
    guard count > 0 else { return nil }
    let chunk = Int(emptyStack[count - 1])
    emptyChunks.store(count - 1, ordering: .relaxed)
    givenBack[chunk].store(0, ordering: .releasing)
    return chunk * chunkBlocks..<(chunk + 1) * chunkBlocks
  }
}
