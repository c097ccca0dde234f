// Whether tasks are observed: puts the hook in place and takes it out, and keeps looking that it is still there.

import CTaskRuntime
import Synchronization

final class Observation: Sendable {
  private struct State {
    var starts = 0
    var isPrepared = false
    var isHookWanted = false
    var lost: UInt64 = 0
    /// When observation first began; 0 before.
    var began: UInt64 = 0
  }

  static let shared = Observation()

  /// Whether anybody observes; what `track` looks at first.
  static let isActive = Atomic<Bool>(false)

  private let state = Guarded(State())

  /// Begins to observe, unless that goes on already.
  ///
  /// Every start wants a stop.
  func start() {
    state.withLock { state in
      state.starts += 1
      Self.isActive.store(true, ordering: .relaxed)
      guard state.starts == 1 else { return }
      if !state.isPrepared {
        ctr_choose_clock()
        TickClock.begin()
        let report = SelfCheck.report
        state.isPrepared = true
        state.began = ctr_ticks()
        guard report.inspectionOff == nil, World.current != nil else { return }
        Observer.install()
        ctr_at_fork_child { ctr_hook_enable(false) }
      }
      guard SelfCheck.isTrusted, World.current != nil else { return }
      state.isHookWanted = true
      ctr_hook_enable(true)
      ctr_hook_set()
    }
  }

  /// Ends what the matching start began.
  ///
  /// Tasks that are recorded stay so until they end.
  func stop() {
    state.withLock { state in
      guard state.starts > 0 else { return }
      state.starts -= 1
      guard state.starts == 0 else { return }
      Self.isActive.store(false, ordering: .relaxed)
      guard state.isHookWanted else { return }
      state.isHookWanted = false
      ctr_hook_enable(false)
      ctr_hook_clear()
    }
  }

  var isOn: Bool { state.withLock { $0.isHookWanted } }
  var lost: UInt64 { state.withLock { $0.lost } }
  var began: UInt64 { state.withLock { $0.began } }

  /// Puts the hook back where somebody has emptied the variable; never over a hook of somebody else.
  func restoreHook() {
    state.withLock { state in
      guard state.isHookWanted, ctr_hook_read() == ctr_hook_empty else { return }
      state.lost += 1
      ctr_hook_set()
    }
  }
}
