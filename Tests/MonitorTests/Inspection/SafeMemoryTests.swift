// Reads of memory that may be gone: an answer, never a crash.
import Testing

@testable import TaskRegistry

@Suite struct SafeMemoryTests {
  @Test(arguments: [0, 8, 4_095, 1 << 63, UInt.max - 15, UInt.max])
  func an_address_that_is_not_mapped_answers_nothing(address: UInt) {
    #expect(SafeMemory.words(address) == nil)
    #expect(SafeMemory.string(address, limit: 10) == nil)
  }

  @Test func words_are_read_as_they_stand() {
    withUnsafeBytes(of: (UInt(17), UInt.max)) { bytes in
      let words = SafeMemory.words(UInt(bitPattern: bytes.baseAddress))
      #expect(words?.0 == 17)
      #expect(words?.1 == .max)
    }
  }

  @Test func words_right_before_an_unreadable_page_are_read_and_those_across_are_not() throws {
    let pages = try GuardedPages()
    #expect(SafeMemory.words(pages.end - 16) != nil)
    #expect(SafeMemory.words(pages.end - 8) == nil)
    #expect(SafeMemory.words(pages.end) == nil)
  }

  @Test(arguments: [0, 1, 63, 64, 65, 126])
  func a_string_that_ends_right_before_an_unreadable_page_is_read(count: Int) throws {
    let pages = try GuardedPages()
    let address = pages.place([UInt8](repeating: 0x61, count: count) + [0])
    #expect(SafeMemory.string(address, limit: 127) == String(repeating: "a", count: count))
  }

  @Test func a_string_that_runs_into_an_unreadable_page_answers_nothing() throws {
    let pages = try GuardedPages()
    let address = pages.place([UInt8](repeating: 0x61, count: 20))
    #expect(SafeMemory.string(address, limit: 127) == nil)
    // Up to the limit it can be read.
    #expect(SafeMemory.string(address, limit: 20) == String(repeating: "a", count: 20))
  }

  @Test func a_string_is_cut_at_the_limit_to_its_last_whole_character() throws {
    let pages = try GuardedPages()
    func cut(_ text: String, _ limit: Int) -> String? {
      SafeMemory.string(pages.place(Array(text.utf8) + [0]), limit: limit)
    }
    #expect(cut("abcdef", 3) == "abc")
    #expect(cut("abcdef", 6) == "abcdef")
    #expect(cut("äöü", 5) == "äö")
    #expect(cut("äöü", 6) == "äöü")
    #expect(cut("a€", 2) == "a")
    #expect(cut("a€", 3) == "a")
    #expect(cut("a€", 4) == "a€")
    for limit in 2...4 { #expect(cut("a👍", limit) == "a") }
    #expect(cut("a👍", 5) == "a👍")
    #expect(cut("👍", 3) == "")
  }

  @Test func bytes_that_are_no_text_are_marked_and_not_lost() throws {
    let pages = try GuardedPages()
    #expect(SafeMemory.string(pages.place([0x61, 0xFF, 0x62, 0]), limit: 10) == "a\u{FFFD}b")
  }
}
