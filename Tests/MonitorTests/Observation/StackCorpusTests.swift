// A corpus of known programs: every way to wait, reached in every way code is nested. Each printed frame must be the
// right function, in the right order, and in debug builds the right line.
import Testing

@testable import TaskRegistry

@Suite struct StackCorpusTests {
  init() { Observed.begin }

  @Test(arguments: Carriers.all.map(\.name))
  func every_frame_of_every_way_to_wait_is_right(carrierName: String) async throws {
    let carrier = try #require(Carriers.all.first { $0.name == carrierName })
    for leaf in Leaves.all {
      let trail = Trail()
      let gate = Gate()
      let task = Task.detached { await carrier.carry(leaf, trail, gate) }
      defer {
        gate.open()
        task.cancel()
      }
      let info = try await Observed.task(task.id) { $0.state == .suspended && $0.waitKind == leaf.kind }
      let stack = try #require(Registry.shared.stack(of: task.id))
      expect(stack.frames, as: trail.stack, "\(leaf.name) in \(carrier.name)")
      #expect(info.waitingAt == stack.frames.first?.location)
      #expect(stack.framesMissing == nil)
    }
  }

  #if DEBUG
    private func expect(_ frames: [StackFrame], as expected: [Trail.Step], _ program: String) {
      let printed = Self.printed(frames)
      guard frames.count >= expected.count else {
        Issue.record("\(program): \(printed) instead of \(expected.map(\.function))")
        return
      }
      // What called the outermost function is the test's own closure.
      for (frame, step) in zip(frames, expected) {
        #expect(frame.location?.function.contains(step.function) == true, "\(program): \(printed)")
        if let line = step.line { #expect(frame.location?.line == line, "\(program): \(printed)") }
      }
    }
  #else
    /// The optimiser puts functions into one another, and then the outer one is printed alone: what is printed must be
    /// right and in order, and the innermost must be there.
    private func expect(_ frames: [StackFrame], as expected: [Trail.Step], _ program: String) {
      let printed = Self.printed(frames)
      var position = 0
      for (index, frame) in frames.enumerated() {
        let function = frame.location?.function ?? ""
        if let step = expected[position...].firstIndex(where: { function.contains($0.function) }) {
          position = step + 1
        } else {
          // A closure that calls on to one of them.
          let isBetween =
            function.contains("closure #") && (function.contains("s.all") || function.contains("every_frame"))
          #expect(index > 0 && isBetween, "\(program): \(printed)")
        }
      }
      #expect(position > 0, "\(program): \(printed)")
    }
  #endif

  private static func printed(_ frames: [StackFrame]) -> [String] {
    frames.compactMap(\.location).map { "\($0.function) \($0.file ?? "-"):\($0.line ?? 0)" }
  }
}
