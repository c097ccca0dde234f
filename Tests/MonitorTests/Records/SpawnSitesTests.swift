// Spawn stacks, each kept once.
import Testing

@testable import TaskRegistry

@Suite struct SpawnSitesTests {
  private final class Sites: @unchecked Sendable {
    // SAFETY: sites are made for being entered by many threads.
    let sites: SpawnSites

    init() throws {
      guard let sites = SpawnSites() else { throw SystemError(operation: "mmap", code: 12) }
      self.sites = sites
    }

    func site(_ stack: UInt...) -> UInt32 {
      let filled = stack + [UInt](repeating: 0, count: SpawnSites.depth - stack.count)
      return filled.withUnsafeBufferPointer { $0.baseAddress.map { sites.site(of: $0) } ?? 0 }
    }
  }

  @Test func a_stack_has_one_number_and_is_read_back_innermost_first() throws {
    let sites = try Sites()
    let number = sites.site(0x1000, 0x2000, 0x3000, 0x4000)
    #expect(number == 1)
    #expect(sites.site(0x1000, 0x2000, 0x3000, 0x4000) == 1)
    #expect(sites.sites.stack(of: 1) == [0x1000, 0x2000, 0x3000, 0x4000])
    #expect(sites.sites.count == 2)
  }

  @Test func stacks_that_differ_anywhere_have_numbers_of_their_own() throws {
    let sites = try Sites()
    let numbers = [
      sites.site(1, 2, 3, 4), sites.site(2, 1, 3, 4), sites.site(1, 2, 4, 3), sites.site(1, 2, 3),
      sites.site(1, 2), sites.site(1), sites.site(),
    ]
    #expect(Set(numbers).count == 7)
    #expect(sites.sites.stack(of: numbers[3]) == [1, 2, 3])
    #expect(sites.sites.stack(of: numbers[6]) == [])
  }

  @Test func the_unknown_site_and_numbers_not_given_have_no_stack() throws {
    let sites = try Sites()
    #expect(sites.sites.stack(of: 0) == [])
    #expect(sites.sites.stack(of: 1) == [])
    #expect(sites.sites.stack(of: .max) == [])
  }

  @Test func beyond_its_capacity_a_stack_is_unknown_and_the_known_ones_stay() throws {
    let sites = try Sites()
    let numbers = (1..<SpawnSites.capacity).map { sites.site(UInt($0) << 4, 7) }
    #expect(numbers == (1..<SpawnSites.capacity).map { UInt32($0) })
    #expect(sites.site(0xdead) == 0)
    #expect(sites.sites.count == SpawnSites.capacity)
    #expect(sites.site(UInt(17) << 4, 7) == 17)
    #expect(
      sites.sites.stack(of: UInt32(SpawnSites.capacity - 1)) == [UInt(SpawnSites.capacity - 1) << 4, 7])
  }

  @Test func threads_that_enter_the_same_stacks_agree_on_their_numbers() throws {
    let sites = try Sites()
    let answers = Guarded<[[UInt32]]>([])
    try PlainThreads.run(4) { thread in
      // From different ends, so that each is first with some.
      let order = thread % 2 == 0 ? Array(0..<500) : Array((0..<500).reversed())
      var numbers = [UInt32](repeating: 0, count: 500)
      for index in order { numbers[index] = sites.site(UInt(index + 1) << 5, UInt(index)) }
      answers.withLock { $0.append(numbers) }
    }
    let all = answers.withLock { $0 }
    #expect(all.allSatisfy { $0 == all[0] })
    #expect(Set(all[0]).count == 500)
    #expect(sites.sites.count == 501)
  }
}
