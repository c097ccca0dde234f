// How tasks ended whose end somebody asked about: those the console asked to cancel. Bounded; the oldest go first.

final class Endings: Sendable {
  struct Entry {
    var id: UInt64 = 0
    var requested: UInt64 = 0
    /// 0 while the task lives.
    var ended: UInt64 = 0
    var outcome = TaskOutcome.returned
  }

  static let capacity = 1024

  // Allocated whole at the start: an end is booked on the program's threads, where nothing may be allocated.
  private let entries = Guarded<(list: [Entry], next: Int)>(
    (list: Array(repeating: Entry(), count: capacity), next: 0))

  /// Notes that cancellation was asked for, so that the end will be kept.
  func expect(id: UInt64, requested: UInt64) {
    entries.withLock { entries in
      entries.list[entries.next] = Entry(id: id, requested: requested)
      entries.next = (entries.next + 1) % Self.capacity
    }
  }

  /// Books the end of a task that was expected.
  ///
  /// Only tasks that were asked to cancel get here, so it is rare.
  func book(id: UInt64, ended: UInt64, outcome: TaskOutcome) {
    entries.withLock { entries in
      for index in entries.list.indices where entries.list[index].id == id {
        entries.list[index].ended = ended
        entries.list[index].outcome = outcome
      }
    }
  }

  /// The latest entry of a task, or, once it has ended, the latest from before its end.
  func entry(of id: UInt64) -> Entry? {
    entries.withLock { entries in
      entries.list.filter { $0.id == id }.max {
        ($0.ended != 0 ? 1 : 0, $0.requested) < ($1.ended != 0 ? 1 : 0, $1.requested)
      }
    }
  }
}
