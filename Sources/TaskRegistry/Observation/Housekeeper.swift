// The registry's own thread: sends the lag probes, looks for slow runs, puts a lost hook back, notices glimpsed tasks that
// are gone, gives memory back, notes the most tasks that were live and the longest delay of each second, and has the checks
// look now and then. It runs while somebody observes.

import CTaskRuntime
import Glibc

final class Housekeeper: Sendable {
  static let shared = Housekeeper()

  private struct State {
    var starts = 0
    /// Changes with each start and each stop, so that a thread knows it is no longer meant.
    var generation = 0
    var quiet = QuietSpell()
  }

  private let state = Guarded(State())
  let pool = LagProbe(ctr_probe_pool)
  let mainActor = LagProbe(ctr_probe_main)

  /// Probes between two rounds of everything else.
  private static let probesPerRound = 5

  func start() {
    let generation = state.withLock { state -> Int? in
      state.starts += 1
      guard state.starts == 1 else { return nil }
      state.generation += 1
      return state.generation
    }
    guard let generation else { return }
    // Without a thread there are no probes and no trimming; everything else goes on.
    _ = try? NativeThread.start(name: "monitor-keeper") { self.run(generation: generation) }.detach()
  }

  func stop() {
    state.withLock { state in
      guard state.starts > 0 else { return }
      state.starts -= 1
      if state.starts == 0 { state.generation += 1 }
    }
  }

  var isRunning: Bool { state.withLock { $0.starts > 0 } }

  private func run(generation: Int) {
    let registry = Registry.shared
    registry.slowRunWatch.apply()
    registry.places.warmUp()
    registry.checks.begin()
    registry.lagHistory.withLock { $0 = LagHistory() }
    var ticks = 0
    var nextProbe: UInt64 = 0
    while state.withLock({ $0.generation }) == generation {
      if ctr_nanoseconds() >= nextProbe {
        nextProbe = ctr_nanoseconds() + LagProbe.intervalNanoseconds
        pool.tick()
        mainActor.tick()
        ticks += 1
        if ticks % Self.probesPerRound == 0 { round() }
      }
      registry.slowRunWatch.look()
      let now = ctr_nanoseconds()
      usleep(UInt32(min(registry.slowRunWatch.interval, nextProbe > now ? nextProbe - now : 0) / 1000))
    }
  }

  /// Once a second.
  private func round() {
    Observation.shared.restoreHook()
    guard let world = World.current else { return }
    world.pointee.sweepGlimpsed()
    let live = world.pointee.live
    Registry.shared.baselines.withLock { $0.peakLive = max($0.peakLive, live) }
    noteLag(world)
    Registry.shared.trim()
    let ended = world.pointee.ended
    if state.withLock({ $0.quiet.isDue(ended: ended) }) { world.pointee.table.trimBuckets() }
    Registry.shared.checks.tick(Registry.shared)
  }

  private func noteLag(_ world: UnsafeMutablePointer<World>) {
    let scale = TickClock.scale
    var total = Histogram()
    world.pointee.forEachThread { total.add($0.pointee.lag) }
    // One that is on its way back says nothing.
    let outstanding = pool.outstandingNanoseconds(scale).flatMap {
      $0 > LagProbe.overdueAfterNanoseconds ? $0 : nil
    }
    Registry.shared.lagHistory.withLock {
      $0.add(total: total, outstanding: outstanding, nanoseconds: scale.nanoseconds)
    }
  }
}
