import Testing

@testable import sample_app

struct WordIndexTests {
  private let index = WordIndex()

  private func version(_ number: Int64) -> FileVersion {
    FileVersion(inode: 1, size: 1, seconds: number, nanoseconds: 0)
  }

  private func put(_ path: String, _ text: String, scan: Int = 1) async throws {
    let words = try await WordCounts(of: Array(text.utf8))
    await index.replace(FilePath(path), with: words, version: version(Int64(scan)), scan: scan)
  }

  @Test func counts_are_summed_over_files() async throws {
    try await put("/a", "red red blue")
    try await put("/b", "red green")
    #expect(await index.count(of: "red") == 3)
    #expect(await index.count(of: "pink") == 0)
    #expect(await index.totals == .init(files: 2, words: 5, distinctWords: 3))
    let expected: [WordIndex.Frequency] = [.init(word: "red", count: 3), .init(word: "blue", count: 1)]
    #expect(await index.mostFrequent(2) == expected)
  }

  @Test func a_changed_file_replaces_its_words() async throws {
    try await put("/a", "red red blue")
    try await put("/a", "green", scan: 2)
    #expect(await index.totals == .init(files: 1, words: 1, distinctWords: 1))
    #expect(await index.count(of: "red") == 0)
    #expect(await index.known(FilePath("/a"))?.version == version(2))
  }

  @Test func a_file_that_turns_binary_loses_its_words() async throws {
    try await put("/a", "red")
    await index.skip(FilePath("/a"), because: .binary, version: version(2), scan: 2)
    #expect(await index.totals == .init())
    #expect(await index.known(FilePath("/a")) == .init(version: version(2), skipped: .binary))
  }

  @Test func files_a_scan_has_not_seen_drop_out() async throws {
    try await put("/a", "red")
    try await put("/b", "red blue")
    await index.confirm(FilePath("/a"), scan: 2)
    #expect(await index.removeUnseen(by: 2, except: []) == 1)
    #expect(await index.totals == .init(files: 1, words: 1, distinctWords: 1))
    #expect(await index.known(FilePath("/b")) == nil)
  }

  @Test func files_below_a_directory_that_was_not_listed_are_kept() async throws {
    try await put("/closed/a", "red")
    try await put("/closed-not/b", "blue")
    #expect(await index.removeUnseen(by: 2, except: [FilePath("/closed")]) == 1)
    #expect(await index.count(of: "red") == 1)
    #expect(await index.count(of: "blue") == 0)
  }

  @Test func words_that_come_and_go_leave_nothing_behind() async throws {
    for round in 0..<50 {
      try await put("/a", "same letter\(String(repeating: "x", count: round % 7))", scan: round)
    }
    #expect(await index.totals == .init(files: 1, words: 2, distinctWords: 2))
    await index.skip(FilePath("/a"), because: .binary, version: version(0), scan: 99)
    #expect(await index.mostFrequent(10) == [])
  }
}
