// Whether this process's runtime is the one the offsets were taken from. Probe tasks whose every property is known are
// run on an executor of our own, on a thread of our own, and must read back exactly; the pool is never touched.

import CTaskRuntime

/// What the self-check found out.
struct SelfCheckReport: Sendable {
  /// Why nothing of the runtime is trusted; nil if it is.
  var inspectionOff: String?
  /// Why async stacks are not read; nil if they are.
  var stacksOff: String?
  /// Why a cancelled task cannot be told from one that threw; nil if it can.
  var outcomesOff: String?
  /// Why task-local values are not read; nil if they are.
  var localsOff: String?

  /// Why tasks that wait for an actor's turn are not looked for; nil if they are.
  var actorsOff: String?

  static func refused(_ reason: String) -> SelfCheckReport {
    SelfCheckReport(
      inspectionOff: reason, stacksOff: reason, outcomesOff: reason, localsOff: reason, actorsOff: reason)
  }
}

enum SelfCheck {
  /// Runs the check, at most once in a process; blocks for a millisecond or so.
  static let report: SelfCheckReport = check(ctr_describe_runtime())

  /// Whether the layout of tasks is known; what is asked for each task that is looked at.
  static let isTrusted = report.inspectionOff == nil

  /// Whether async stacks are read.
  static let readsStacks = report.stacksOff == nil

  /// Whether task-local values are read.
  static let readsLocals = report.localsOff == nil

  /// Checks a runtime that describes itself so; what needs no probe first.
  static func check(_ runtime: ctr_runtime_description) -> SelfCheckReport {
    guard MemoryLayout<UInt>.size == 8 else { return .refused("not a 64-bit process") }
    guard runtime.layout_version == TaskLayout.version else {
      return .refused("unknown runtime layout version \(runtime.layout_version)")
    }
    guard runtime.task_size == TaskLayout.taskSize else {
      return .refused("unknown task size \(runtime.task_size)")
    }
    guard !runtime.supports_priority_escalation else {
      return .refused("the runtime was built with priority escalation")
    }
    let probes = SelfCheckProbes(runtime)
    // A thread of its own: the caller may be a task itself, and must not be seen as the probes' creator.
    do {
      try NativeThread.start(name: "monitor-check") { probes.run() }.join()
    } catch {
      return .refused("no thread for the self-check (\(error))")
    }
    return probes.report
  }
}
