// Since when tasks have been seen to be in the same condition, for what no event tells the beginning of. Bounded. Pure.

struct Sightings {
  /// Tasks kept: in a program with more of them in one condition, these are examples enough.
  static let capacity = 1024

  struct Sighting: Equatable {
    var task: UInt64
    /// What must not have changed.
    var mark: UInt64
  }

  private var first: [UInt64: (mark: UInt64, at: UInt64)] = [:]

  /// Takes over who is in the condition now; whoever is not among these is forgotten.
  mutating func note(_ seen: [Sighting], at now: UInt64) {
    var next: [UInt64: (mark: UInt64, at: UInt64)] = [:]
    for sighting in seen.prefix(Self.capacity) {
      let known = first[sighting.task]
      next[sighting.task] = known?.mark == sighting.mark ? known : (sighting.mark, now)
    }
    first = next
  }

  /// When a task was first seen so; nil if it was not among those seen last.
  func since(_ task: UInt64) -> UInt64? { first[task]?.at }
}
