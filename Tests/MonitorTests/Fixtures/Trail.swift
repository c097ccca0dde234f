// What a program knows of its own stack: each function says where it awaits just before it does.

@testable import TaskRegistry

final class Trail: Sendable {
  struct Step {
    /// Part of the function's printed name.
    var function: String
    /// Nil where a fixture waits whose line is nobody's business.
    var line: Int?
  }

  private let steps = Guarded<[Step]>([])

  /// The next line of the calling function awaits.
  func step(_ function: String, _ line: Int = #line) {
    steps.withLock { $0.append(Step(function: function, line: line + 1)) }
  }

  /// The calling function waits at the gate, here.
  func pass(_ gate: Gate) async {
    steps.withLock {
      $0 += [Step(function: "Trail.pass", line: nil), Step(function: "Gate.pass()", line: nil)]
    }
    await gate.pass()
  }

  /// The stack as it has to be printed, innermost first.
  var stack: [Step] { steps.withLock { $0.reversed() } }
}
