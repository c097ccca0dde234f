// Stacks read while tasks start, suspend, go on and end as fast as they can: each frame that is printed must be one that
// this task can have had, and each place must be that of its kind of task.
import Testing

@testable import TaskRegistry

@Suite struct StackStormTests {
  #if DEBUG
    private static let reads = 5_000
  #else
    private static let reads = 1_000_000
  #endif

  /// Programs that share no function of their own.
  private enum Storm {
    static let names = ["deep", "group", "stream", "actor"]

    @inline(never) static func deep(_ depth: Int) async {
      if depth > 0 { await deep(depth - 1) } else { await Task.yield() }
    }

    @inline(never) static func group() async {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<3 { group.addTask(name: "child") { await child() } }
        await group.waitForAll()
      }
    }

    @inline(never) static func child() async { await Task.yield() }

    @inline(never) static func stream() async {
      let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
      async let producer: Void = produce(continuation)
      for await _ in stream {}
      await producer
    }

    @inline(never) static func produce(_ continuation: AsyncStream<Int>.Continuation) async {
      for number in 0..<3 {
        continuation.yield(number)
        await Task.yield()
      }
      continuation.finish()
    }

    actor Place {
      func visit() async { await Task.yield() }
    }

    static let place = Place()

    @inline(never) static func actor() async { await place.visit() }
  }

  /// What may stand on the stack of a task of that name.
  private static func isPossible(_ function: String, of name: String?) -> Bool {
    switch name {
    case "deep": function.contains("Storm.deep(")
    case "group": function.contains("Storm.group()")
    case "child": function.contains("Storm.child()") || function.contains("Storm.group()")
    case "stream": function.contains("Storm.stream()")
    case "actor": function.contains("Storm.actor()") || function.contains("Place.visit()")
    default: function.contains("Storm.produce(") || function.contains("Storm.stream()")
    }
  }

  @Test func no_frame_is_one_that_the_task_cannot_have_had() async {
    await #expect(processExitsWith: .success) {
      Registry.shared.startObserving()
      let stop = Guarded(false)
      let wrong = Guarded<[String]>([])
      let frames = Guarded(0)
      let reader = try NativeThread.start(name: "test-reads") {
        var (reads, seen) = (0, 0)
        while reads < StackStormTests.reads {
          for info in Registry.shared.snapshot() {
            guard info.name != nil || info.kind == .asyncLet else { continue }
            reads += 1
            guard let stack = Registry.shared.stack(of: info.id) else { continue }
            seen += stack.frames.count
            // The outermost are the closures of this test.
            for function in stack.frames.compactMap(\.location?.function)
            where !StackStormTests.isPossible(function, of: info.name)
              && !function.contains("no_frame_is_one_that")
            {
              wrong.withLock { $0.append("\(info.name ?? "-"): \(function)") }
            }
          }
        }
        frames.withLock { $0 = seen }
        stop.withLock { $0 = true }
      }
      await withTaskGroup(of: Void.self) { group in
        for index in 0..<8 {
          let name = Storm.names[index % Storm.names.count]
          group.addTask {
            while !stop.withLock({ $0 }) {
              await Task.detached(name: name) {
                switch name {
                case "deep": await Storm.deep(5)
                case "group": await Storm.group()
                case "stream": await Storm.stream()
                default: await Storm.actor()
                }
              }.value
            }
          }
        }
      }
      reader.join()
      #expect(wrong.withLock { $0 } == [])
      #expect(frames.withLock { $0 } > 0)
    }
  }
}
