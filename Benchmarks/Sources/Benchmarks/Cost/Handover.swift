// Two tasks that resume each other through continuations: every turn is one true suspension and one resumption.
import Synchronization

final class Handover: Sendable {
  private struct State {
    var waiting: UnsafeContinuation<Void, Never>?
    var isOver = false
  }

  private let state = Mutex(State())

  /// Waits so many times for the other one.
  func take(_ turns: Int) async {
    for _ in 0..<turns {
      await withUnsafeContinuation { mine in
        let next = state.withLock { state -> UnsafeContinuation<Void, Never>? in
          // The other one has left: nobody would resume us.
          if state.isOver { return mine }
          defer { state.waiting = mine }
          return state.waiting
        }
        next?.resume()
      }
    }
    let other = state.withLock { state in
      state.isOver = true
      defer { state.waiting = nil }
      return state.waiting
    }
    other?.resume()
  }
}
