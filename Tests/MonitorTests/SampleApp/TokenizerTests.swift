import Testing

@testable import sample_app

struct TokenizerTests {
  private func words(_ text: String) -> [String] {
    Array(IteratorSequence(Tokenizer(Array(text.utf8))))
  }

  @Test(arguments: [
    ("", []),
    ("  \n\t 123 _-_ ", []),
    ("one", ["one"]),
    ("The cat, the CAT; the-cat.", ["the", "cat", "the", "cat", "the", "cat"]),
    ("don't x1y", ["don", "t", "x", "y"]),
    ("Grüße, ÉCOLE naïve", ["grüße", "école", "naïve"]),
    ("Привет, мир! 日本語 ✓ 🎉 z", ["привет", "мир", "日本語", "z"]),
    ("cafe\u{301}!", ["cafe\u{301}"]),
    ("@[`{", []),
  ])
  func text_is_cut_into_words_in_lower_case(text: String, expected: [String]) {
    #expect(words(text) == expected)
  }

  @Test func a_run_longer_than_any_word_is_left_out() {
    let longest = String(repeating: "a", count: Tokenizer.longestWord)
    #expect(words("x \(longest) y") == ["x", longest, "y"])
    #expect(words("x \(longest)a y") == ["x", "y"])
    #expect(words("\(longest)a") == [])
  }

  @Test func bytes_that_are_not_utf8_do_no_harm() {
    for first in UInt8(0x80)...0xFF {
      var tokenizer = Tokenizer([0x61, first])
      while tokenizer.next() != nil {}
    }
  }

  @Test func counts_are_exact() async throws {
    let counts = try await WordCounts(of: Array("a b a\nB a".utf8))
    #expect(counts.counts == ["a": 3, "b": 2])
    #expect(counts.total == 5)
  }
}
