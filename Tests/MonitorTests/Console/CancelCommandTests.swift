import Dispatch
import Glibc
import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct CancelCommandTests {
  @Test("A task that heeds cancellation is reported when it has ended")
  func ends() throws {
    var program = FakeProgram(tasks: [.fake(12)])
    program.cancel = { _ in .requested }
    program.ending = { [clock = program.clock] _ in
      clock.now < 5_000_000 ? .live : .ended(outcome: .cancelled, nanoseconds: 3_100_000)
    }
    #expect(
      try program.lines("cancel 12") == [
        "cancellation asked for: task 12", "task 12 ended after 3.10 ms (cancelled)",
      ])
    #expect(program.clock.now < 200_000_000)
  }

  @Test("A task that goes on is reported with its state and place when the wait is over")
  func goesOn() throws {
    var program = FakeProgram(tasks: [
      .fake(12) { task in
        task.name = "spinner"
        task.waitingAt = CodeLocation(function: "spin()", file: "Spin.swift", line: 3)
        task.isCancelled = true
      }
    ])
    program.cancel = { _ in .requested }
    program.ending = { _ in .live }
    #expect(
      try program.lines("cancel 12 --wait 3s") == [
        "cancellation asked for: task 12",
        #"task 12 "spinner" goes on in spite of it: suspended (sleep) at Spin.swift:3 spin()"#,
      ])
    #expect((3_000_000_000...3_100_000_000).contains(program.clock.now))
  }

  @Test("Of many that go on at one place ten are told of, and the others counted, whatever comes between")
  func manyAtOnePlace() throws {
    var program = FakeProgram(
      tasks: (1...1_000).map { id in
        .fake(id) { task in
          let isOther = id % 100 == 0
          task.waitingAt = CodeLocation(
            function: isOther ? "g()" : "f()", file: "A.swift", line: isOther ? 2 : 1)
        }
      })
    program.cancel = { _ in .requested }
    program.ending = { _ in .live }
    program.descendants = [1: (2...1_000).map { TaskID(rawValue: $0) }]
    let lines = try program.lines("cancel 1 --tree")
    #expect(lines.count == 1 + 10 + 10 + 1)
    #expect(lines[1] == "task 1 goes on in spite of it: suspended (sleep) at A.swift:1 f()")
    #expect(lines.last == "980 more go on in spite of it: suspended (sleep) at A.swift:1 f()")
    #expect(try program.objects("cancel 1 --tree --json").count == 1_000)
  }

  @Test("Every answer has its line")
  func answers() throws {
    var program = FakeProgram()
    program.cancel = { id in
      switch id {
      case 1: .requested
      case 2: .alreadyCancelled
      case 3: .needsParent(7)
      case 4: .needsParent(nil)
      case 5: .notFound
      case 6: .unreachable
      case 8: .needsParent(1)
      default: .requested
      }
    }
    program.ending = { $0 == 9 ? .gone : .ended(outcome: .returned, nanoseconds: 0) }
    #expect(
      try program.lines("cancel 1 2 3 4 5 6 8 9 1") == [
        "error: task 3: an async let child is cancelled through its parent: cancel 7",
        "error: task 4: an async let child is cancelled through its parent",
        "error: no live task has id 5: it has ended or never was; ps lists the live ones",
        "error: task 6 is known only through its children and cannot be reached safely: cancel its children",
        "task 8: an async let child is cancelled through its parent, task 1",
        "cancellation asked for: tasks 1 9",
        "already cancelled: task 2",
        "task 1 ended after 0 ns (returned)",
        "task 2 ended after 0 ns (returned)",
        "task 9 has ended; how and when is no longer known",
      ])
  }

  @Test("As JSON there is one object for each task")
  func json() throws {
    var program = FakeProgram(tasks: [.fake(2)])
    program.cancel = { $0 == 3 ? .notFound : .requested }
    program.ending = { $0 == 1 ? .ended(outcome: .threw, nanoseconds: 5) : .live }
    #expect(
      try program.lines("ca 1 2 3 --json --wait 0") == [
        #"{"id":3,"result":"not-found","live":null,"outcome":null,"ended_after_ns":null}"#,
        #"{"id":1,"result":"requested","live":false,"outcome":"threw","ended_after_ns":5}"#,
        #"{"id":2,"result":"requested","live":true,"outcome":null,"ended_after_ns":null}"#,
      ])
  }

  @Test("With a tree the descendants are asked after their ancestors, each once")
  func tree() throws {
    let asked = Guarded<[TaskID]>([])
    var program = FakeProgram(descendants: [1: [2, 3], 2: [3, 4]])
    program.cancel = { id in
      asked.withLock { $0.append(id) }
      return .requested
    }
    program.ending = { _ in .ended(outcome: .cancelled, nanoseconds: 1_000) }
    let lines = try program.lines("cancel 1 2 --tree")
    #expect(asked.withLock { $0 } == [1, 2, 3, 4])
    #expect(lines.first == "cancellation asked for: tasks 1 2 3 4")
    #expect(lines.count == 5)
  }

  @Test("Many tasks are followed in pieces, and the first line names some")
  func many() throws {
    var program = FakeProgram(descendants: [1: (2...2_000).map { TaskID(rawValue: $0) }])
    program.cancel = { _ in .requested }
    program.ending = { _ in .ended(outcome: .cancelled, nanoseconds: 1_000) }
    let lines = try program.lines("cancel 1 --tree")
    #expect(lines.count == 2_001)
    #expect(lines[0] == "cancellation asked for: tasks 1 2 3 4 5 6 7 8 9 10 and 1990 more")
    #expect(try program.pieces(of: "cancel 1 --tree").allSatisfy { $0.count <= 64 << 10 })
  }

  @Test("Many tasks that go on are told in pieces too")
  func manyGoOn() throws {
    let ids = (1...1_200).map { TaskID(rawValue: $0) }
    // Each at a place of its own.
    let tasks = ids.map { id in
      TaskInfo.fake(id.rawValue) {
        $0.waitingAt = CodeLocation(function: "f()", file: "A.swift", line: Int(id.rawValue))
      }
    }
    var program = FakeProgram(tasks: tasks, descendants: [1: Array(ids.dropFirst())])
    program.cancel = { $0.rawValue % 3 == 0 ? .unreachable : .requested }
    program.ending = { _ in .live }
    let pieces = try program.pieces(of: "cancel 1 --tree")
    #expect(pieces.joined().count { $0 == UInt8(ascii: "\n") } == 1_201)
    #expect(pieces.allSatisfy { $0.count <= 64 << 10 })
  }

  @Test("Handlers that block hold up neither the reply nor the other tasks")
  func blockedHandlers() throws {
    let entered = DispatchSemaphore(value: 0)
    let release = DispatchSemaphore(value: 0)
    let threads = Guarded(0)
    var program = FakeProgram()
    program.cancel = { id in
      guard id == 1 else { return .requested }
      entered.signal()
      release.wait()
      return .requested
    }
    program.ending = { _ in .ended(outcome: .cancelled, nanoseconds: 1_000) }
    program.helpers = CancelHelpers(startThread: { body in
      // The first thread is a real one that blocks; the one that takes over is run at once.
      let isFirst = threads.withLock { count in
        count += 1
        return count == 1
      }
      guard isFirst else {
        body()
        return true
      }
      let isStarted = CancelHelpers.startThread(body)
      entered.wait()
      return isStarted
    })
    #expect(
      try program.lines("cancel 1 2 3")
        == [
          "cancellation asked for: tasks 2 3",
          "task 2 ended after 1.00 µs (cancelled)",
          "task 3 ended after 1.00 µs (cancelled)",
          "cancellation handlers of task 1 are still running",
        ])
    #expect(threads.withLock { $0 } == 2)
    release.signal()
  }

  @Test("When handlers hold every thread, one line says so and nothing is asked")
  func noThreadLeft() throws {
    var program = FakeProgram()
    program.helpers = CancelHelpers(limit: 0)
    program.cancel = { _ in
      Issue.record("it was asked")
      return .requested
    }
    let lines = try program.lines("cancel 1")
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("error: cancellation handlers of other tasks hold all 8 threads") == true)
  }

  @Test("What was never asked is told as such, and is not asked later")
  func notAsked() throws {
    let bodies = Guarded<[@Sendable () -> Void]>([])
    let asked = Guarded(0)
    var program = FakeProgram()
    program.cancel = { _ in
      asked.withLock { $0 += 1 }
      return .requested
    }
    program.helpers = CancelHelpers(startThread: { body in
      bodies.withLock { $0.append(body) }
      return true
    })
    #expect(
      try program.lines("cancel 1") == [
        "error: task 1 was not asked: cancellation handlers hold the threads kept for them; try it again"
      ])
    for body in bodies.withLock({ $0 }) { body() }
    #expect(asked.withLock { $0 } == 0)
  }

  @Test("A reply that is dropped asks no further task")
  func dropped() {
    let bodies = Guarded<[@Sendable () -> Void]>([])
    var program = FakeProgram()
    program.cancel = { _ in
      Issue.record("it was asked")
      return .requested
    }
    program.helpers = CancelHelpers(startThread: { body in
      bodies.withLock { $0.append(body) }
      return true
    })
    do {
      guard
        case .reply(let reply) = program.console().outcome(
          of: "cancel 1", for: Audience(isInteractive: false))
      else {
        return
      }
      var output: [UInt8] = []
      #expect(reply.next(&output) != .finished)
    }
    for body in bodies.withLock({ $0 }) { body() }
  }

  @Test("A helper thread runs its work with every signal blocked")
  func signals() {
    let done = DispatchSemaphore(value: 0)
    let isBlocked = Guarded(false)
    let isStarted = CancelHelpers.startThread {
      var mask = sigset_t()
      pthread_sigmask(SIG_SETMASK, nil, &mask)
      isBlocked.withLock { $0 = sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGUSR1) == 1 }
      done.signal()
    }
    #expect(isStarted)
    done.wait()
    #expect(isBlocked.withLock { $0 })
  }
}
