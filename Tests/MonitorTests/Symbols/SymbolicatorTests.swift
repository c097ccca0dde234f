// Resolves real addresses of this test target: code whose function and line are known.

import Runtime
import Synchronization
import Testing

@testable import TaskRegistry

@Suite struct SymbolicatorTests {
  let symbolicator = Symbolicator()

  @Test func a_return_address_is_told_by_function_file_and_line_of_the_call() throws {
    let (addresses, line) = Landmarks.returnAddresses()
    let frame = try #require(symbolicator.resolve(addresses).first { $0.isProgramCode })
    #expect(
      frame.location
        == CodeLocation(function: "Landmarks.returnAddresses()", file: "Landmarks.swift", line: line))
  }

  @Test func a_suspended_async_function_is_told_by_its_await() async throws {
    let parked = await Landmarks.park()
    let frames = symbolicator.resolve(parked.chain.map { CodeAddress($0, .resumePoint) })
    let program = frames.filter(\.isProgramCode).compactMap(\.location)
    #expect(program.first?.function == "Landmarks.waits(_:)")
    #expect(program.first?.file == "Landmarks.swift")
    #expect(program.first?.line == parked.line)
    #expect(frames.contains { $0.isSleep } == false)
    parked.resume()
  }

  @Test func every_form_of_sleep_is_known_for_one() async throws {
    for sleeper in Landmarks.sleepers() {
      let frames = symbolicator.resolve(await sleeper.chain().map { CodeAddress($0, .resumePoint) })
      #expect(frames.contains { $0.isSleep }, "\(sleeper.name)")
      #expect(frames.first { $0.isProgramCode }?.isSleep == false, "\(sleeper.name)")
      sleeper.task.cancel()
    }
  }

  @Test func an_address_without_symbol_has_no_location() {
    #expect(symbolicator.resolve(16, .returnAddress).location == nil)
    #expect(symbolicator.cached(16, .returnAddress)?.location == nil)
  }

  @Test func an_answer_is_cached_under_its_address_and_kind() {
    let address = Landmarks.returnAddresses().addresses[0].address
    #expect(symbolicator.cached(address, .returnAddress) == nil)
    let frame = symbolicator.resolve(address, .returnAddress)
    #expect(symbolicator.cached(address, .returnAddress) === frame)
    #expect(symbolicator.cached(address, .resumePoint) == nil)
    #expect(symbolicator.withCache { $0[CodeAddress(address, .returnAddress)] } === frame)
  }

  @Test func a_full_cache_begins_anew_and_counts_it_but_still_answers() {
    let small = Symbolicator(capacity: 2)
    let addresses = Landmarks.returnAddresses().addresses
    let answers = small.resolve(addresses)
    #expect(answers.count == addresses.count)
    #expect(answers.contains { $0.isProgramCode })
    #expect(small.counts.cached <= 2)
    #expect(small.counts.clearings > 0)
  }

  @Test func code_is_in_text_and_data_is_not() {
    let address = Landmarks.returnAddresses().addresses[0].address
    #expect(symbolicator.isInText(address))
    #expect(!symbolicator.isInText(16))
    withUnsafePointer(to: 1) { #expect(!symbolicator.isInText(UInt(bitPattern: $0))) }
  }
}
