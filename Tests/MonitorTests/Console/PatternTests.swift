import Testing

@testable import MonitorServer

struct PatternTests {
  @Test(
    "A pattern matches a whole text",
    arguments: [
      ("", "", true), ("", "a", false), ("abc", "abc", true), ("abc", "abcd", false), ("a*", "a", true),
      ("a*", "ba", false),
      ("*c", "abc", true), ("a*c", "abbc", true), ("a*c", "abbd", false), ("*", "", true), ("**", "x", true),
      ("?", "", false),
      ("?", "é", true), ("??", "é", false), ("?x", "\u{1F600}x", true), ("*b?d*", "aabcdd", true),
      ("fetch[12]", "fetch[12]", true),
      (#"a\*b"#, "a*b", true), (#"a\*b"#, "axb", false), (#"a\"#, #"a\"#, true), ("A", "a", false),
      ("*.swift:4?", "Indexer.swift:42", true), ("*ab*ab*", "abxab", true), ("*ab*ab*", "ab", false),
    ])
  func glob(pattern: String, text: String, matches: Bool) {
    #expect(Glob(pattern).matches(text) == matches)
  }

  @Test("A pattern of many stars takes no longer than text times pattern")
  func globIsNotExponential() {
    let pattern = String(repeating: "*a", count: 60) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 2_000)))
  }

  @Test(
    "A duration is a number with a unit, or seconds",
    arguments: [
      ("5s", 5_000_000_000), ("500ms", 500_000_000), ("2m", 120_000_000_000), ("1h", 3_600_000_000_000),
      ("7", 7_000_000_000),
      ("0", 0), ("1.5s", 1_500_000_000), ("0.25", 250_000_000), ("24h", 86_400_000_000_000),
      ("0.5ms", 500_000),
      ("0.000000001s", 1),
    ] as [(String, UInt64)])
  func duration(text: String, nanoseconds: UInt64) {
    #expect(Arguments.nanoseconds(text) == nanoseconds)
  }

  @Test(
    "What is no duration is refused",
    arguments: [
      "", "s", "ms", "-1s", "+1", "1 s", "5d", "1.s", ".5s", "1..2", "1e3", "25h", "24.1h",
      "99999999999999999999s",
      "0.0000000001s", "5S", "٣s", "1,5s", "1.999999999h2",
    ])
  func noDuration(text: String) {
    #expect(Arguments.nanoseconds(text) == nil)
  }

  @Test(
    "A slip finds the word that was meant, and nonsense finds none",
    arguments: [
      ("--limt", "--limit"), ("--lmiit", "--limit"), ("--li", "--limit"), ("--al", "--all"), ("--xyz", nil),
      ("--", nil), ("", nil),
      (String(repeating: "a", count: 100), nil),
    ] as [(String, String?)])
  func suggestion(typed: String, word: String?) {
    #expect(Suggestion.nearest(to: typed, among: ["--limit", "--all", "--json", "-n"]) == word)
  }
}
