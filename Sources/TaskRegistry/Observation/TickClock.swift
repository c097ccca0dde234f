// Turns ticks into nanoseconds. The hot path notes ticks only; readers come here.

import CTaskRuntime

struct TickScale: Sendable {
  /// Nanoseconds in a tick.
  var nanosecondsPerTick: Double

  @inline(__always)
  func nanoseconds(_ ticks: UInt64) -> UInt64 { UInt64(Double(ticks) * nanosecondsPerTick) }

  /// Nanoseconds from an earlier tick to a later one; 0 where counters of two processors differ the other way.
  @inline(__always)
  func nanoseconds(from earlier: UInt64, to later: UInt64) -> UInt64 {
    later > earlier ? nanoseconds(later - earlier) : 0
  }
}

enum TickClock {
  /// Both clocks at the start; the longer ago, the more exact the scale.
  private static let origin = (ticks: ctr_ticks(), nanoseconds: ctr_nanoseconds())
  /// An origin closer than this gives no useful scale yet.
  private static let shortestSpan: UInt64 = 2_000_000

  /// Notes the origin; called once the source of ticks is chosen.
  static func begin() { _ = origin }

  /// The scale as known now.
  ///
  /// In the first two milliseconds it waits until there is one.
  static var scale: TickScale {
    guard ctr_uses_tsc() else { return TickScale(nanosecondsPerTick: 1) }
    var span = ctr_nanoseconds() - origin.nanoseconds
    while span < shortestSpan {
      ctr_pause()
      span = ctr_nanoseconds() - origin.nanoseconds
    }
    let before = ctr_nanoseconds()
    let ticks = ctr_ticks()
    // Halfway between two looks at the other clock.
    let nanoseconds = (before + ctr_nanoseconds()) / 2
    return TickScale(
      nanosecondsPerTick: Double(nanoseconds - origin.nanoseconds) / Double(max(ticks &- origin.ticks, 1)))
  }
}
