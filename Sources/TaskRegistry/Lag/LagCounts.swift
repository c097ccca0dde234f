// Delays counted by one thread, in buckets that grow with the delay: eight to a power of two, so that a percentile is
// at most one eighth too high, from one tick to the age of the universe. Pure but for being readable by others.

import CTaskRuntime
import Synchronization

struct LagCounts: ~Copyable {
  static let bucketCount = 512
  private static let subBits = 3

  private let buckets: UnsafeMutablePointer<Atomic<UInt64>>
  private let longest = Atomic<UInt64>(0)

  init?() {
    guard let space = ctr_reserve(Self.bucketCount * MemoryLayout<UInt64>.size) else { return nil }
    // SAFETY: zeroed memory is a valid array of atomics with value 0, and it is never freed.
    buckets = space.bindMemory(to: Atomic<UInt64>.self, capacity: Self.bucketCount)
  }

  /// The bucket a value falls in: values below 8 have one each, then eight to each power of two.
  @inline(__always)
  static func bucket(of value: UInt64) -> Int {
    if value < 1 << UInt64(subBits) { return Int(value) }
    let exponent = 63 - value.leadingZeroBitCount
    let sub = Int(truncatingIfNeeded: value &>> UInt64(exponent &- subBits)) & 7
    return (exponent &- subBits &+ 1) << subBits | sub
  }

  /// The greatest value that falls in a bucket.
  static func upperBound(of bucket: Int) -> UInt64 {
    if bucket < 1 << subBits { return UInt64(bucket) }
    let exponent = UInt64(bucket >> subBits - 1)
    let sub = UInt64(bucket & 7)
    return ((8 | sub) << exponent) &+ (1 << exponent) &- 1
  }

  /// One writer.
  @inline(__always)
  func add(_ value: UInt64) {
    let bucket = buckets + Self.bucket(of: value)
    bucket.pointee.store(bucket.pointee.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    if value > longest.load(ordering: .relaxed) { longest.store(value, ordering: .relaxed) }
  }

  /// Any reader.
  func count(in bucket: Int) -> UInt64 { buckets[bucket].load(ordering: .relaxed) }

  var max: UInt64 { longest.load(ordering: .relaxed) }

  /// Begins the maximum anew.
  ///
  /// A longer delay that the writer books in the same instant may be lost.
  func resetMax() { longest.store(0, ordering: .relaxed) }
}
