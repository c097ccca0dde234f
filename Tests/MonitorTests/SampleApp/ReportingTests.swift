import Testing

@testable import sample_app

struct ReportingTests {
  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
  func numbers_are_grouped_by_thousands(number: Int, text: String) { #expect(number.grouped == text) }

  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (12_345_678, "12.3 MB"), (999_999, "999.9 kB"),
    (1_000_000, "1.0 MB"), (Int.max, "9.2 EB"),
  ])
  func bytes_have_a_unit(bytes: Int, text: String) { #expect(bytes.asBytes == text) }

  @Test func the_progress_line_tells_totals_and_speeds() {
    let earlier = Progress.Counts(checked: 1, files: 1, bytes: 1000, words: 100)
    let now = Progress.Counts(checked: 8, files: 5, bytes: 5000, words: 1100)
    let line = now.line(since: earlier, after: .seconds(2))
    #expect(
      line == "8 files checked; 5 files, 5.0 kB, 1,100 words read; 2 files/s, 2.0 kB/s, 500 words/s")
  }

  @Test func many_errors_are_all_counted_and_the_first_are_told() {
    var errors = CollectedErrors()
    for number in 1...1007 { errors.add("e\(number)") }
    #expect(errors.description == "1,007 failed: e1; e2; e3; e4; e5; and 1,002 more")
  }

  @Test func a_path_is_told_in_one_harmless_line() {
    #expect("\(FilePath("/a\n\u{1B}[2Jb"))" == "/a\\n\\u{1B}[2Jb")
  }

  @Test(arguments: [
    ("/a/b", "/a", true), ("/a", "/a", true), ("/ab", "/a", false), ("/a", "/a/b", false), ("/a", "/", true),
  ])
  func a_path_knows_what_it_is_inside_of(path: String, directory: String, inside: Bool) {
    #expect(FilePath(path).isInside(FilePath(directory)) == inside)
  }

  @Test(arguments: [("/nonexistent", "no such directory: "), ("/etc/passwd", "not a directory: ")])
  func a_root_that_is_no_directory_is_refused(name: String, reason: String) {
    #expect(throws: RootDirectoryError(description: reason + name)) { try RootDirectory.check(name) }
  }
}
