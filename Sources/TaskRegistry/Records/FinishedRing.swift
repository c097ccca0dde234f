// What one thread keeps of the tasks that ended on it: slots in a ring that only this thread writes and anyone reads. A
// slot holds words that were in hand when the task ended; turning them into text is the reader's work.

import CTaskRuntime
import Synchronization

/// The words of a finished task, as they stand in a slot of 256 bytes.
///
/// A task without name, await and error writes the first two cache lines only.
enum FinishedSlot {
  static let stride = 256
  /// Odd while the slot is written; changes with each writing.
  static let stamp = 0
  static let id = 1
  static let spawned = 2
  static let ended = 3
  static let busy = 4
  static let runs = 5
  static let parent = 6
  static let creator = 7
  /// When a console asked for cancellation, or 0.
  static let cancelRequested = 8
  /// Address of its group while that lived; 0 for a task that is no group's child.
  static let group = 9
  /// Type of the error it threw, or 0.
  static let errorType = 10
  /// Spawn site in the low half, the session that cancelled it in the high one.
  static let siteAndCanceller = 11
  /// See ``FinishedFacts``.
  static let facts = 12
  static let name = 13
  static let nameWords = 6
  static let frames = 19
  static let frameLimit = 8
  static let payload = 27
  static let payloadWords = 5
}

/// Small facts of a finished task, in one word.
struct FinishedFacts {
  var word: UInt64

  init(word: UInt64) { self.word = word }

  @inline(__always)
  init(record: RecordFlags, outcome: TaskOutcome) {
    word = UInt64(record.rawValue & 0xffff)
    switch outcome {
    case .returned: break
    case .threw: word |= 1 << 16
    case .cancelled: word |= 2 << 16
    }
  }

  var record: RecordFlags { RecordFlags(rawValue: UInt32(word & 0xffff)) }
  var outcome: TaskOutcome { [.returned, .threw, .cancelled][min(2, Int(word >> 16 & 3))] }
  /// Whether cancellation had been asked for by anybody; nil where its status could not be read.
  var wasCancelled: Bool? {
    get { word & 1 << 19 == 0 ? nil : word & 1 << 18 != 0 }
    set { word = word & ~(3 << 18) | (newValue == nil ? 0 : newValue == true ? 3 << 18 : 1 << 19) }
  }
  /// Bytes of its name.
  var nameCount: Int {
    get { Int(word >> 24 & 0xff) }
    set { word = word & ~(0xff << 24) | UInt64(newValue) << 24 }
  }
  /// Words of its last stack.
  var frameCount: Int {
    get { Int(word >> 32 & 0xff) }
    set { word = word & ~(0xff << 32) | UInt64(newValue) << 32 }
  }
  /// Bytes kept of the error's value.
  var payloadCount: Int {
    get { Int(word >> 40 & 0xff) }
    set { word = word & ~(0xff << 40) | UInt64(newValue) << 40 }
  }
}

struct FinishedRing: ~Copyable {
  /// A block's first slot says how many follow, and since when it has been complete.
  private enum Head {
    static let capacity = 0
    static let since = 1
  }

  typealias Words = UnsafeMutablePointer<Atomic<UInt64>>
  private static let wordsPerSlot = FinishedSlot.stride / 8
  private static let wordsPerLine = 8

  /// Address of the block; 0 before the first end.
  private let block = Atomic<UInt>(0)
  // The thread's own; atomic so that writing them is no change of the whole ring, which readers look at meanwhile.
  private let next = Atomic<Int>(0)
  private let capacity = Atomic<Int>(0)

  init() {}

