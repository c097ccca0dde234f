// Looks at all tasks now and then, so that checks know what lasts, and keeps the latest report for whoever must not wait
// for a new one. Driven by the housekeeper's thread; bounded in memory and in its share of the time.

import CTaskRuntime

final class CheckKeeper: Sendable {
  private struct State {
    var looks = Pace(interval: CheckMemory.interval)
    var reports = Pace(interval: CheckMemory.interval)
    var latest: (report: CheckReport, at: UInt64)?
  }

  private let memory = Guarded(CheckMemory(began: 0))
  private let state = Guarded(State())

  /// Forgets what was seen in an earlier observation: between the two nothing was.
  func begin() {
    memory.withLock { $0 = CheckMemory(began: ctr_nanoseconds()) }
    state.withLock { $0 = State() }
  }

  /// Takes a look if one is due; on a slow thread of ours, once a second.
  func tick(_ registry: Registry) {
    let now = ctr_nanoseconds()
    let (isDue, isReportDue) = state.withLock { ($0.looks.isDue(now), $0.reports.isDue(now)) }
    if isDue { look(registry, reports: isReportDue) }
  }

  /// Takes one of the regular looks, and makes a report of it if told to.
  func look(_ registry: Registry, reports: Bool) {
    guard let world = World.current, Observation.shared.isOn else { return }
    let began = ctr_nanoseconds()
    let reader = FactsReader(world, registry)
    let (census, seen) = reader.look(memory, isRegular: true, waits: reports)
    let ended = ctr_nanoseconds()
    state.withLock { $0.looks.done(began: began, ended: ended) }
    guard reports else { return }
    let report = Checks.report(reader.facts(census, seen, nextLook: state.withLock { $0.looks.next }))
    let done = ctr_nanoseconds()
    state.withLock { state in
      state.reports.done(began: began, ended: done)
      state.latest = (report, done)
    }
  }

  /// What is wrong now.
  func report(_ registry: Registry) -> CheckReport {
    var facts = Facts()
    facts.off = SelfCheck.report.inspectionOff ?? (Observation.shared.isOn ? nil : "observation is stopped")
    guard facts.off == nil, let world = World.current else {
      facts.off = facts.off ?? "no address space for the monitor's tables"
      return Checks.report(facts)
    }
    world.pointee.glimpseRunning()
    let reader = FactsReader(world, registry)
    let (census, seen) = reader.look(memory, isRegular: false, waits: true)
    return Checks.report(reader.facts(census, seen, nextLook: state.withLock { $0.looks.next }))
  }

  /// The latest of the reports made now and then; nil before the first.
  func latest() -> CheckReport? {
    guard let latest = state.withLock({ $0.latest }), Observation.shared.isOn else { return nil }
    let now = ctr_nanoseconds()
    return CheckReport(results: latest.report.results, ageNanoseconds: now > latest.at ? now - latest.at : 0)
  }
}
