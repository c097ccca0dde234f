// Asks a thread that is on a processor where it is, by a signal. Only for whoever asks for it in so many words: the signal
// makes a blocking call return early if the thread enters one just then.

import CTaskRuntime
import Glibc

/// Interrupts threads, one at a time.
enum Interrupter {
  /// What an interrupted thread was doing.
  struct Answer {
    var instruction: UInt
    var stackPointer: UInt
    var framePointer: UInt
    var stack: StackCopy
    /// The innermost async context, and where its callers go on; nil where there is none.
    var chain: (context: UInt, resumePoints: [UInt])?
  }

  /// Why there is none.
  struct Refusal: Error {
    var reason: String
  }

  /// A thread that has a processor answers within microseconds; one that waits for a processor may take this long.
  private static let patience: UInt64 = 100_000_000

  private static let turn = Guarded(())

  /// Interrupts a thread that the kernel calls running.
  static func interrupt(_ thread: Int32) throws(Refusal) -> Answer {
    let files = ThreadFiles(thread)
    guard files.takes(ctr_interrupt_signal()) == true else {
      throw Refusal(reason: "it blocks the signal SIGPROF")
    }
    // Too big for a stack.
    let result = UnsafeMutablePointer<ctr_interruption>.allocate(capacity: 1)
    defer { result.deallocate() }
    let failure: Int32? = turn.withLock { _ in
      // Right before the signal: a thread that is blocked is never signalled.
      files.position == .running ? ctr_interrupt(thread, patience, result) : nil
    }
    switch failure {
    case 0: return answer(result)
    case nil: throw Refusal(reason: "it moved each time it was looked at")
    case EBUSY: throw Refusal(reason: "the program handles SIGPROF itself")
    case ENOTSUP: throw Refusal(reason: "not proven on this processor")
    default: throw Refusal(reason: "it did not answer")
    }
  }

  private static func answer(_ result: UnsafeMutablePointer<ctr_interruption>) -> Answer {
    let (context, stackPointer) = (result.pointee.context, result.pointee.stack_pointer)
    // SAFETY: the thread has filled the result before it answered: so many bytes and addresses.
    let bytes = UnsafeBufferPointer(start: ctr_interruption_stack(result), count: result.pointee.byte_count)
    let chain = UnsafeBufferPointer(
      start: ctr_interruption_chain(result), count: Int(result.pointee.resume_count))
    return Answer(
      instruction: result.pointee.instruction, stackPointer: stackPointer,
      framePointer: result.pointee.frame_pointer, stack: StackCopy(Array(bytes), from: stackPointer),
      chain: context == 0 ? nil : (context, chain.map { UInt($0) }))
  }
}
