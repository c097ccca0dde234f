// The texts of the kernel's files about a thread, as they were found.
import Glibc
import Testing

@testable import TaskRegistry

@Suite struct ThreadFilesTests {
  private static let sleeping = """
    230 0x0 0x0 0x7f5c5b37ee90 0x7f5c5b37ee90 0x0 0x7ffc6ff43ad7 0x7f5c5b37ee50 0x7f5c5b452545

    """

  @Test func a_blocked_thread_tells_its_call_its_stack_and_its_instruction() {
    #expect(
      ThreadPosition(Array(Self.sleeping.utf8))
        == .blocked(call: 230, stackPointer: 0x7F5C_5B37_EE50, instruction: 0x7F5C_5B45_2545))
    #expect(SystemCallName.name(230) == "clock_nanosleep")
    #expect(SystemCallName.name(100_000) == "syscall 100000")
  }

  @Test func a_thread_that_waits_for_memory_is_in_no_call() {
    #expect(
      ThreadPosition(Array("-1 0x7f5c5b37ee50 0x7f5c5b452545\n".utf8))
        == .blocked(call: nil, stackPointer: 0x7F5C_5B37_EE50, instruction: 0x7F5C_5B45_2545))
  }

  @Test func a_running_thread_says_so() { #expect(ThreadPosition(Array("running\n".utf8)) == .running) }

  @Test(arguments: ["", "\n", "walking", "202", "202 0x1 0x2 0x3 0x4 0x5 0x6 0x7 8", "x 0x1 0x2"])
  func any_other_text_tells_nothing(_ text: String) { #expect(ThreadPosition(Array(text.utf8)) == nil) }

  @Test func the_mask_tells_which_signals_are_taken() {
    let status = Array("Name:\tx\nSigQ:\t0/1\nSigBlk:\t0000000004000000\nSigIgn:\t0000000000000000\n".utf8)
    #expect(ThreadFiles.takes(SIGPROF, status: status) == false)
    #expect(ThreadFiles.takes(SIGINT, status: status) == true)
    #expect(ThreadFiles.takes(SIGINT, status: []) == nil)
  }

  @Test func of_a_thread_that_never_was_nothing_is_known() {
    let files = ThreadFiles(.max)
    #expect(files.position == nil && files.name == nil && files.turns == nil && files.takes(SIGINT) == nil)
  }
}
