// Holds the index: which word occurs how often, in all and in each file.

/// The index of one directory.
///
/// Words are numbered, so that a file's share costs 8 bytes a word, and the number is used again when a word is gone.
actor WordIndex {
  struct Totals: Equatable, Sendable {
    var files = 0
    var words = 0
    var distinctWords = 0
  }

  struct Frequency: Equatable, Sendable {
    let word: String
    let count: Int
  }

  /// What is remembered of a path, so that an unchanged file need not be read again.
  struct Known: Equatable, Sendable {
    let version: FileVersion
    /// Set for a file that is not text.
    let skipped: SkipReason?
  }

  private struct Share {
    let word: UInt32
    let count: UInt32
  }

  private struct File {
    var known: Known
    var shares: [Share]
    /// The latest scan that saw the file.
    var scan: Int
  }

  private var files: [FilePath: File] = [:]
  private var numbers: [String: UInt32] = [:]
  private var names: [String] = []
  private var counts: [Int] = []
  private var freeNumbers: [UInt32] = []

  private(set) var totals = Totals()

  func known(_ path: FilePath) -> Known? { files[path]?.known }

  /// Notes that a scan has found the file as it was.
  func confirm(_ path: FilePath, scan: Int) { files[path]?.scan = scan }

  /// Takes in a file's words in place of those it had.
  func replace(_ path: FilePath, with words: WordCounts, version: FileVersion, scan: Int) {
    forget(path)
    let shares = words.counts.map { word, count in
      let number = number(of: word)
      counts[Int(number)] += count
      return Share(word: number, count: UInt32(clamping: count))
    }
    files[path] = File(known: Known(version: version, skipped: nil), shares: shares, scan: scan)
    totals.files += 1
    totals.words += words.total
  }

  /// Remembers a file that has no words to give; those it had go.
  func skip(_ path: FilePath, because reason: SkipReason, version: FileVersion, scan: Int) {
    forget(path)
    files[path] = File(known: Known(version: version, skipped: reason), shares: [], scan: scan)
  }

  /// Drops the files that a complete scan has not seen.
  ///
  /// - Parameter unlisted: directories the scan could not look into. What lies below is kept: nothing is known of it.
  /// - Returns: how many files of the index have gone.
  func removeUnseen(by scan: Int, except unlisted: [FilePath]) -> Int {
    let before = totals.files
    let gone = files.filter { path, file in
      file.scan != scan && !unlisted.contains { path.isInside($0) }
    }
    for path in gone.keys { forget(path) }
    return before - totals.files
  }

  func count(of word: String) -> Int { numbers[word].map { counts[Int($0)] } ?? 0 }

  /// The words that occur most, most first; equal ones in alphabetical order.
  func mostFrequent(_ limit: Int) -> [Frequency] {
    let all = numbers.map { Frequency(word: $0.key, count: counts[Int($0.value)]) }
    let sorted = all.sorted { ($1.count, $0.word) < ($0.count, $1.word) }
    return Array(sorted.prefix(limit))
  }

  private func forget(_ path: FilePath) {
    guard let file = files.removeValue(forKey: path), file.known.skipped == nil else { return }
    totals.files -= 1
    for share in file.shares {
      let index = Int(share.word)
      counts[index] -= Int(share.count)
      totals.words -= Int(share.count)
      guard counts[index] == 0 else { continue }
      numbers[names[index]] = nil
      names[index] = ""
      freeNumbers.append(share.word)
      totals.distinctWords -= 1
    }
  }

  private func number(of word: String) -> UInt32 {
    if let number = numbers[word] { return number }
    totals.distinctWords += 1
    if let number = freeNumbers.popLast() {
      numbers[word] = number
      names[Int(number)] = word
      return number
    }
    let number = UInt32(names.count)
    numbers[word] = number
    names.append(word)
    counts.append(0)
    return number
  }
}
