// Answers by address, bounded, and quick enough for a listing of a million rows. It knows no lock and no image.

/// A hash table from address to answer.
///
/// `Dictionary` spends some 20 ns on hashing against chosen keys, which addresses of code are not.
struct SymbolCache: ~Copyable {
  /// So many addresses are more than any program seen keeps on its stacks; a full table takes some 2 MB.
  static let defaultCapacity = 65_536

  private let capacity: Int
  private var keys: [UInt]
  private var values: [ResolvedFrame]
  /// 64 minus the base-2 logarithm of the number of slots.
  private var shift: UInt64
  /// Addresses kept now.
  private(set) var count = 0
  /// How often the table was full and began anew.
  private(set) var clearings = 0

  /// - Parameter capacity: the most addresses kept.
  init(capacity: Int = SymbolCache.defaultCapacity) {
    self.capacity = max(capacity, 1)
    keys = []
    values = []
    shift = 0
    allot(logarithm: 8)
  }

  /// The answer for that address, if it has been given before.
  subscript(_ address: CodeAddress) -> ResolvedFrame? {
    let key = address.cacheKey
    let slot = slot(for: key)
    return keys[slot] == key && key != Self.free ? values[slot] : nil
  }

  /// Keeps an answer.
  ///
  /// A full table is cleared first, and the clearing counted.
  mutating func insert(_ frame: ResolvedFrame, for address: CodeAddress) {
    let key = address.cacheKey
    guard key != Self.free else { return }
    var place = slot(for: key)
    if keys[place] == Self.free {
      if count == capacity {
        clearings += 1
        count = 0
        allot(logarithm: 8)
        place = slot(for: key)
      } else if (count + 1) * 2 > keys.count {
        grow()
        place = slot(for: key)
      }
      count += 1
    }
    keys[place] = key
    values[place] = frame
  }

  /// The key of an empty slot: address 0 is no code.
  private static var free: UInt { 0 }

  /// Where `key` stands, or the empty slot where it would.
  ///
  /// At most half the slots are taken, so there is one.
  private func slot(for key: UInt) -> Int {
    // Multiplying by an odd constant near 2^64 divided by the golden ratio spreads neighbouring addresses.
    var index = Int(truncatingIfNeeded: (UInt64(key) &* 0x9E37_79B9_7F4A_7C15) >> shift)
    let mask = keys.count &- 1
    while keys[index] != key, keys[index] != Self.free { index = (index &+ 1) & mask }
    return index
  }

  private mutating func allot(logarithm: UInt64) {
    keys = Array(repeating: Self.free, count: 1 << logarithm)
    values = Array(repeating: .unknown, count: 1 << logarithm)
    shift = 64 - logarithm
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    allot(logarithm: 64 - shift + 1)
    for (key, value) in zip(oldKeys, oldValues) where key != Self.free {
      let place = slot(for: key)
      keys[place] = key
      values[place] = value
    }
  }
}
