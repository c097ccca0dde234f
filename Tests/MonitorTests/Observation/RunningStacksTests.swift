// The stacks of tasks that run: the calls on the thread, then the async callers, by name and line. The tasks are blocked
// at a known place, so each look finds the same.
import Synchronization
import Testing

@testable import TaskRegistry

private enum Way: CaseIterable {
  case entry, afterSuspension, actor, generic, throwing, child, asyncLet, recursion, closure
}

private actor Desk {
  let latch: Latch
  init(_ latch: Latch) { self.latch = latch }
  @inline(never) func work() {
    Work.blocks(latch)
    Work.count.wrappingAdd(1, ordering: .relaxed)
  }
}

private enum Work {
  static let count = Atomic(0)

  static let blockLine = #line + 2
  @inline(never) static func blocks(_ latch: Latch) {
    latch.wait()
    count.wrappingAdd(1, ordering: .relaxed)
  }

  static let middleLine = #line + 2
  @inline(never) static func middle(_ latch: Latch) {
    blocks(latch)
    count.wrappingAdd(1, ordering: .relaxed)
  }

  static let innerLine = #line + 2
  @inline(never) static func inner(_ latch: Latch) async {
    middle(latch)
    await Task.yield()
  }

  static let resumedLine = #line + 3
  @inline(never) static func resumed(_ latch: Latch) async {
    await Task.yield()
    middle(latch)
    await Task.yield()
  }

  static let outerLines = (inner: #line + 2, resumed: #line + 3)
  @inline(never) static func outer(_ latch: Latch, _ isResumed: Bool) async {
    if !isResumed { await inner(latch) }
    if isResumed { await resumed(latch) }
    await Task.yield()
  }

  @inline(never) static func generic<Value: Sendable>(_ value: Value, _ latch: Latch) async -> Value {
    await outer(latch, true)
    return value
  }

  @inline(never) static func throwing(_ latch: Latch) async throws {
    await outer(latch, false)
    try Task.checkCancellation()
  }

  @inline(never) static func recursion(_ depth: Int, _ latch: Latch) async {
    if depth > 1 { await recursion(depth - 1, latch) } else { await inner(latch) }
    await Task.yield()
  }

  @inline(never) static func calls(_ body: () -> Void) async {
    body()
    await Task.yield()
  }

  /// A closure that the optimiser cannot look into.
  @inline(never) static func opaque(_ body: @escaping () -> Void) -> () -> Void { body }

  /// Blocks in the given way; the functions of this type it is in then, innermost first.
  static func run(_ way: Way, _ latch: Latch) async throws {
    switch way {
    case .entry: await outer(latch, false)
    case .afterSuspension: await outer(latch, true)
    case .actor: await Desk(latch).work()
    case .generic: _ = await generic("value", latch)
    case .throwing: try await throwing(latch)
    case .child: await withTaskGroup { group in group.addTask { await outer(latch, false) } }
    case .asyncLet:
      async let child: Void = outer(latch, true)
      await child
    case .recursion: await recursion(20, latch)
    case .closure:
      await calls(
        opaque {
          middle(latch)
          count.wrappingAdd(1, ordering: .relaxed)
        })
    }
  }

  static func expected(_ way: Way) -> [String] {
    let sync = ["blocks", "middle"]
    return switch way {
    case .entry, .child: sync + ["inner", "outer"]
    case .afterSuspension, .asyncLet: sync + ["resumed", "outer"]
    case .actor: ["blocks", "Desk.work"]
    case .generic: sync + ["resumed", "outer", "generic"]
    case .throwing: sync + ["inner", "outer", "throwing"]
    case .recursion: sync + ["inner"] + [String](repeating: "recursion", count: 20)
    case .closure: sync + ["closure", "calls"]
    }
  }
}

@Suite struct RunningStacksTests {
  @Test func calls_and_async_callers_are_all_there_each_at_its_line() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      try await PlainThreads.answer { for way in Way.allCases { RunningStacksTests.look(way) } }
    }
  }

  private static func look(_ way: Way) {
    let latch = Latch()
    let task = Task.detached(name: "\(way)") { try await Work.run(way, latch) }
    // The task itself, or the child that it made.
    let thread = Observed.valueOnThread {
      Registry.shared.threads().first { thread in
        thread.activity == .blocked
          && thread.frames.contains { $0.location?.function.hasPrefix("Work.blocks") == true }
      }
    }
    let functions = (thread?.frames ?? []).compactMap(\.location?.function)
    let seen: Comment = "\(way): \(functions)"
    #if DEBUG
      #expect(functions.first?.hasPrefix("Latch.wait") == true, seen)
      #expect(thread?.blockedIn?.hasPrefix("Guarded.wait") == true, seen)
    #else
      // The optimiser may put one of the two into the other, or jump from one to the other.
      #expect(thread?.blockedIn != nil, seen)
    #endif
    #expect(names(functions, way) == Work.expected(way), seen)
    if let id = thread?.task {
      #expect(Registry.shared.stack(of: id)?.frames == thread?.frames, seen)
    }
    #if DEBUG
      func line(_ function: String) -> Int? {
        thread?.frames.first { $0.location?.function.hasPrefix("Work.\(function)(") == true }?.location?.line
      }
      #expect(line("blocks") == Work.blockLine, seen)
      #expect(line("middle") == (way == .actor ? nil : Work.middleLine), seen)
      #expect(thread?.frames.allSatisfy { $0.location?.file?.hasSuffix(".swift") == true } == true, seen)
      if functions.contains(where: { $0.hasPrefix("Work.inner") }) {
        #expect(line("inner") == Work.innerLine, seen)
      }
      if functions.contains(where: { $0.hasPrefix("Work.resumed") }) {
        #expect(line("resumed") == Work.resumedLine, seen)
      }
      switch way {
      case .entry, .throwing, .child: #expect(line("outer") == Work.outerLines.inner, seen)
      case .afterSuspension, .generic, .asyncLet: #expect(line("outer") == Work.outerLines.resumed, seen)
      default: break
      }
    #endif
    latch.open()
    #expect(Observed.valueOnThread { Registry.shared.task(task.id) == nil ? true : nil } == true)
  }

  /// The functions of the work itself, without what calls it and what it blocks in.
  private static func names(_ functions: [String], _ way: Way) -> [String] {
    functions.compactMap { function in
      if function.hasPrefix("Desk.") { return "Desk.work" }
      if function.hasPrefix("closure"), function.hasSuffix("Work.run(_:_:)"), way == .closure {
        return "closure"
      }
      guard function.hasPrefix("Work."), !function.hasPrefix("Work.run") else { return nil }
      return String(function.dropFirst(5).prefix { $0 != "(" })
    }
  }
}