  /// The slot for one more end, its stamp odd; nil where none is kept, or there is no memory.
  @inline(__always)
  func begin(capacity wanted: Int) -> Words? {
    if capacity.load(ordering: .relaxed) != wanted { resize(wanted) }
    guard let block = Words(bitPattern: block.load(ordering: .relaxed)), wanted > 0 else { return nil }
    var index = next.load(ordering: .relaxed) &+ 1
    if index > wanted { index = 1 }
    next.store(index, ordering: .relaxed)
    let slot = block + index &* Self.wordsPerSlot
    // The next one's, so that its writes need not wait for the memory then; behind the last slot there is none.
    let following = slot + Self.wordsPerSlot
    ctr_prefetch_to_write(following)
    ctr_prefetch_to_write(following + Self.wordsPerLine)
    slot[FinishedSlot.stamp].store(slot[FinishedSlot.stamp].load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    return slot
  }

  /// Makes what was written valid.
  @inline(__always)
  static func end(_ slot: Words) {
    slot[FinishedSlot.stamp].store(
      slot[FinishedSlot.stamp].load(ordering: .relaxed) &+ 1, ordering: .releasing)
  }

  /// Once for a thread, and when the bound is changed: what was kept is dropped then.
  @inline(never)
  private func resize(_ wanted: Int) {
    let capacity = capacity.exchange(wanted, ordering: .relaxed)
    let old = UnsafeMutableRawPointer(bitPattern: block.load(ordering: .relaxed))
    // Readers may be in it for ever, so the space stays; it reads as slots that were never written.
    if let old { ctr_give_back(old, (capacity + 1) * FinishedSlot.stride) }
    let isFirst = capacity == 0
    next.store(0, ordering: .relaxed)
    guard wanted > 0, let space = ctr_reserve((wanted + 1) * FinishedSlot.stride) else {
      block.store(0, ordering: .releasing)
      return
    }
    // SAFETY: zeroed memory is a valid array of atomics with value 0, and it is never unmapped.
    let words = space.bindMemory(
      to: Atomic<UInt64>.self, capacity: (wanted + 1) * Self.wordsPerSlot)
    words[Head.capacity].store(UInt64(wanted), ordering: .relaxed)
    words[Head.since].store(isFirst ? 0 : ctr_ticks(), ordering: .relaxed)
    block.store(UInt(bitPattern: words), ordering: .releasing)
  }

  // MARK: - For any thread

  /// The slots that were ever written to, in the block at hand.
  private func forEachSlot(_ body: (Words) -> Void) {
    guard let block = Words(bitPattern: block.load(ordering: .acquiring)) else { return }
    for index in 0..<Int(block[Head.capacity].load(ordering: .relaxed)) {
      let slot = block + (index + 1) * Self.wordsPerSlot
      // They are filled in order.
      if slot[FinishedSlot.stamp].load(ordering: .acquiring) == 0 { return }
      body(slot)
    }
  }

  /// Bytes that were written to.
  var residentBytes: Int {
    var bytes = 0
    forEachSlot { _ in bytes += FinishedSlot.stride }
    return bytes
  }

  /// Appends what is in the ring, in no order.
  ///
  /// - Returns: the time since when nothing that was booked here has been dropped.
  func read(into records: inout [FinishedRecord]) -> UInt64 {
    guard let block = Words(bitPattern: block.load(ordering: .acquiring)) else { return 0 }
    var oldest = UInt64.max
    // Written once, a slot's stamp is two.
    var hasDropped = false
    forEachSlot { slot in
      if slot[FinishedSlot.stamp].load(ordering: .relaxed) > 2 { hasDropped = true }
      guard let record = FinishedRecord(slot) else { return }
      oldest = min(oldest, record.ended)
      records.append(record)
    }
    let since = block[Head.since].load(ordering: .relaxed)
    return hasDropped && oldest != .max ? max(oldest, since) : since
  }

  /// Calls `body` with each end after a time that is in the ring, in no order.
  func forEach(endedAfter time: UInt64, _ body: (FinishedRecord) -> Void) {
    forEachSlot { slot in
      // Looked at first: most ends are old, and copying one costs far more.
      guard slot[FinishedSlot.ended].load(ordering: .acquiring) > time, let record = FinishedRecord(slot),
        record.ended > time
      else { return }
      body(record)
    }
  }

  /// The end of one task, if it is in the ring.
  func find(_ id: UInt64) -> FinishedRecord? {
    var found: FinishedRecord?
    forEachSlot { slot in
      guard found == nil, slot[FinishedSlot.id].load(ordering: .acquiring) == id else { return }
      found = FinishedRecord(slot).flatMap { $0.id == id ? $0 : nil }
    }
    return found
  }
}
