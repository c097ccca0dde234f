// The wrappers around the kernel: errors as values, waits, threads.
import Glibc
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite struct SystemTests {
  @Test func a_failed_call_names_itself_and_its_reason() throws {
    let error = try #require(throws: SystemError.self) {
      _ = try Syscall.open("/no-such-file", O_RDONLY)
    }
    #expect(error == SystemError(operation: "open", code: ENOENT))
    #expect(error.description == "open: No such file or directory (errno 2)")
  }

  @Test func an_interrupted_call_is_made_again() throws {
    var calls = 0
    let result = try Syscall.retrying("test") {
      calls += 1
      errno = EINTR
      return calls < 3 ? -1 : 7
    }
    #expect(result == 7)
    #expect(calls == 3)
  }

  @Test func nothing_to_move_is_a_value_and_a_closed_reader_an_error_without_a_signal() throws {
    let pair = try Syscall.socketpair()
    var buffer = [UInt8](repeating: 0, count: 8)
    let nothing = try buffer.withUnsafeMutableBytes { buffer in
      try Syscall.recv(pair.first, buffer)
    }
    #expect(nothing == .wouldBlock)
    let broken = try Self.socketWithClosedPeer()
    let error = #expect(throws: SystemError.self) {
      try [1].withUnsafeBytes { _ = try Syscall.send(broken.descriptor, $0) }
    }
    #expect(error?.code == EPIPE)
  }

  private final class Held {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
  }

  private static func socketWithClosedPeer() throws -> Held {
    var numbers: [CInt] = [-1, -1]
    socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &numbers)
    close(numbers[1])
    return Held(Descriptor(owning: numbers[0]))
  }

  @Test func a_wake_up_ends_a_wait_once_however_often_it_was_given() throws {
    let wakeUp = try WakeUp()
    for _ in 0..<10_000 { wakeUp.signal() }
    var set = PollSet()
    let place = wakeUp.add(to: &set)
    try set.wait(until: nil, now: 0)
    #expect(set[place] == .readable)
    wakeUp.clear()
    try set.wait(until: 0, now: 0)
    #expect(set[place].isEmpty)
  }

  @Test func waits_are_rounded_up_so_that_a_deadline_has_passed_when_they_end() {
    #expect(PollSet.milliseconds(until: nil, now: 5) == -1)
    #expect(PollSet.milliseconds(until: 5, now: 5) == 0)
    #expect(PollSet.milliseconds(until: 6, now: 5) == 1)
    #expect(PollSet.milliseconds(until: 1_000_005, now: 5) == 1)
    #expect(PollSet.milliseconds(until: 1_000_006, now: 5) == 2)
    #expect(PollSet.milliseconds(until: .max, now: 5) == 86_400_000)
  }

  @Test func a_thread_is_named_and_takes_no_signals() throws {
    let found = Guarded<(name: String, isBlocked: Bool)>(("", false))
    let thread = try NativeThread.start(name: "monitor-test-with-a-long-name") {
      var mask = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &mask)
      let isBlocked = [SIGINT, SIGTERM, SIGPIPE, SIGUSR1].allSatisfy { sigismember(&mask, $0) == 1 }
      var name = [UInt8](repeating: 0, count: 32)
      let file = open("/proc/thread-self/comm", O_RDONLY)
      let count = read(file, &name, name.count)
      close(file)
      found.change { $0 = (String(decoding: name.prefix(max(0, count)), as: UTF8.self), isBlocked) }
    }
    thread.join()
    #expect(found.withLock { $0.name } == "monitor-test-wi\n")
    #expect(found.withLock { $0.isBlocked })
  }

  @Test func a_wait_ends_at_its_deadline_with_what_there_is_then() {
    let value = Guarded(0)
    #expect(value.wait(until: Clock.now()) { $0 > 0 ? $0 : nil } == nil)
    value.change { $0 = 3 }
    #expect(value.wait(until: Clock.now()) { $0 > 0 ? $0 : nil } == 3)
  }

  @Test func durations_become_nanoseconds_without_wrapping() {
    #expect(Duration.milliseconds(1_500).clampedNanoseconds == 1_500_000_000)
    #expect(Duration.seconds(-1).clampedNanoseconds == 0)
    #expect(Duration.seconds(Int64.max).clampedNanoseconds == .max)
    #expect(UInt64.max.later(by: 1) == .max)
  }

  @Test(arguments: ["::1", "fe80::1", "10.0.0.1", "localhost"]) func literals_are_addresses(host: String) {
    #expect(SocketAddress(host: host, port: 1) != nil)
  }

  @Test(arguments: ["", "example.org", "10.0.0", "::g", "127.0.0.1:80"]) func nothing_else_is(host: String) {
    #expect(SocketAddress(host: host, port: 1) == nil)
  }
}
