// Answers what function, file and line an address is, and whose code. It keeps the answers; finding, judging and
// naming are done by the other types of this folder. It must not be asked on the path of a task being run.

/// Turns addresses into places in the source.
///
/// Safe to use from any thread, never from code that a task's run waits for. ``cached(_:)`` is quick; ``resolve(_:)``
/// reads files and may take long, one caller at a time, while others go on reading the cache.
final class Symbolicator: Sendable {
  /// Counts for `stats`.
  struct Counts: Sendable, Equatable {
    /// Addresses in the cache.
    var cached = 0
    /// How often the cache was full and was cleared.
    var clearings = 0
  }

  /// How often at most the list of images is read again because an address was in none of them.
  static let captureInterval: Duration = .seconds(1)

  private struct Finder: ~Copyable {
    var images = LoadedImages()
    var lookedAt: ContinuousClock.Instant?
  }

  private let cache: Guarded<SymbolCache>
  /// Held while files are read.
  ///
  /// Where both are needed, this one is taken first.
  private let finder = Guarded(Finder())
  private let text = TextRanges()

  /// - Parameter capacity: the most addresses kept.
  init(capacity: Int = SymbolCache.defaultCapacity) {
    cache = Guarded(SymbolCache(capacity: capacity))
  }

  var counts: Counts { cache.withLock { Counts(cached: $0.count, clearings: $0.clearings) } }

  /// The answer for an address that has been resolved before.
  ///
  /// - Complexity: some 20 ns. For many at a time, ``withCache(_:)`` is quicker.
  func cached(_ address: CodeAddress) -> ResolvedFrame? { cache.withLock { $0[address] } }

  /// The answer for an address that has been resolved before.
  func cached(_ address: UInt, _ kind: AddressKind) -> ResolvedFrame? { cached(CodeAddress(address, kind)) }

  /// Reads many answers under one taking of the lock, which `body` should therefore not hold for long.
  func withCache<Result>(_ body: (borrowing SymbolCache) -> Result) -> Result {
    cache.withLock { body($0) }
  }

  /// The answers for `addresses`, in their order, found now where they are not cached.
  ///
  /// - Complexity: reads the files of the program the first time.
  @discardableResult
  func resolve(_ addresses: [CodeAddress]) -> [ResolvedFrame] {
    var answers = cache.withLock { cache in addresses.map { cache[$0] } }
    guard answers.contains(where: { $0 == nil }) else { return answers.compactMap(\.self) }
    finder.withLock { finder in
      // Somebody else may have found some of them while this thread waited.
      var missing: [CodeAddress: ResolvedFrame?] = [:]
      cache.withLock { cache in
        for address in addresses { missing[address] = .some(cache[address]) }
      }
      let wanted = missing.filter { $0.value == nil }.map(\.key)
      prepare(&finder, for: wanted)
      for address in wanted {
        missing[address] = finder.images.record(at: address.instruction).map(ResolvedFrame.init) ?? .unknown
      }
      cache.withLock { cache in
        // What is in no image may be in one that is loaded by and by, so that answer is not kept.
        for address in wanted where finder.images.contains(address.instruction) {
          cache.insert((missing[address] ?? nil) ?? .unknown, for: address)
        }
      }
      for (index, address) in addresses.enumerated() { answers[index] = missing[address] ?? nil }
    }
    return answers.map { $0 ?? .unknown }
  }

  /// The answer for one address, found now where it is not cached.
  @discardableResult
  func resolve(_ address: UInt, _ kind: AddressKind) -> ResolvedFrame {
    resolve([CodeAddress(address, kind)]).first ?? .unknown
  }

  /// What the unwind tables say of the instruction at that address.
  ///
  /// - Complexity: some 5 µs; may wait for whoever reads files.
  func frameRule(at instruction: UInt) -> FrameRule? {
    finder.withLock { finder in
      prepare(&finder, for: [CodeAddress(instruction, .resumePoint)])
      return finder.images.frameRule(at: instruction)
    }
  }

  /// Reads the program's symbol tables, so that the first question need not wait for it.
  ///
  /// Meant for a thread of the monitor's own at its start.
  func warmUp() {
    // SAFETY: the address of a function of this image is only computed with, not called.
    let here = unsafeBitCast(Self.landmark, to: UInt.self)
    resolve(here, .resumePoint)
  }

  /// The program's variables whose raw names are wanted, each with its address.
  ///
  /// - Complexity: reads the symbol tables of all of the program's images, some milliseconds.
  func variables(where isWanted: @Sendable (String) -> Bool) -> [UInt: String] {
    finder.withLock { finder in
      finder.images.refresh()
      return finder.images.variables(where: isWanted)
    }
  }

  /// Whether code may run at that address.
  ///
  /// - Complexity: some 20 ns, except that an address outside all code makes the list be read again, at most once a
  ///   second.
  func isInText(_ address: UInt) -> Bool { text.contains(address) }

  private static let landmark: @convention(c) () -> Void = {}

  /// Looks at what is loaded, if that has not been done, or was a while ago and an address is in no known image.
  private func prepare(_ finder: inout Finder, for addresses: [CodeAddress]) {
    if let lookedAt = finder.lookedAt {
      let hasStranger = addresses.contains { address in !finder.images.contains(address.instruction) }
      guard hasStranger, lookedAt.duration(to: .now) >= Self.captureInterval else { return }
    }
    finder.images.refresh()
    finder.lookedAt = .now
  }
}
