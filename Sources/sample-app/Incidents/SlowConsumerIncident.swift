// A common mistake: many produce faster than one takes, and all wait for that one.

struct SlowConsumerIncident: Incident {
  let name = "slow-consumer"
  let summary = "let 30 producers fill a bounded queue whose one consumer takes 5 elements a second"

  private let queue = WorkQueue(capacity: 10)

  func run() async {
    await withDiscardingTaskGroup { group in
      for number in 1...30 {
        group.addTask(name: "producer \(number)") { [queue] in
          while (try? await queue.put(number)) != nil {}
        }
      }
      group.addTask(name: "consumer") { [queue] in
        while await queue.take() != nil, (try? await Task.sleep(for: .milliseconds(200))) != nil {}
      }
    }
  }
}

/// A queue that makes its producers wait while it is full.
private struct WorkQueue: Sendable {
  private let elements: AsyncStream<Int>
  private let continuation: AsyncStream<Int>.Continuation
  private let room: AsyncSemaphore

  init(capacity: Int) {
    (elements, continuation) = AsyncStream.makeStream()
    room = AsyncSemaphore(permits: capacity)
  }

  func put(_ element: Int) async throws {
    try await room.wait()
    continuation.yield(element)
  }

  func take() async -> Int? {
    var iterator = elements.makeAsyncIterator()
    defer { room.signal() }
    return await iterator.next()
  }
}
