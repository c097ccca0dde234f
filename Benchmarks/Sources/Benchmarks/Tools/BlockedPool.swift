// Every thread of the pool blocked, for whoever wants to see what goes on in spite of it.
import Glibc
import Synchronization

enum BlockedPool {
  /// Each level has as many threads of the pool as there are processors.
  private static let priorities: [TaskPriority] = [.high, .medium, .low, .background]

  /// Runs `body` while every thread of the pool waits for it; not on one of the pool.
  static func run<Value>(_ body: () -> Value) -> Value {
    let latch = Latch()
    let level = sysconf(CInt(_SC_NPROCESSORS_ONLN))
    for priority in priorities {
      for _ in 0..<level { Task.detached(name: "blocker", priority: priority) { latch.block() } }
    }
    latch.waitForBlocked(level * priorities.count)
    let value = body()
    latch.open()
    return value
  }
}

/// Blocks threads until it is opened, as no task should.
private final class Latch: Sendable {
  private let blocked = Atomic<Int>(0)
  private let isOpen = Atomic<Bool>(false)

  func block() {
    blocked.add(1, ordering: .relaxed)
    while !isOpen.load(ordering: .relaxed) { usleep(1_000) }
  }

  func waitForBlocked(_ count: Int) {
    // The pool may not have so many threads at once: what has not come after a while waits for one.
    for _ in 0..<1_000 where blocked.load(ordering: .relaxed) < count { usleep(1_000) }
  }

  func open() { isOpen.store(true, ordering: .relaxed) }
}
