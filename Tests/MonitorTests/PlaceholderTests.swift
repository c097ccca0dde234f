import Testing

@testable import TaskRegistry

@Test func ids_order_by_number() { #expect(TaskID(rawValue: 2) < TaskID(rawValue: 10)) }
