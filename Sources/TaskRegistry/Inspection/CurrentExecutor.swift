// Which actor's turn a thread is in: the runtime keeps, for each thread, where on its stack it notes the executor. The
// place of that word is learnt by the self-check, like that of the current task.

import CTaskRuntime
import Synchronization

enum CurrentExecutor {
  /// Distance from the thread pointer in bytes; 0 while it is not known.
  private static let offset = Atomic<Int>(0)

  /// How far below the thread pointer a thread's stack may reach: what the word points to lies there.
  private static let stackReach: UInt = 1 << 26

  /// Whether the place of the word is known.
  static var isKnown: Bool { offset.load(ordering: .relaxed) != 0 }

  /// The default actor that another thread is running, given its thread pointer; nil if it runs none, or it cannot be
  /// told.
  ///
  /// It may be another, or gone, by the time this returns.
  static func actor(threadPointer: UInt) -> UInt? {
    let offset = offset.load(ordering: .relaxed)
    guard offset != 0, let (noted, _) = SafeMemory.words(threadPointer &+ UInt(bitPattern: offset)),
      noted != 0,
      let (identity, implementation) = SafeMemory.words(noted), identity != 0, implementation == 0
    else { return nil }
    return identity
  }

  /// The offsets at which the calling thread's storage points to `actor` noted as the executor.
  static func candidates(_ actor: UInt) -> Set<Int> {
    let pointer = ctr_thread_pointer()
    return ThreadStorage.offsets { word in
      guard word < pointer, pointer - word < stackReach, word % 8 == 0, let noted = SafeMemory.words(word)
      else {
        return false
      }
      return noted == (actor, 0)
    }
  }

  static func learn(_ candidates: [Set<Int>]) {
    guard let first = candidates.first else { return }
    let common = candidates.reduce(first) { $0.intersection($1) }
    if common.count == 1, let only = common.first { offset.store(only, ordering: .relaxed) }
  }
}
