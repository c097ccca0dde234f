// A lock that many may share or one may have alone; for the monitor's own threads and callers of the registry, never
// for the program's on the hot path.

import Glibc

final class SharedLock: @unchecked Sendable {
  // SAFETY: the lock is made for being used by many threads at its one address, and freed when nobody has it any more.
  private let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)

  init() {
    lock.initialize(to: pthread_rwlock_t())
    pthread_rwlock_init(lock, nil)
  }

  deinit {
    pthread_rwlock_destroy(lock)
    lock.deallocate()
  }

  func shared<Value>(_ body: () -> Value) -> Value {
    pthread_rwlock_rdlock(lock)
    defer { pthread_rwlock_unlock(lock) }
    return body()
  }

  func exclusive<Value>(_ body: () -> Value) -> Value {
    pthread_rwlock_wrlock(lock)
    defer { pthread_rwlock_unlock(lock) }
    return body()
  }
}
