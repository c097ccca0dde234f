// Gives whole pages of free blocks back to the system when a burst is over. Works on the pool's free list, and knows no block
// that is in use.

import CTaskRuntime
import Synchronization

extension BlockPool {
  /// Gives the memory of whole free pages back, but for so many free blocks.
  ///
  /// For a slow thread of ours; nobody may be reading blocks meanwhile.
  ///
  /// Blocks in the caches of threads keep their pages: at most `cacheLimit` a thread.
  func trim(keeping kept: Int) {
    guard freeInPool.load(ordering: .relaxed) > kept else { return }
    let taken = takeAllBatches()
    // Two bytes for each page, where a list of the blocks would be as large as a part of what is given back.
    var free = [UInt16](repeating: 0, count: highWater / chunkBlocks + 1)
    var count = 0
    forEachBlock(inBatches: taken) { block in
      free[chunk(of: block)] += 1
      count += 1
    }
    // What was taken, and no more: `refill` takes its own count away without the lock.
    freeInPool.wrappingSubtract(count, ordering: .relaxed)
    var spare = count - kept
    for chunk in free.indices.reversed() where free[chunk] == chunkBlocks {
      guard spare >= chunkBlocks else { break }
      spare -= chunkBlocks
      free[chunk] = Self.isGoing
    }
    var cache = BlockCache()
    forEachBlock(inBatches: taken) { block in
      if free[chunk(of: block)] != Self.isGoing { put(block, &cache) }
    }
    flush(&cache)
    var start = 0
    for chunk in free.indices {
      if free[chunk] == Self.isGoing, chunk - start < Self.chunksAtOnce { continue }
      giveBack(start..<chunk)
      start = free[chunk] == Self.isGoing ? chunk : chunk + 1
    }
    giveBack(start..<free.count)
  }

  /// In place of a chunk's count of free blocks: its memory is given back.
  private static let isGoing = UInt16.max
  /// Chunks given back by one call: those that wait for a block wait for as long as it takes to note so many.
  private static let chunksAtOnce = 256

  private func chunk(of block: UnsafeMutableRawPointer) -> Int { (block - base) / blockSize / chunkBlocks }

  /// Calls `body` with each block, which it may link anew.
  private func forEachBlock(
    inBatches newest: UnsafeMutableRawPointer?, _ body: (UnsafeMutableRawPointer) -> Void
  ) {
    var next = newest
    while let first = next {
      next = batch(below: first)
      var block: UnsafeMutableRawPointer? = first
      while let current = block {
        block = UnsafeMutableRawPointer(bitPattern: link(current)[0])
        body(current)
      }
    }
  }

  private func giveBack(_ chunks: Range<Int>) {
    guard !chunks.isEmpty else { return }
    let chunkBytes = chunkBlocks * blockSize
    ctr_give_back(base + chunks.lowerBound * chunkBytes, chunks.count * chunkBytes)
    lock.lock()
    var count = emptyChunks.load(ordering: .relaxed)
    // The lowest last, so that it is used first.
    for chunk in chunks.reversed() {
      givenBack[chunk].store(1, ordering: .releasing)
      emptyStack[count] = UInt32(truncatingIfNeeded: chunk)
      count += 1
    }
    emptyChunks.store(count, ordering: .relaxed)
    lock.unlock()
  }
}
