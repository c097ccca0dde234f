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

  private func expect(_ frames: [StackFrame], as expected: [Trail.Step], _ program: String) {
    let printed = frames.compactMap(\.location).map { "\($0.function) \($0.file ?? "-"):\($0.line ?? 0)" }
    // What called the outermost function is the test's own closure.
    guard frames.count >= expected.count else {
      Issue.record("\(program): \(printed) instead of \(expected.map(\.function))")
      return
    }
    for (frame, step) in zip(frames, expected) {
      #expect(frame.location?.function.contains(step.function) == true, "\(program): \(printed)")
      #if DEBUG
        if let line = step.line { #expect(frame.location?.line == line, "\(program): \(printed)") }
      #endif
    }
  }
}
