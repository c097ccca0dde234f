// Code whose place is known, and the addresses that a stack has while it runs or waits.

import Runtime
import Synchronization

@testable import TaskRegistry

enum Landmarks {
  /// The stack of this function, innermost first, and the line of the call in it.
  @inline(never)
  static func returnAddresses() -> (addresses: [CodeAddress], line: Int) {
    let line = #line + 1
    let backtrace = try? Backtrace.capture()
    let addresses: [CodeAddress] =
      (backtrace?.frames).map { Array($0) }?.compactMap { frame in
        guard case .returnAddress(let address) = frame, let word = UInt(address) else { return nil }
        return CodeAddress(word, .returnAddress)
      } ?? []
    return (addresses, line)
  }

  /// A task that waits in ``waits(_:)``.
  struct Parked {
    var chain: [UInt]
    var line: Int
    var resume: () -> Void
  }

  static func park() async -> Parked {
    let (stream, ready) = AsyncStream.makeStream(of: CheckedContinuation<Void, Never>.self)
    let task = Task { await waits(ready) }
    var iterator = stream.makeAsyncIterator()
    let continuation = await iterator.next()
    // The continuation is handed over just before the task suspends.
    let chain = await settledChain(of: unsafeBitCast(task, to: UInt.self))
    return Parked(chain: chain, line: waitsLine) { continuation?.resume() }
  }

  static let waitsLine = #line + 4

  @inline(never)
  static func waits(_ ready: AsyncStream<CheckedContinuation<Void, Never>>.Continuation) async {
    await withCheckedContinuation { _ = ready.yield($0) }
    end()
  }

  @inline(never)
  private static func end() {}

  struct Sleeper {
    var name: String
    var task: Task<Void, any Error>
    func chain() async -> [UInt] { await settledChain(of: unsafeBitCast(task, to: UInt.self)) }
  }

  static func sleepers() -> [Sleeper] {
    [
      Sleeper(name: "nanoseconds", task: Task { try await Task.sleep(nanoseconds: 1 << 50) }),
      Sleeper(name: "for", task: Task { try await Task.sleep(for: .seconds(1_000_000)) }),
      Sleeper(name: "until", task: Task { try await Task.sleep(until: .now + .seconds(1_000_000)) }),
      Sleeper(
        name: "tolerance",
        task: Task {
          try await Task.sleep(for: .seconds(1_000_000), tolerance: .seconds(1), clock: .suspending)
        }),
      Sleeper(name: "clock", task: Task { try await ContinuousClock().sleep(for: .seconds(1_000_000)) }),
      Sleeper(
        name: "suspending clock",
        task: Task { try await SuspendingClock().sleep(until: .now + .seconds(1_000_000)) }),
    ]
  }
}

/// The resume points of a task that is about to suspend for good, innermost first, once it has.
private func settledChain(of task: UInt) async -> [UInt] {
  let pointer = UnsafeRawPointer(bitPattern: task)
  var chain: [UInt] = []
  while let pointer {
    await Task.yield()
    // SAFETY: the caller holds the task, and its words stay where they are for its lifetime. It is read only while it
    // neither runs (0x800) nor is enqueued (0x1000), and nobody resumes it before this returns.
    if pointer.load(fromByteOffset: 96, as: UInt32.self) & 0x1800 != 0 { continue }
    let previous = chain
    chain = []
    var context = pointer.load(fromByteOffset: 64, as: UnsafeRawPointer?.self)
    while let here = context {
      chain.append(here.load(fromByteOffset: 8, as: UInt.self))
      context = here.load(as: UnsafeRawPointer?.self)
    }
    // A task that has not begun has nothing but its completion, and one between two executors moves on.
    if chain.count > 2, chain == previous { return chain }
  }
  return chain
}
