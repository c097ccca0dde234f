// The size and the order of a record's words: two cache lines, of which runs and ends touch only the first.
import Synchronization
import Testing

@testable import TaskRegistry

@Suite struct TaskRecordTests {
  /// Where a store through the record lands.
  private func offset(_ store: (RecordPointer) -> Void) throws -> Int {
    let words = UnsafeMutableRawPointer.allocate(byteCount: TaskRecord.stride, alignment: 128)
    defer { words.deallocate() }
    words.initializeMemory(as: UInt8.self, repeating: 0, count: TaskRecord.stride)
    store(words.bindMemory(to: TaskRecord.self, capacity: 1))
    return try #require((0..<TaskRecord.stride).first { words.load(fromByteOffset: $0, as: UInt8.self) != 0 })
  }

  @Test func it_takes_at_most_128_bytes() {
    #expect(MemoryLayout<TaskRecord>.size <= 128)
    #expect(TaskRecord.stride == 128)
  }

  @Test func what_runs_and_ends_touch_lies_in_the_first_cache_line() throws {
    #expect(try offset { $0.pointee.next.store(1, ordering: .relaxed) } < 64)
    #expect(try offset { $0.pointee.flags.store(1, ordering: .relaxed) } < 64)
    #expect(try offset { $0.pointee.id.store(1, ordering: .relaxed) } < 64)
    #expect(try offset { $0.pointee.task.store(1, ordering: .relaxed) } < 64)
    #expect(try offset { $0.pointee.ready.store(1, ordering: .relaxed) } < 64)
    #expect(try offset { $0.pointee.busy.add(1) } < 64)
    #expect(try offset { $0.pointee.longest.add(1) } < 64)
    #expect(try offset { $0.pointee.runs.store(1, ordering: .relaxed) } < 64)
  }

  @Test func a_free_record_links_through_words_that_no_thread_looks_at_once_the_task_has_ended() throws {
    let links = [TaskRecord.linkOffset, TaskRecord.linkOffset + 8]
    let parent = try offset { $0.pointee.parent.store(1, ordering: .relaxed) }
    let creator = try offset { $0.pointee.creator.store(1, ordering: .relaxed) }
    #expect(links == [parent, creator])
  }
}
