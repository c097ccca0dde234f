// A copy of a finished task's words, taken while nobody wrote them; and the copies of all threads put together.

import CTaskRuntime
import Synchronization

struct FinishedRecord {
  var id: UInt64
  var spawned: UInt64
  var ended: UInt64
  var busy: UInt64
  var runs: UInt64
  var parent: UInt64
  var creator: UInt64
  var cancelRequested: UInt64
  var group: UInt
  var errorType: UInt
  var site: UInt32
  var canceller: UInt32
  var facts: FinishedFacts
  var name: String?
  /// Where it went on in its last run, innermost first; empty where that is not known.
  var frames: [UInt] = []
  /// The first bytes of the error's value.
  var payload: [UInt8] = []

  /// Looks at a slot that is written again and again meanwhile.
  private static let attempts = 3

  /// Nil if the slot was never written, or is written to each time it is looked at.
  init?(_ slot: FinishedRing.Words) {
    for _ in 0..<Self.attempts {
      let stamp = slot[FinishedSlot.stamp].load(ordering: .acquiring)
      guard stamp & 1 == 0 else { continue }
      if stamp == 0 { return nil }
      // Acquiring: who sees a new word after this sees the stamp change too.
      func word(_ index: Int) -> UInt64 { slot[index].load(ordering: .acquiring) }
      self.init(word)
      if slot[FinishedSlot.stamp].load(ordering: .acquiring) == stamp { return }
    }
    return nil
  }

  private init(_ word: (Int) -> UInt64) {
    id = word(FinishedSlot.id)
    spawned = word(FinishedSlot.spawned)
    ended = word(FinishedSlot.ended)
    busy = word(FinishedSlot.busy)
    runs = word(FinishedSlot.runs)
    parent = word(FinishedSlot.parent)
    creator = word(FinishedSlot.creator)
    cancelRequested = word(FinishedSlot.cancelRequested)
    group = UInt(word(FinishedSlot.group))
    errorType = UInt(word(FinishedSlot.errorType))
    site = UInt32(truncatingIfNeeded: word(FinishedSlot.siteAndCanceller))
    canceller = UInt32(truncatingIfNeeded: word(FinishedSlot.siteAndCanceller) >> 32)
    facts = FinishedFacts(word: word(FinishedSlot.facts))
    func bytes(_ start: Int, _ count: Int, _ words: Int) -> [UInt8] {
      (0..<min(count, words * 8)).map {
        UInt8(truncatingIfNeeded: word(start + $0 / 8) >> (8 * UInt64($0 % 8)))
      }
    }
    if facts.nameCount > 0 {
      name = SafeMemory.text(bytes(FinishedSlot.name, facts.nameCount, FinishedSlot.nameWords))
    }
    frames = (0..<min(facts.frameCount, FinishedSlot.frameLimit)).map { UInt(word(FinishedSlot.frames + $0)) }
    payload = bytes(FinishedSlot.payload, facts.payloadCount, FinishedSlot.payloadWords)
  }
}

/// What is known of the tasks that have ended.
struct FinishedHistory {
  /// Newest first.
  var records: [FinishedRecord] = []
  /// Ends that were seen and are no longer kept.
  var dropped: UInt64 = 0
  /// Since when the end of every task that threw or was cancelled is kept, as `ctr_ticks`.
  var failuresKnownSince: UInt64 = 0

  /// How many ends are kept unless something else is asked for.
  static let defaultLimit = 1000
  static let limits = 16...65_536
  /// Of all that are kept, one part is for tasks that threw, were cancelled or were asked to cancel: however many others
  /// return, these stay.
  static func keptShare(of limit: Int) -> Int { limit / 2 }
  static func returnedShare(of limit: Int) -> Int { limit - limit / 2 }

  /// Puts what each thread has together: of each part the newest.
  init(returned: [FinishedRecord], kept: [FinishedRecord], limit: Int, booked: UInt64, knownSince: UInt64) {
    let kept = Self.newest(kept, Self.keptShare(of: limit))
    failuresKnownSince = max(knownSince, kept.cut?.ended ?? 0)
    records =
      Self.newest(
        kept.records + Self.newest(returned, Self.returnedShare(of: limit)).records, limit
      ).records
    dropped = booked - min(booked, UInt64(records.count))
  }

  private static func newest(
    _ records: [FinishedRecord], _ limit: Int
  ) -> (records: [FinishedRecord], cut: FinishedRecord?) {
    let sorted = records.sorted { ($0.ended, $0.id) > ($1.ended, $1.id) }
    return (Array(sorted.prefix(limit)), sorted.count > limit ? sorted[limit] : nil)
  }
}

extension World {
  /// The ends all threads keep, those included that were just being booked.
  func finishedHistory() -> FinishedHistory {
    waitForEnds(beingBooked())
    var returned: [FinishedRecord] = []
    var kept: [FinishedRecord] = []
    var knownSince: UInt64 = 0
    // First: an end that is booked meanwhile is then kept and not counted, rather than counted as dropped.
    let booked = sum { $0.booked.value }
    forEachThread { thread in
      _ = thread.pointee.returnedEnds.read(into: &returned)
      knownSince = max(
        knownSince, thread.pointee.failedEnds.read(into: &kept), thread.pointee.askedEnds.read(into: &kept))
    }
    return FinishedHistory(
      returned: returned, kept: kept, limit: finishedLimit.load(ordering: .relaxed), booked: booked,
      knownSince: knownSince)
  }

  /// Calls `body` with each end after a time that is still kept, those included that were just being booked.
  func forEachEnd(after time: UInt64, _ body: (FinishedRecord) -> Void) {
    waitForEnds(beingBooked())
    forEachThread { thread in
      thread.pointee.returnedEnds.forEach(endedAfter: time, body)
      thread.pointee.failedEnds.forEach(endedAfter: time, body)
      thread.pointee.askedEnds.forEach(endedAfter: time, body)
    }
  }

  /// The end of a task that is not live, if it is still kept; one that is just being booked is waited for.
  func finished(_ id: UInt64) -> FinishedRecord? {
    // In this order: what is booked in between is found by the look after it.
    waitForEnds(beingBooked().intersection([id]))
    var found: FinishedRecord?
    forEachThread { thread in
      guard found == nil else { return }
      found =
        thread.pointee.askedEnds.find(id) ?? thread.pointee.failedEnds.find(id)
        ?? thread.pointee.returnedEnds.find(id)
    }
    return found
  }

  /// Tasks whose record is gone and whose end is not there yet: until their last run has ended.
  private func beingBooked() -> Set<UInt64> {
    var ids: Set<UInt64> = []
    forEachThread { thread in
      let id = thread.pointee.ending.load(ordering: .acquiring)
      if id != 0 { ids.insert(id) }
    }
    return ids
  }

  /// Some instructions of a thread as a rule; longer where what a task leaves is freed slowly, so not for ever.
  private func waitForEnds(_ ids: Set<UInt64>) {
    var backoff = Backoff()
    for _ in 0..<Self.looksAtAnEnd where !ids.isDisjoint(with: beingBooked()) { backoff.pause() }
  }

  /// How often an end that is being booked is looked for: some milliseconds, in which a thread that was preempted meanwhile
  /// has gone on.
  private static let looksAtAnEnd = 400
}
