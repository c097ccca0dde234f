// Copies of stretches of memory, some of which cannot be read.
import Testing

@testable import TaskRegistry

@Suite struct MemoryWindowsTests {
  @Test func words_are_answered_from_a_copy_taken_before() {
    let words = UnsafeMutablePointer<UInt>.allocate(capacity: 512)
    defer { words.deallocate() }
    for index in 0..<512 { words[index] = UInt(index) }
    var windows = MemoryWindows()
    var addresses = [UInt(bitPattern: words + 200)]
    windows.load(around: &addresses)
    words[200] = 0
    #expect(windows.words(UInt(bitPattern: words + 200))?.0 == 200)
    #expect(windows.words(UInt(bitPattern: words + 150)).map { [$0.0, $0.1] } == [150, 151])
    // Not in the copy, so read now.
    words[400] = 4
    #expect(windows.words(UInt(bitPattern: words + 400))?.0 == 4)
  }

  @Test func what_lies_around_a_hole_is_read_on_its_own() throws {
    let pages = try GuardedPages()
    let last = pages.place([1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0])
    var windows = MemoryWindows()
    // The window around the first goes beyond the end, the second has nothing to read.
    var addresses = [last, pages.end + 256]
    windows.load(around: &addresses)
    #expect(windows.words(last).map { [$0.0, $0.1] } == [1, 2])
    #expect(windows.words(pages.end + 256) == nil)
  }

  @Test func holes_between_readable_stretches_cost_only_themselves() throws {
    let pages = try (0..<600).map { _ in try GuardedPages() }
    var addresses: [UInt] = []
    for (index, page) in pages.enumerated() {
      page.start.storeBytes(of: UInt(index), toByteOffset: 2_048, as: UInt.self)
      addresses.append(UInt(bitPattern: page.start) + 2_048)
      if index % 3 == 0 { addresses.append(page.end + 2_048) }
    }
    addresses.shuffle()
    var windows = MemoryWindows()
    windows.load(around: &addresses)
    for (index, page) in pages.enumerated() {
      #expect(windows.words(UInt(bitPattern: page.start) + 2_048)?.0 == UInt(index))
      if index % 3 == 0 { #expect(windows.words(page.end + 2_048) == nil) }
    }
  }

  @Test func nothing_copied_means_everything_is_read_now() {
    var windows = MemoryWindows()
    var none: [UInt] = []
    windows.load(around: &none)
    withUnsafeBytes(of: (UInt(3), UInt(4))) { bytes in
      #expect(windows.words(UInt(bitPattern: bytes.baseAddress)).map { [$0.0, $0.1] } == [3, 4])
    }
    #expect(windows.words(16) == nil)
    var low: [UInt] = [0, 16, 1_024]
    windows.load(around: &low)
    #expect(windows.words(0) == nil)
  }

  @Test(arguments: [UInt.max, UInt.max & ~7, UInt.max - 15, 1 << 63])
  func an_address_that_is_no_address_is_an_answer(_ address: UInt) {
    let words = UnsafeMutablePointer<UInt>.allocate(capacity: 512)
    defer { words.deallocate() }
    words.initialize(repeating: 7, count: 512)
    var windows = MemoryWindows()
    // Asked for ahead, and met in a chain whose copies are at hand.
    var addresses = [address, UInt(bitPattern: words + 200)]
    windows.load(around: &addresses)
    #expect(windows.words(UInt(bitPattern: words + 200)).map { [$0.0, $0.1] } == [7, 7])
    #expect(windows.words(address) == nil)
  }
}
