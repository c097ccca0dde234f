// The stack of a thread that another thread looks at: without a signal where it is blocked, which is proven before and
// after. Knows threads and addresses, not tasks and names.

import CTaskRuntime

/// What a thread was doing, as addresses.
struct ThreadReading {
  /// Whether it was on a processor; nil where that cannot be told.
  var isOnCPU: Bool?
  /// The number of the system call it was blocked in.
  var systemCall: Int?
  /// Its calls, innermost first, up to the beginning of what it runs.
  var calls: [Unwinder.Frame] = []
  /// Where the callers of its innermost async function go on.
  var resumePoints: [UInt] = []
  /// Why there are no calls, or only some of them; nil where all are there.
  var missing: String?
}

struct ThreadStackReader {
  let symbols: Symbolicator

  /// Attempts at a thread that moves while it is looked at.
  private static let attempts = 3
  /// Bytes of a function that tell whether it is async.
  private static let prologue = 20

  /// What a thread is doing; nil if it has ended.
  ///
  /// - Parameter interrupting: whether a thread on a processor is interrupted with a signal.
  func read(_ thread: Int32, interrupting: Bool) -> ThreadReading? {
    if thread == ctr_thread_id() {
      return ThreadReading(isOnCPU: true, missing: "it is the thread that asks")
    }
    let files = ThreadFiles(thread)
    var refusal: String?
    var partial: ThreadReading?
    for _ in 0..<Self.attempts {
      let turns = files.turns
      guard let position = files.position else {
        return files.name == nil ? nil : ThreadReading(missing: "the kernel does not tell where threads are")
      }
      if let reason = SelfCheck.report.stacksOff {
        return ThreadReading(position, missing: "stacks are off: \(reason)")
      }
      switch position {
      case .running:
        guard interrupting else {
          return ThreadReading(
            position, missing: "it is on a processor; --interrupt reads its stack, by a signal")
        }
        do throws(Interrupter.Refusal) {
          let reading = interrupted(try Interrupter.interrupt(thread))
          // It may have stopped where its async callers are not to be found; the next time it stops elsewhere.
          if reading.missing == nil { return reading }
          partial = reading
        } catch {
          refusal = error.reason
        }
      case .blocked(_, let stackPointer, let instruction):
        let stack = StackCopy(from: stackPointer)
        var reading = ThreadReading(position)
        let calls = unwinder.walk(stack, instruction: instruction, stackPointer: stackPointer)
        cut(calls, stack, into: &reading) { AsyncStack.resumePoints(from: $0) }
        // Not one moment on a processor since, so everything read is of one moment.
        guard files.position == position, files.turns == turns else { continue }
        return reading
      }
    }
    if let partial { return partial }
    return ThreadReading(files.position, missing: refusal ?? "it moved each time it was looked at")
  }

  private func interrupted(_ answer: Interrupter.Answer) -> ThreadReading {
    var reading = ThreadReading(.running)
    let calls = unwinder.walk(
      answer.stack, instruction: answer.instruction, stackPointer: answer.stackPointer,
      framePointer: answer.framePointer)
    // By now it has moved on, so only contexts read while it stood still count.
    cut(calls, answer.stack, into: &reading) {
      $0 == answer.chain?.context ? answer.chain?.resumePoints : nil
    }
    return reading
  }

  private var unwinder: Unwinder {
    Unwinder(
      rule: { symbols.frameRule(at: $0) }, isCode: { symbols.isInText($0) },
      read: { SafeMemory.bytes($0, $1) })
  }

  /// Takes the calls up to the innermost async function, whose callers stand in its contexts and not on the stack, or up
  /// to where the thread began to run a task.
  private func cut(
    _ calls: [Unwinder.Frame], _ stack: StackCopy, into reading: inout ThreadReading,
    _ chain: (UInt) -> [UInt]?
  ) {
    let beginnings = [UInt(bitPattern: ctr_run_thunk), UInt(bitPattern: ctr_stand_in_function())]
    var hasLostCallers = false
    for call in calls {
      guard call.function.map({ !beginnings.contains($0) }) ?? true else {
        reading.missing = hasLostCallers ? Self.lostCallers : nil
        return
      }
      reading.calls.append(call)
      guard let function = call.function, let framePointer = call.framePointer,
        SafeMemory.bytes(function, Self.prologue).map(AsyncStack.keepsContext) == true
      else { continue }
      if let context = stack.word(framePointer &- 8), let resumePoints = chain(context) {
        reading.resumePoints = resumePoints
        return
      }
      hasLostCallers = true
    }
    // Whoever reads half a stack should know it.
    if calls.last?.isOutermost != true { reading.missing = "the outer frames could not be read" }
    if hasLostCallers { reading.missing = Self.lostCallers }
  }

  private static let lostCallers = "the async callers could not be read"
}

extension ThreadReading {
  fileprivate init(_ position: ThreadPosition?, missing: String? = nil) {
    self.init()
    self.missing = missing
    switch position {
    case .running: isOnCPU = true
    case .blocked(let call, _, _): (isOnCPU, systemCall) = (false, call)
    case nil: break
    }
  }
}
