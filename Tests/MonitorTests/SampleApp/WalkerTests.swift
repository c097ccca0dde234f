import Glibc
import Testing

@testable import sample_app

@Suite(.timeLimit(.minutes(1)))
struct WalkerTests {
  private let tree = TemporaryTree()
  private let tally = ScanTally()

  private func walk(_ root: FilePath? = nil, capacity: Int = 2) async throws -> [FilePath] {
    let walker = Walker(
      root: root ?? tree.root, threads: BlockingThreads(name: "test", limit: 2), timeout: .seconds(60),
      tally: tally)
    let paths = BoundedStream<FilePath>(capacity: capacity)
    async let walk: Void = walker.walk(into: paths)
    var found: [FilePath] = []
    for await path in paths { found.append(path) }
    try await walk
    return found
  }

  @Test func every_regular_file_is_found_exactly_once() async throws {
    tree.directory("a")
    tree.directory("a/b")
    tree.directory("empty")
    let files = ["one", "a/two", "a/b/three", "a/b/four", ".hidden", "with space", "line\nbreak"]
    let expected = files.map { tree.file($0) }
    let found = try await walk()
    #expect(found.count == expected.count)
    #expect(Set(found) == Set(expected))
    #expect(tally.content.failures.count == 0)
  }

  @Test func a_directory_of_several_batches_loses_none() async throws {
    tree.directory("many")
    let expected = (0..<1000).map { tree.file("many/\($0)", "") }
    let found = try await walk()
    #expect(found.count == 1000)
    #expect(Set(found) == Set(expected))
  }

  @Test func a_name_that_is_not_utf8_is_found_as_it_is() async throws {
    let path = tree.file([0x61, 0xFF, 0xFE], Array("text".utf8))
    #expect(try await walk() == [path])
  }

  @Test func links_are_counted_and_not_followed_so_loops_end() async throws {
    tree.directory("a")
    let file = tree.file("a/file")
    tree.link("a/up", to: "..")
    tree.link("self", to: "self")
    tree.link("to-file", to: "a/file")
    #expect(try await walk() == [file])
    #expect(tally.content.skipped == [.symbolicLink: 3])
    #expect(tally.content.failures.count == 0)
  }

  @Test func a_link_as_the_root_itself_is_followed() async throws {
    tree.directory("real")
    tree.file("real/file")
    tree.link("root", to: "real")
    #expect(try await walk(tree.path("root")) == [tree.path("root/file")])
  }

  @Test func pipes_are_counted_and_not_opened() async throws {
    mkfifo(tree.path("pipe").cString, 0o600)
    #expect(try await walk() == [])
    #expect(tally.content.skipped == [.special: 1])
  }

  @Test func a_directory_that_cannot_be_listed_is_reported_and_the_rest_is_found() async throws {
    tree.directoryBeyondReach(below: "deep")
    let file = tree.file("file")
    #expect(try await walk() == [file])
    let content = tally.content
    #expect(content.failures.count == 1)
    #expect(content.failures.description.hasSuffix("open: File name too long"))
    #expect(content.unlistedDirectories.count == 1)
    #expect(content.unlistedDirectories.allSatisfy { $0.isInside(tree.path("deep")) })
  }

  @Test(.enabled("root may list every directory") { geteuid() != 0 })
  func a_directory_without_permission_is_reported() async throws {
    let closed = tree.directory("closed")
    chmod(closed.cString, 0)
    #expect(try await walk() == [])
    #expect(tally.content.unlistedDirectories == [closed])
  }

  @Test func a_root_that_has_gone_is_reported() async throws {
    let gone = tree.path("gone")
    #expect(try await walk(gone) == [])
    #expect(tally.content.unlistedDirectories == [gone])
  }

  @Test func a_walk_nobody_follows_ends_when_it_is_cancelled() async {
    for number in 0..<10 { tree.file("\(number)") }
    let walker = Walker(
      root: tree.root, threads: BlockingThreads(name: "test", limit: 2), timeout: .seconds(60), tally: tally)
    let paths = BoundedStream<FilePath>(capacity: 1)
    let task = Task { try await walker.walk(into: paths) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
