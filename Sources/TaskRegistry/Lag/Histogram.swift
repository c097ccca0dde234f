// Delays summed over threads, as values: adding, taking a baseline away, percentiles. Pure.

struct Histogram: Equatable {
  private(set) var counts = [UInt64](repeating: 0, count: LagCounts.bucketCount)
  var max: UInt64 = 0

  mutating func add(_ other: borrowing LagCounts) {
    for bucket in counts.indices { counts[bucket] &+= other.count(in: bucket) }
    max = Swift.max(max, other.max)
  }

  mutating func add(_ value: UInt64) {
    counts[LagCounts.bucket(of: value)] += 1
    max = Swift.max(max, value)
  }

  /// What was added since the baseline was taken.
  func since(_ baseline: Histogram) -> Histogram {
    var difference = self
    for bucket in counts.indices { difference.counts[bucket] &-= baseline.counts[bucket] }
    return difference
  }

  /// The upper bound of the longest delay's bucket; nil without delays.
  ///
  /// Also of what is left of a difference, whose own maximum is not known.
  var longest: UInt64? { counts.lastIndex { $0 > 0 }.map(LagCounts.upperBound(of:)) }

  /// In nanoseconds, given how to turn a tick count into them.
  func distribution(_ nanoseconds: (UInt64) -> UInt64) -> LagReport.Distribution {
    var distribution = LagReport.Distribution()
    distribution.count = counts.reduce(0, &+)
    guard distribution.count > 0 else { return distribution }
    distribution.maxNanoseconds = nanoseconds(max)
    // A bucket's upper bound may lie above the longest delay, which is exact.
    func bound(_ bucket: Int) -> UInt64 { nanoseconds(Swift.min(LagCounts.upperBound(of: bucket), max)) }
    for (bucket, count) in counts.enumerated() where count > 0 {
      distribution.buckets.append(.init(upperNanoseconds: bound(bucket), count: count))
    }
    func percentile(_ percent: UInt64) -> UInt64 {
      let rank = (distribution.count * percent + 99) / 100
      var seen: UInt64 = 0
      for bucket in distribution.buckets {
        seen += bucket.count
        if seen >= rank { return bucket.upperNanoseconds }
      }
      return distribution.maxNanoseconds
    }
    distribution.p50Nanoseconds = percentile(50)
    distribution.p90Nanoseconds = percentile(90)
    distribution.p99Nanoseconds = percentile(99)
    return distribution
  }
}
