// Spawn stacks, each kept once: thousands of tasks share a few. A site is the outermost frames of a spawn, as addresses.

import CTaskRuntime
import Synchronization

struct SpawnSites: ~Copyable {
  /// Return addresses kept of a spawn stack, the innermost first: enough to get from an initialiser of the
  /// standard library to its caller's caller.
  ///
  /// Each more costs every spawn some nanoseconds.
  static let depth = 4
  /// Sites kept; the spawns of those beyond are counted as site 0, the unknown one.
  static let capacity = 4096
  private static let slotCount = 4 * capacity

  /// Slot: high half of the hash, and the site's number; 0 where free.
  private let slots: UnsafeMutablePointer<Atomic<UInt64>>
  /// `depth` addresses for each site, written before the slot is published.
  private let addresses: UnsafeMutablePointer<UInt>
  private let lock = SpinLock()
  private let used = Atomic<Int>(1)

  init?() {
    guard let slots = ctr_reserve(Self.slotCount * MemoryLayout<UInt64>.size),
      let addresses = ctr_reserve(Self.capacity * Self.depth * MemoryLayout<UInt>.size)
    else { return nil }
    // SAFETY: zeroed memory is a valid array of atomics with value 0, and it is never freed.
    self.slots = slots.bindMemory(to: Atomic<UInt64>.self, capacity: Self.slotCount)
    self.addresses = addresses.bindMemory(to: UInt.self, capacity: Self.capacity * Self.depth)
  }

  /// Sites in use, the unknown one included.
  var count: Int { used.load(ordering: .acquiring) }

  var residentBytes: Int { count * Self.depth * MemoryLayout<UInt>.size + Self.slotCount * 8 }

  /// The addresses of a site, innermost first; empty for the unknown one.
  func stack(of site: UInt32) -> [UInt] {
    guard site > 0, Int(site) < count else { return [] }
    let start = addresses + Int(site) * Self.depth
    return (0..<Self.depth).map { start[$0] }.filter { $0 != 0 }
  }

  /// The number of a stack of at most `depth` addresses, zero-filled; 0 when the table is full.
  @inline(__always)
  func site(of stack: UnsafePointer<UInt>) -> UInt32 {
    // Independent products, so that the processor computes them side by side.
    var hash = UInt64(stack[0]) &* 0x9E37_79B9_7F4A_7C15
    hash ^= UInt64(stack[1]) &* 0xC2B2_AE3D_27D4_EB4F
    hash ^= UInt64(stack[2]) &* 0x1656_67B1_9E37_79F9
    hash ^= UInt64(stack[3]) &* 0x27D4_EB2F_1656_67C5
    hash ^= hash >> 32
    let mark = hash & 0xFFFF_FFFF_0000_0000 | 1 << 32
    var slot = Int(truncatingIfNeeded: hash & UInt64(Self.slotCount - 1))
    while true {
      let value = slots[slot].load(ordering: .acquiring)
      if value == 0 { return count < Self.capacity ? enter(stack, mark: mark, slot: slot) : 0 }
      let number = UInt32(truncatingIfNeeded: value)
      if value & 0xFFFF_FFFF_0000_0000 == mark, isSame(stack, number) { return number }
      slot = (slot &+ 1) & (Self.slotCount &- 1)
    }
  }

  @inline(__always)
  private func isSame(_ stack: UnsafePointer<UInt>, _ number: UInt32) -> Bool {
    let start = addresses + Int(number) * Self.depth
    for index in 0..<Self.depth where start[index] != stack[index] { return false }
    return true
  }

  @inline(never)
  private func enter(_ stack: UnsafePointer<UInt>, mark: UInt64, slot start: Int) -> UInt32 {
    lock.lock()
    defer { lock.unlock() }
    // Another thread may have entered this stack, or another in its slot, since the look without the lock.
    var slot = start
    while case let value = slots[slot].load(ordering: .acquiring), value != 0 {
      let number = UInt32(truncatingIfNeeded: value)
      if value & 0xFFFF_FFFF_0000_0000 == mark, isSame(stack, number) { return number }
      slot = (slot &+ 1) & (Self.slotCount &- 1)
    }
    let number = used.load(ordering: .relaxed)
    guard number < Self.capacity else { return 0 }
    for index in 0..<Self.depth { addresses[number * Self.depth + index] = stack[index] }
    used.store(number + 1, ordering: .releasing)
    slots[slot].store(mark | UInt64(number), ordering: .releasing)
    return UInt32(number)
  }
}
