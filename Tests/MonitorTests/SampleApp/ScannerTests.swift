import Testing

@testable import sample_app

@Suite(.timeLimit(.minutes(1)))
struct ScannerTests {
  private let tree = TemporaryTree()
  private let scanner: Scanner

  init() {
    scanner = Scanner(
      root: tree.root, workers: 3, timeout: .seconds(60), index: WordIndex(),
      threads: BlockingThreads(name: "test", limit: 4), progress: Progress())
  }

  @Test func a_known_tree_is_counted_exactly() async throws {
    tree.directory("sub")
    for number in 0..<200 { tree.file("sub/\(number).txt", "every file\nhas four words 4") }
    tree.file(Array("binary".utf8), [0x61, 0, 0x62])
    tree.file(Array("latin".utf8), [0x61, 0xE9])
    tree.file("empty", "")
    tree.link("link", to: "empty")
    let report = try await scanner.scan(1)
    #expect(report.content.read == 201)
    #expect(report.content.skipped == [.binary: 2, .symbolicLink: 1])
    #expect(report.content.failures.count == 0)
    #expect(await scanner.index.totals == .init(files: 201, words: 1000, distinctWords: 5))
    #expect(scanner.progress.now == .init(checked: 203, files: 201, bytes: 200 * 27, words: 1000))
  }

  @Test func a_second_scan_reads_only_what_has_changed() async throws {
    tree.file("same", "one")
    tree.file("changed", "two")
    tree.file("removed", "three")
    tree.file(Array("binary".utf8), [0])
    _ = try await scanner.scan(1)
    tree.file("changed", "other words")
    tree.file("new", "four")
    tree.remove("removed")
    let report = try await scanner.scan(2)
    #expect(report.content.read == 2)
    #expect(report.content.unchanged == 1)
    #expect(report.content.skipped == [.binary: 1])
    #expect(report.removed == 1)
    #expect(await scanner.index.totals == .init(files: 3, words: 4, distinctWords: 4))
  }

  @Test func a_root_that_has_gone_is_reported_and_the_index_kept() async throws {
    tree.file("file", "one")
    _ = try await scanner.scan(1)
    tree.remove("")
    let report = try await scanner.scan(2)
    #expect(report.content.failures.count == 1)
    #expect(report.removed == 0)
    #expect(await scanner.index.totals.files == 1)
  }

  @Test func a_cancelled_scan_says_so_and_removes_nothing() async throws {
    tree.file("file", "one")
    _ = try await scanner.scan(1)
    tree.remove("file")
    let scanner = scanner
    let task = Task {
      try? await untilCancelled()
      return try await scanner.scan(2).removed
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(await scanner.index.totals.files == 1)
  }
}
