import Testing

@testable import sample_app

@Suite(.timeLimit(.minutes(1)))
struct RescannerTests {
  private let tree = TemporaryTree()

  @Test func scans_asked_for_at_the_same_time_come_one_after_the_other() async throws {
    for number in 0..<20 { tree.file("\(number).txt", "two words") }
    let scanner = Scanner(
      root: tree.root, workers: 3, timeout: .seconds(60), index: WordIndex(),
      threads: BlockingThreads(name: "test", limit: 4), progress: Progress())
    let rescanner = Rescanner(scanner: scanner, interval: .seconds(3_600), log: Log())
    let scans = try await withThrowingTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          let (number, report) = try await rescanner.scan()
          return (number, report.content.read, report.removed)
        }
      }
      var scans: [Int: (read: Int, removed: Int)] = [:]
      for try await (number, read, removed) in group { scans[number] = (read, removed) }
      return scans
    }
    #expect(scans.keys.sorted() == [1, 2, 3, 4])
    // The first reads all; had two been under way at once, one would have removed what the other had seen.
    #expect(scans[1]?.read == 20)
    #expect(scans.values.allSatisfy { $0.removed == 0 })
    #expect(await scanner.index.totals == .init(files: 20, words: 40, distinctWords: 2))
  }
}
