// The kernel's list of mappings as values, and what is code in it.

import Testing

@testable import TaskRegistry

@Suite struct MemoryMapTests {
  private static let text = """
    55d0c0a00000-55d0c0a1f000 r--p 00000000 fd:01 1234567                    /usr/bin/my program
    55d0c0a1f000-55d0c0a21000 r-xp 0001f000 fd:01 1234567                    /usr/bin/my program
    55d0c0a21000-55d0c0a22000 r-xp 00021000 fd:01 1234567                    /usr/bin/my program
    7f0000000000-7f0000001000 rwxp 00000000 00:00 0
    7ffc00000000-7ffc00001000 rwxp 00000000 00:00 0                          [stack]
    7ffc00002000-7ffc00003000 r-xp 00000000 00:00 0                          [vdso]
    nonsense
    9-8 r-xp 0 0:0 0 /reversed

    """

  @Test func a_line_gives_range_rights_offset_inode_and_path() {
    let mappings = MemoryMap.parse(Array(Self.text.utf8))
    #expect(mappings.count == 6)
    #expect(
      mappings[1]
        == MemoryMapping(
          addresses: 0x55d0_c0a1_f000..<0x55d0_c0a2_1000, isExecutable: true, fileOffset: 0x1f000,
          inode: 1_234_567,
          path: "/usr/bin/my program"))
    #expect(mappings[0].isExecutable == false)
    #expect(mappings[3].path == "")
    #expect(mappings[4].path == "[stack]")
  }

  @Test func code_is_what_is_executable_and_of_a_file_with_neighbours_joined() {
    #expect(
      TextRanges.executable(MemoryMap.parse(Array(Self.text.utf8)))
        == [0x55d0_c0a1_f000..<0x55d0_c0a2_2000, 0x7ffc_0000_2000..<0x7ffc_0000_3000])
  }

  @Test func a_range_holds_its_first_address_and_not_its_end() {
    let ranges: [Range<UInt>] = [10..<20, 30..<40]
    #expect(
      [9, 10, 19, 20, 29, 30, 39, 40].map { TextRanges.search(ranges, $0) }
        == [false, true, true, false, false, true, true, false])
    #expect(!TextRanges.search([], 10))
  }

  @Test func an_unknown_address_makes_the_list_be_read_again_at_most_once_a_second() {
    let readings = Guarded(0)
    let time = Guarded(ContinuousClock.now)
    let ranges = TextRanges(
      reading: {
        let reading = readings.withLock { count in
          count += 1
          return UInt(count)
        }
        // A library more with each reading.
        return (0..<reading).map {
          MemoryMapping(
            addresses: ($0 * 100)..<($0 * 100 + 10), isExecutable: true, fileOffset: 0, inode: 1, path: "/lib"
          )
        }
      }, now: { time.withLock { $0 } })
    #expect(ranges.contains(5))
    #expect(!ranges.contains(105))
    #expect(readings.withLock { $0 } == 1)
    time.withLock { $0 += TextRanges.refreshInterval }
    #expect(ranges.contains(105))
    #expect(readings.withLock { $0 } == 2)
  }
}
