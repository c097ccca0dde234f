import Glibc
import Testing

@testable import sample_app

private struct Call: BlockingCall {
  var isCancelled = false
}

struct TextFileTests {
  private let tree = TemporaryTree()

  private func read(
    _ path: FilePath, known: FileVersion? = nil, call: Call = Call(), limit: Int = TextFile.sizeLimit
  ) throws -> TextFile {
    try TextFile.read(path, known: known, call: call, sizeLimit: limit)
  }

  @Test func a_text_is_read_whole_and_is_then_unchanged() throws {
    let text = String(repeating: "grüße ", count: 30_000)
    let path = tree.file("file", text)
    guard case .text(let bytes, let version) = try read(path) else {
      Issue.record("not taken for text")
      return
    }
    #expect(bytes == Array(text.utf8))
    #expect(try read(path, known: version) == .unchanged)
  }

  @Test func a_file_over_the_limit_is_skipped() throws {
    let path = tree.file("file", "12345")
    guard case .skipped(.tooLarge, _) = try read(path, limit: 4), case .text = try read(path, limit: 5) else {
      Issue.record("the limit is not where it should be")
      return
    }
  }

  @Test func a_pipe_in_a_files_place_is_skipped_without_waiting() throws {
    let path = tree.path("pipe")
    mkfifo(path.cString, 0o600)
    guard case .skipped(.special, _) = try read(path) else {
      Issue.record("not skipped")
      return
    }
  }

  @Test func a_link_in_a_files_place_is_an_error() {
    tree.file("file")
    tree.link("link", to: "file")
    #expect(throws: SystemError(operation: "open", code: ELOOP)) { try read(tree.path("link")) }
  }

  @Test func a_missing_file_is_told_as_vanished() throws {
    let error = #expect(throws: SystemError.self) { try read(tree.path("none")) }
    #expect(error?.isVanished == true)
    #expect(error?.description == "open: No such file or directory")
  }

  @Test func reading_stops_when_nobody_waits_for_it() {
    let path = tree.file("file")
    #expect(throws: CancellationError.self) { try read(path, call: Call(isCancelled: true)) }
  }
}
