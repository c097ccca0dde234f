// What the monitor is for: to answer when the program cannot.
import Glibc
import Testing

@testable import MonitorServer

@Suite struct BlockedPoolTests {
  @Test func it_answers_while_every_thread_of_swifts_pool_is_blocked() throws {
    let latch = Latch()
    defer { latch.open() }
    try serving { server in
      // This test has one of the threads, these take all others; each more waits for one.
      let threads = sysconf(CInt(_SC_NPROCESSORS_ONLN))
      let blocked = Counter()
      for _ in 1..<max(1, threads) {
        Task.detached {
          blocked.increment()
          latch.wait()
        }
      }
      blocked.wait(for: threads - 1)
      let answer = try server.answer(to: "echo still here\n")
      #expect(answer == "still here\n")
      latch.open()
    }
  }
}
