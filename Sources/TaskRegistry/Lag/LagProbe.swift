// A small job sent to the pool and to the main actor at intervals, to see how long an executor takes to run one: so an
// idle or a stuck executor shows too. It is no task and disturbs no listing.

import CTaskRuntime

final class LagProbe: Sendable {
  static let intervalNanoseconds: UInt64 = 200_000_000
  /// An idle round trip takes some 30 µs; half a second is no scheduling noise.
  static let overdueAfterNanoseconds: UInt64 = 500_000_000

  private struct State {
    var delays = Histogram()
    /// `sent` of the round trip that was booked last.
    var booked: UInt64 = 0
  }

  private let target: ctr_probe_target
  private let state = Guarded(State())

  init(_ target: ctr_probe_target) { self.target = target }

  /// Books the latest round trip, and sends the probe again unless it is still out.
  func tick() {
    book(ctr_probe_read(target))
    _ = ctr_probe_send(target)
  }

  private func book(_ reading: ctr_probe_reading) {
    guard reading.outstanding_since == 0, reading.sent != 0 else { return }
    state.withLock { state in
      guard state.booked != reading.sent else { return }
      state.booked = reading.sent
      state.delays.add(reading.ran > reading.sent ? reading.ran - reading.sent : 0)
    }
  }

  /// For how long the probe has not come back; nil where it is not out.
  func outstandingNanoseconds(_ scale: TickScale) -> UInt64? {
    let since = ctr_probe_read(target).outstanding_since
    return since == 0 ? nil : scale.nanoseconds(from: since, to: ctr_ticks())
  }

  func report(reset: Bool, scale: TickScale) -> LagReport.Probe {
    let reading = ctr_probe_read(target)
    book(reading)
    let age =
      reading.outstanding_since == 0
      ? nil : scale.nanoseconds(from: reading.outstanding_since, to: ctr_ticks())
    return state.withLock { state in
      defer { if reset { state.delays = Histogram() } }
      return LagReport.Probe(
        intervalNanoseconds: Self.intervalNanoseconds,
        delays: state.delays.distribution { scale.nanoseconds($0) },
        outstandingNanoseconds: age,
        isOverdue: age.map { $0 > Self.overdueAfterNanoseconds } ?? false,
        overdueAfterNanoseconds: Self.overdueAfterNanoseconds
      )
    }
  }
}
