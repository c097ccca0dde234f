import Glibc
import Testing

@testable import MonitorServer

struct SignalCommandTests {
  @Test(
    arguments: [
      ("TERM", SIGTERM), ("sigterm", SIGTERM), ("15", SIGTERM), ("HUP", SIGHUP), ("int", SIGINT),
      ("SIGQUIT", SIGQUIT), ("USR1", SIGUSR1), ("usr2", SIGUSR2), ("ABRT", SIGABRT), ("9", SIGKILL),
    ])
  func a_script_sends_it_at_once(word: String, number: Int32) throws {
    let program = FakeProgram()
    let lines = try program.lines("signal \(word)")
    #expect(lines.count == 1 && lines[0].hasPrefix("sending SIG") && lines[0].hasSuffix(" to pid 4711"))
    #expect(program.signals.withLock { $0 } == [number])
  }

  @Test func it_is_said_before_it_is_done() throws {
    let program = FakeProgram()
    guard case .reply(let reply) = program.console().outcome(of: "signal KILL", for: .plain) else {
      Issue.record("no reply")
      return
    }
    var output: [UInt8] = []
    #expect(reply.next(&output) == .more)
    #expect(String(decoding: output, as: UTF8.self) == "sending SIGKILL to pid 4711\n")
    #expect(program.signals.withLock { $0 }.isEmpty)
    #expect(reply.next(&output) == .finished)
    #expect(program.signals.withLock { $0 } == [SIGKILL])
  }

  @Test func a_person_is_asked_first() throws {
    let program = FakeProgram()
    var audience = Audience(isInteractive: true)
    guard case .confirm(let question) = program.console().outcome(of: "signal term", for: audience) else {
      Issue.record("nothing is asked")
      return
    }
    #expect(question == "send SIGTERM to pid 4711, which most programs take as a request to end?")
    #expect(program.signals.withLock { $0 }.isEmpty)
    audience.isConfirmed = true
    #expect(try program.lines("signal term", for: audience) == ["sending SIGTERM to pid 4711"])
    #expect(program.signals.withLock { $0 } == [SIGTERM])
  }

  @Test(
    arguments: [
      (
        "signal FOO",
        "error: 'FOO' is no signal that can be sent: it is one of HUP, INT, QUIT, ABRT, KILL, USR1, USR2, TERM"
      ),
      (
        "signal 0",
        "error: '0' is no signal that can be sent: it is one of HUP, INT, QUIT, ABRT, KILL, USR1, USR2, TERM"
      ),
      (
        "signal SEGV",
        "error: 'SEGV' is no signal that can be sent: it is one of HUP, INT, QUIT, ABRT, KILL, USR1, USR2, TERM"
      ),
      (
        "signal stop",
        "error: SIGSTOP would stop the monitor too, and nothing here could wake it again: send it from a shell"
      ),
      (
        "signal 19",
        "error: SIGSTOP would stop the monitor too, and nothing here could wake it again: send it from a shell"
      ),
      ("signal", "error: signal needs NAME: usage: signal NAME"),
    ])
  func what_is_not_sent_gets_one_line(line: String, error: String) throws {
    let program = FakeProgram()
    #expect(try program.print(line) == error + "\n")
    #expect(program.signals.withLock { $0 }.isEmpty)
  }

  @Test func a_signal_that_cannot_be_sent_says_so() throws {
    var program = FakeProgram()
    program.signalError = EPERM
    #expect(
      try program.lines("signal USR1") == [
        "sending SIGUSR1 to pid 4711", "error: SIGUSR1 could not be sent: error 1 of the system",
      ])
  }

  /// SIGWINCH does nothing to a process that does not handle it.
  @Test func the_process_itself_is_what_a_signal_is_sent_to() {
    #expect(Program.send(SIGWINCH) == nil)
    #expect(Program.send(-1) == EINVAL)
  }
}
