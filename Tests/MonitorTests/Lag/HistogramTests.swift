// The arithmetic of delays, by values: where a bucket begins and ends, what a percentile is, what a baseline takes away.
import Testing

@testable import TaskRegistry

@Suite struct HistogramTests {
  @Test func values_below_sixteen_have_a_bucket_each() {
    for value in 0..<16 {
      #expect(LagCounts.bucket(of: UInt64(value)) == value)
      #expect(LagCounts.upperBound(of: value) == UInt64(value))
    }
  }

  @Test(arguments: [
    (16, 16, 17), (17, 16, 17), (18, 17, 19), (31, 23, 31), (32, 24, 35), (1_000, 63, 1_023),
    (1_023, 63, 1_023), (1_024, 64, 1_151), (UInt64.max, 495, UInt64.max),
  ])
  func a_value_falls_in_one_of_eight_buckets_of_its_power_of_two(value: UInt64, bucket: Int, bound: UInt64) {
    #expect(LagCounts.bucket(of: value) == bucket)
    #expect(LagCounts.upperBound(of: bucket) == bound)
  }

  @Test func buckets_follow_each_other_without_gap_or_overlap() {
    for bucket in 0..<495 {
      let bound = LagCounts.upperBound(of: bucket)
      #expect(LagCounts.bucket(of: bound) == bucket)
      #expect(LagCounts.bucket(of: bound + 1) == bucket + 1)
    }
  }

  @Test func an_upper_bound_is_at_most_one_eighth_above_any_value_of_its_bucket() {
    for bucket in 9..<495 {
      let lowest = LagCounts.upperBound(of: bucket - 1) + 1
      #expect(LagCounts.upperBound(of: bucket) - lowest <= lowest / 8)
    }
  }

  @Test func an_empty_distribution_is_all_zero() {
    #expect(Histogram().distribution { $0 } == LagReport.Distribution())
  }

  @Test func percentiles_are_the_bounds_of_the_buckets_that_hold_their_ranks() {
    var histogram = Histogram()
    for value in UInt64(1)...100 { histogram.add(value * 10) }
    let distribution = histogram.distribution { $0 }
    #expect(distribution.count == 100)
    #expect(distribution.p50Nanoseconds == 511)
    #expect(distribution.p90Nanoseconds == 959)
    // The bound of its bucket is 1,023, but nothing was longer than this.
    #expect(distribution.p99Nanoseconds == 1_000)
    #expect(distribution.maxNanoseconds == 1_000)
    #expect(distribution.buckets.reduce(0) { $0 + $1.count } == 100)
    #expect(
      distribution.buckets.map(\.upperNanoseconds) == distribution.buckets.map(\.upperNanoseconds).sorted())
  }

  @Test func one_value_is_every_percentile() {
    var histogram = Histogram()
    histogram.add(77)
    let distribution = histogram.distribution { $0 * 2 }
    #expect(distribution.p50Nanoseconds == 154)
    #expect(distribution.p99Nanoseconds == 154)
    #expect(distribution.buckets == [.init(upperNanoseconds: 154, count: 1)])
  }

  @Test func what_was_counted_before_the_baseline_is_taken_away() {
    var histogram = Histogram()
    histogram.add(5)
    histogram.add(700)
    let baseline = histogram
    histogram.add(5)
    histogram.add(6)
    let since = histogram.since(baseline).distribution { $0 }
    #expect(since.count == 2)
    #expect(since.buckets.map(\.upperNanoseconds) == [5, 6])
  }

  @Test func the_counts_of_threads_are_summed_and_the_maximum_kept() throws {
    var total = Histogram()
    guard let one = LagCounts(), let other = LagCounts() else {
      Issue.record("no memory")
      return
    }
    one.add(3)
    one.add(3)
    other.add(900)
    total.add(one)
    total.add(other)
    #expect(total.counts[3] == 2)
    #expect(total.counts[LagCounts.bucket(of: 900)] == 1)
    #expect(total.max == 900)
    other.resetMax()
    #expect(other.max == 0)
    #expect(other.count(in: LagCounts.bucket(of: 900)) == 1)
  }
}
