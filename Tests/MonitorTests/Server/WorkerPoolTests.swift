// Workers that block, and those that do not.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite struct WorkerPoolTests {
  @Test func work_is_done_in_the_order_it_came() {
    let pool = WorkerPool(maximumThreads: 1)
    let order = Guarded<[Int]>([])
    for number in 0..<100 { pool.submit(at: 0) { order.change { $0.append(number) } } }
    let done = order.wait(until: nil) { $0.count == 100 ? $0 : nil }
    #expect(done == Array(0..<100))
    #expect(pool.stop(by: .max))
  }

  @Test func threads_that_are_blocked_are_joined_by_more_once_work_has_waited() {
    let pool = WorkerPool(maximumThreads: WorkerPool.usualThreads + 1)
    let latch = Latch()
    let blocked = Counter()
    let done = Counter()
    for _ in 0..<WorkerPool.usualThreads {
      pool.submit(at: 0) {
        blocked.increment()
        latch.wait()
      }
    }
    blocked.wait(for: WorkerPool.usualThreads)
    pool.submit(at: 1_000) { done.increment() }
    #expect(pool.growIfWaiting(at: 1_000) == 1_000 + WorkerPool.patience)
    #expect(done.value == 0)
    _ = pool.growIfWaiting(at: 1_000 + WorkerPool.patience)
    done.wait(for: 1)
    latch.open()
    #expect(pool.stop(by: .max))
  }

  @Test func stopping_gives_up_on_blocked_work_at_its_deadline_and_drops_what_waits() {
    let pool = WorkerPool(maximumThreads: 1)
    let latch = Latch()
    let blocked = Counter()
    let never = Counter()
    pool.submit(at: 0) {
      blocked.increment()
      latch.wait()
    }
    blocked.wait(for: 1)
    pool.submit(at: 0) { never.increment() }
    #expect(!pool.stop(by: 0))
    latch.open()
    #expect(pool.stop(by: .max))
    #expect(never.value == 0)
  }
}
