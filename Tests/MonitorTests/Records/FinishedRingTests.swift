// The rings in which ends are kept: bounds, what is dropped, reading while somebody writes.
import Synchronization
import Testing

@testable import TaskRegistry

@Suite struct FinishedRingTests {
  /// One thread's ring, as its thread has it.
  private final class Owner: @unchecked Sendable {
    // SAFETY: behind a pointer, as in a thread's state. Written by the one thread of each test that ends tasks; readers use
    // what is made for any thread. Freed when nobody has the owner any more.
    let ring = UnsafeMutablePointer<FinishedRing>.allocate(capacity: 1)

    init() { ring.initialize(to: FinishedRing()) }

    deinit {
      ring.deinitialize(count: 1)
      ring.deallocate()
    }

    func end(_ id: UInt64, at time: UInt64, capacity: Int = 16) {
      guard let slot = ring.pointee.begin(capacity: capacity) else { return }
      for index in 1..<(FinishedSlot.stride / 8) { slot[index].store(id, ordering: .releasing) }
      slot[FinishedSlot.ended].store(time, ordering: .releasing)
      slot[FinishedSlot.facts].store(0, ordering: .releasing)
      FinishedRing.end(slot)
    }

    func begin() -> FinishedRing.Words? { ring.pointee.begin(capacity: 16) }

    func find(_ id: UInt64) -> FinishedRecord? { ring.pointee.find(id) }

    var ids: [UInt64] {
      var records: [FinishedRecord] = []
      _ = ring.pointee.read(into: &records)
      return records.map(\.id).sorted()
    }
  }

  private func record(_ id: UInt64, ended: UInt64, _ outcome: TaskOutcome = .returned) throws
    -> FinishedRecord
  {
    let owner = Owner()
    owner.end(id, at: ended)
    var record = try #require(owner.find(id))
    record.facts = FinishedFacts(record: [], outcome: outcome)
    return record
  }

  @Test func the_newest_are_kept_and_the_oldest_go_first() {
    let owner = Owner()
    for id in 1...40 { owner.end(UInt64(id), at: UInt64(id)) }
    #expect(owner.ids == (25...40).map(UInt64.init))
    #expect(owner.find(24) == nil)
    #expect(owner.find(25)?.ended == 25)
    var records: [FinishedRecord] = []
    #expect(owner.ring.pointee.read(into: &records) == 25)
  }

  @Test func a_ring_that_is_not_full_has_dropped_nothing() {
    let owner = Owner()
    for id in 1...16 { owner.end(UInt64(id), at: 100 + UInt64(id)) }
    var records: [FinishedRecord] = []
    #expect(owner.ring.pointee.read(into: &records) == 0)
    #expect(records.count == 16)
  }

  @Test func another_bound_begins_anew_and_says_since_when() {
    let owner = Owner()
    for id in 1...10 { owner.end(UInt64(id), at: UInt64(id)) }
    owner.end(11, at: 11, capacity: 32)
    #expect(owner.ids == [11])
    var records: [FinishedRecord] = []
    #expect(owner.ring.pointee.read(into: &records) > 11)
  }

  @Test func a_slot_that_is_being_written_is_no_end_yet() throws {
    let owner = Owner()
    owner.end(1, at: 1)
    let slot = try #require(owner.begin())
    slot[FinishedSlot.id].store(2, ordering: .releasing)
    #expect(owner.ids == [1])
    #expect(owner.find(2) == nil)
    FinishedRing.end(slot)
    #expect(owner.find(2) != nil)
  }

  @Test func facts_read_back() {
    for outcome in TaskOutcome.allCases {
      for wasCancelled in [nil, false, true] as [Bool?] {
        var facts = FinishedFacts(record: [.patched, .groupChild], outcome: outcome)
        facts.wasCancelled = wasCancelled
        facts.nameCount = 48
        facts.frameCount = 8
        facts.payloadCount = 40
        #expect(facts.outcome == outcome)
        #expect(facts.wasCancelled == wasCancelled)
        #expect(facts.record == [.patched, .groupChild])
        #expect([facts.nameCount, facts.frameCount, facts.payloadCount] == [48, 8, 40])
      }
    }
  }

  @Test func of_all_threads_the_newest_are_put_together_and_failures_have_a_share_of_their_own() throws {
    let returned = try (0..<40).map { try record(UInt64(100 + $0), ended: UInt64(1_000 + $0)) }
    let failed = try (0..<5).map { try record(UInt64(1 + $0), ended: UInt64(10 + $0), .threw) }
    let history = FinishedHistory(returned: returned, kept: failed, limit: 16, booked: 60, knownSince: 0)
    #expect(history.records.map(\.id) == (132...139).reversed() + [5, 4, 3, 2, 1])
    #expect(history.dropped == 60 - 13)
    #expect(history.failuresKnownSince == 0)
    let crowded = FinishedHistory(
      returned: [], kept: failed + returned, limit: 16, booked: 45, knownSince: 3)
    #expect(crowded.records.count == 8)
    // The newest of those that had to go.
    #expect(crowded.failuresKnownSince == 1_031)
  }

  @Test func what_is_read_while_it_is_written_is_whole_or_left_out() throws {
    let owner = Owner()
    let stop = Guarded(false)
    let writer = try NativeThread.start(name: "test-ends") {
      var id: UInt64 = 1
      while !stop.withLock({ $0 }) {
        for _ in 0..<100 {
          owner.end(id, at: id)
          id += 1
        }
      }
    }
    var seen = 0
    while seen < 20_000 {
      var records: [FinishedRecord] = []
      _ = owner.ring.pointee.read(into: &records)
      for record in records {
        #expect(
          [record.ended, record.busy, record.runs, record.parent, record.creator]
            == .init(repeating: record.id, count: 5))
      }
      seen += records.count
    }
    stop.withLock { $0 = true }
    writer.join()
  }
}
