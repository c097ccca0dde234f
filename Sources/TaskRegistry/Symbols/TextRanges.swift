// Says whether an address is one of code, for those who validate a stack frame by frame. It knows mappings, not names.

/// The process's executable mappings, read again when an address is in none of those known.
///
/// Safe to ask from any thread. An answer for a known address takes a lock for as long as one binary search; for an
/// unknown one, at most once a second, a reading of `/proc/self/maps`, which takes some 0.1 ms.
final class TextRanges: Sendable {
  /// How long an address outside all known ranges is believed to be outside: libraries are loaded seldom, and a
  /// stack that is being changed while it is read yields many such addresses.
  static let refreshInterval: Duration = .seconds(1)

  private struct State {
    var ranges: [Range<UInt>] = []
    var readAt: ContinuousClock.Instant?
  }

  private let state = Guarded(State())
  private let read: @Sendable () -> [MemoryMapping]
  private let now: @Sendable () -> ContinuousClock.Instant

  init(
    reading read: @escaping @Sendable () -> [MemoryMapping] = { MemoryMap.current() },
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.read = read
    self.now = now
  }

  /// Whether code may run at that address.
  func contains(_ address: UInt) -> Bool {
    let known = state.withLock { Self.search($0.ranges, address) ? true : isFresh($0) ? false : nil }
    if let known { return known }
    // Read without the lock, so that nobody waits for the file; two readers at once do no harm.
    let ranges = Self.executable(read())
    state.withLock {
      $0.ranges = ranges
      $0.readAt = now()
    }
    return Self.search(ranges, address)
  }

  private func isFresh(_ state: borrowing State) -> Bool {
    guard let readAt = state.readAt else { return false }
    return readAt.duration(to: now()) < Self.refreshInterval
  }

  /// The executable ranges of files in ascending order, neighbours joined.
  ///
  /// Stacks are executable as well where a library forgets to say that it does not need that; so what has no file is
  /// not taken for code, save the kernel's own page.
  static func executable(_ mappings: [MemoryMapping]) -> [Range<UInt>] {
    var ranges: [Range<UInt>] = []
    for mapping in mappings.sorted(by: { $0.addresses.lowerBound < $1.addresses.lowerBound })
    where mapping.isExecutable && (mapping.path.hasPrefix("/") || mapping.path == "[vdso]") {
      if let last = ranges.last, last.upperBound == mapping.addresses.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<mapping.addresses.upperBound
      } else {
        ranges.append(mapping.addresses)
      }
    }
    return ranges
  }

  /// Whether one of the ascending `ranges` holds `address`.
  static func search(_ ranges: [Range<UInt>], _ address: UInt) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= address { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(address)
  }
}
