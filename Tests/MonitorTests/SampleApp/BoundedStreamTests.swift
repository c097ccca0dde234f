import Testing

@testable import sample_app

@Suite(.timeLimit(.minutes(1)))
struct BoundedStreamTests {
  @Test func every_element_arrives_once_and_in_order() async throws {
    let stream = BoundedStream<Int>(capacity: 4)
    async let sent: Void = {
      defer { stream.finish() }
      for number in 0..<5000 { try await stream.send(number) }
    }()
    var received: [Int] = []
    for await number in stream { received.append(number) }
    try await sent
    #expect(received == Array(0..<5000))
  }

  @Test func a_producer_gets_no_further_than_the_capacity_ahead() async throws {
    let stream = BoundedStream<Int>(capacity: 4)
    let sent = Tally()
    let producer = Task {
      defer { stream.finish() }
      for number in 0..<100 {
        try await stream.send(number)
        sent.add(1)
      }
    }
    var taken = 0
    for await _ in stream {
      taken += 1
      // The fourth beyond what has been taken is the last that the producer may have sent.
      #expect(sent.now <= taken + 4)
      let aim = min(100, taken + 4)
      await eventually { sent.now == aim }
    }
    try await producer.value
    #expect(taken == 100)
  }

  @Test func a_producer_waiting_for_room_can_be_cancelled() async throws {
    let stream = BoundedStream<Int>(capacity: 1)
    try await stream.send(1)
    let producer = Task { try await stream.send(2) }
    producer.cancel()
    await #expect(throws: CancellationError.self) { try await producer.value }
  }

  @Test func a_cancelled_consumer_sees_the_end() async {
    let stream = BoundedStream<Int>(capacity: 1)
    let consumer = Task {
      var count = 0
      for await _ in stream { count += 1 }
      return count
    }
    consumer.cancel()
    #expect(await consumer.value == 0)
  }
}
