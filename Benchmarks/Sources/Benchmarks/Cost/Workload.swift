// What programs do with tasks, so many times over: the rows of the cost table.

/// Something whose cost with and without observation is compared.
struct Workload: Sendable {
  let name: String
  /// How many operations are timed together: about a millisecond, shorter than most disturbances.
  let operations: Int
  /// How many pairs of rounds, on and off.
  let rounds: Int
  /// Does so many operations.
  let run: @Sendable (Int) async -> Void

  static let all = spawns + suspensions

  private init(_ name: String, operations: Int, rounds: Int, run: @escaping @Sendable (Int) async -> Void) {
    self.name = name
    self.operations = operations
    self.rounds = rounds
    self.run = run
  }

  func isCalled(_ part: String) -> Bool { name.contains(part) }

  /// Spawn a task and have its result.
  private static let spawns = [
    Workload("group child", operations: 1_000, rounds: 300) { count in
      let sum = await withTaskGroup(of: Int.self) { group in
        for number in 0..<count { group.addTask { number } }
        return await group.reduce(0, +)
      }
      Sink.take(sum)
    },
    Workload("task + value", operations: 500, rounds: 300) { count in
      var sum = 0
      for number in 0..<count { sum += await Task { number }.value }
      Sink.take(sum)
    },
    Workload("async let", operations: 500, rounds: 300) { count in
      var sum = 0
      for number in 0..<count {
        async let child = identity(number)
        sum += await child
      }
      Sink.take(sum)
    },
    Workload("task of an actor", operations: 500, rounds: 300) { count in
      let counter = CountingActor()
      await counter.incrementInTasks(count)
      Sink.take(await counter.count)
    },
  ]

  /// Give up the thread, and go on.
  private static let suspensions = [
    Workload("yield", operations: 2_000, rounds: 300) { count in
      for _ in 0..<count { await Task.yield() }
    },
    Workload("continuation", operations: 1_000, rounds: 300) { count in
      let pair = Handover()
      async let other: Void = pair.take(count / 2)
      await pair.take(count / 2)
      await other
    },
    Workload("actor hop", operations: 100_000, rounds: 300) { count in
      let counter = CountingActor()
      for _ in 0..<count { await counter.increment() }
      Sink.take(await counter.count)
    },
    Workload("actor hop, 4 tasks", operations: 100_000, rounds: 300) { count in
      let counter = CountingActor()
      await withDiscardingTaskGroup { group in
        for _ in 0..<4 {
          group.addTask { for _ in 0..<(count / 4) { await counter.increment() } }
        }
      }
      Sink.take(await counter.count)
    },
    Workload("1 ms sleep x 10,000", operations: 10_000, rounds: 30) { count in
      await withDiscardingTaskGroup { group in
        for _ in 0..<count { group.addTask { try? await Task.sleep(for: .milliseconds(1)) } }
      }
    },
  ]

  @inline(never)
  private static func identity(_ number: Int) async -> Int { number }
}

/// An actor to hop to.
private actor CountingActor {
  private(set) var count = 0

  func increment() { count += 1 }

  /// Each task waits for the actor's turn.
  func incrementInTasks(_ times: Int) async {
    for _ in 0..<times { await Task { count += 1 }.value }
  }
}
