// An AsyncStream that makes its producer wait: AsyncStream alone either grows without bound or drops elements.

/// A stream of at most `capacity` elements under way; none is lost.
///
/// One task sends, one task iterates. If the consumer stops without being cancelled together with the producer,
/// the producer waits until it is cancelled.
struct BoundedStream<Element: Sendable>: AsyncSequence, Sendable {
  private let stream: AsyncStream<Element>
  private let continuation: AsyncStream<Element>.Continuation
  private let room: AsyncSemaphore

  init(capacity: Int) {
    // Unbounded by its own policy, so that it never drops; what bounds it is `room`.
    (stream, continuation) = AsyncStream.makeStream(of: Element.self, bufferingPolicy: .unbounded)
    room = AsyncSemaphore(permits: capacity)
  }

  /// Hands an element over, suspending while `capacity` elements have not been taken.
  ///
  /// - Throws: `CancellationError` if this task is cancelled or the consumer has gone.
  func send(_ element: Element) async throws {
    try await room.wait()
    if case .terminated = continuation.yield(element) { throw CancellationError() }
  }

  /// Ends the stream once the consumer has taken what was sent.
  func finish() { continuation.finish() }

  func makeAsyncIterator() -> Iterator { Iterator(base: stream.makeAsyncIterator(), room: room) }

  struct Iterator: AsyncIteratorProtocol {
    fileprivate var base: AsyncStream<Element>.Iterator
    fileprivate let room: AsyncSemaphore

    mutating func next() async -> Element? { await next(isolation: nil) }

    mutating func next(isolation actor: isolated (any Actor)?) async -> Element? {
      guard let element = await base.next(isolation: actor) else { return nil }
      room.signal()
      return element
    }
  }
}
