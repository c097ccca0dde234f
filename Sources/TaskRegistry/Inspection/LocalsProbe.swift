// The part of the self-check that is about task-local values: a task and its child bind known ones, and must read back.

import CTaskRuntime

final class LocalsProbe: Sendable {
  enum Known {
    @TaskLocal static var number = 0
    @TaskLocal static var text = ""
  }

  private static let number = 0x5EED
  /// Longer than what fits into a string's own words.
  private static let text = String(repeating: "monitor ", count: 4)

  private struct State {
    var parent: UInt = 0
    var child: UInt = 0
    var parked: CheckedContinuation<Void, Never>?
  }

  private let state = Guarded(State())

  /// Why task-local values cannot be read; nil if they can.
  func run(_ executor: InlineExecutor) -> String? {
    let text = Self.text
    Task.detached(executorPreference: executor) { [self] in
      state.withLock { $0.parent = UInt(bitPattern: ctr_current_task()) }
      await Known.$number.withValue(1) {
        await Known.$number.withValue(Self.number) {
          await Known.$text.withValue(text) { await parkChild() }
        }
      }
    }
    let (parent, child, parked) = state.withLock { ($0.parent, $0.child, $0.parked) }
    defer { parked?.resume() }
    guard parent != 0, child != 0, parked != nil else { return "a probe task was not parked" }
    if let reason = difference(parent, own: []) { return "of a task, \(reason)" }
    if let reason = difference(child, own: ["true"]) { return "of a child, \(reason)" }
    return nil
  }

  private func parkChild() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [self] in
        state.withLock { $0.child = UInt(bitPattern: ctr_current_task()) }
        await Flag.$isSet.withValue(true) {
          await withCheckedContinuation { continuation in state.withLock { $0.parked = continuation } }
        }
      }
    }
  }

  private enum Flag {
    @TaskLocal static var isSet = false
  }

  /// What does not read back as it was bound: the child's own first, then those of its parent.
  private func difference(_ task: UInt, own: [String]) -> String? {
    guard let chain = TaskLocalReader.chain(ofTask: task), chain.cut == nil else {
      return "the bindings do not read back"
    }
    // SAFETY: addresses of objects, compared and never followed.
    let keys = [
      unsafeBitCast(Known.$text, to: UInt.self), unsafeBitCast(Known.$number, to: UInt.self),
    ]
    guard chain.bindings.suffix(2).map(\.key) == keys else { return "the keys do not read back" }
    var reader = ValueReader(readsHeap: true, isCode: { _ in true })
    let described = chain.bindings.map { $0.described(by: &reader) }
    let types = own.map { _ in "Bool" } + ["String", "Int"]
    guard described.map(\.type) == types else { return "the types do not read back" }
    guard described.map(\.value) == own + ["\"\(Self.text)\"", String(Self.number)] else {
      return "the values do not read back"
    }
    return nil
  }
}
