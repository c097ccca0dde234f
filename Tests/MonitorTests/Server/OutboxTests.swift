// What waits to be sent, and what is left of it when it is dropped.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

@Suite struct OutboxTests {
  /// Takes so many bytes at most, then blocks.
  private func take(_ count: Int, of outbox: inout Outbox) throws -> String {
    var taken: [UInt8] = []
    try outbox.drain { bytes throws(SystemError) in
      let part = bytes.prefix(count - taken.count)
      taken += part
      return part.isEmpty ? .wouldBlock : .moved(part.count)
    }
    return String(decoding: taken, as: UTF8.self)
  }

  @Test func bytes_leave_in_order_however_few_are_taken_at_a_time() throws {
    var outbox = Outbox()
    var taken = ""
    for number in 0..<100 {
      outbox.append(Array("line \(number)\n".utf8))
      taken += try take(5, of: &outbox)
    }
    taken += try take(.max, of: &outbox)
    #expect(taken == (0..<100).map { "line \($0)\n" }.joined())
    #expect(outbox.isEmpty)
  }

  @Test func dropping_keeps_the_rest_of_a_line_that_was_begun_and_nothing_else() throws {
    var outbox = Outbox()
    outbox.append(Array("one\ntwo\nthree\n".utf8))
    #expect(try take(5, of: &outbox) == "one\nt")
    outbox.dropUnsent()
    #expect(try take(.max, of: &outbox) == "wo\n")
    outbox.append(Array("four\n".utf8))
    outbox.dropUnsent()
    #expect(outbox.isEmpty)
  }

  @Test func dropping_keeps_everything_of_a_last_line_without_end() throws {
    var outbox = Outbox()
    outbox.append(Array("monitor> ".utf8))
    #expect(try take(3, of: &outbox) == "mon")
    outbox.dropUnsent()
    #expect(try take(.max, of: &outbox) == "itor> ")
  }
}
