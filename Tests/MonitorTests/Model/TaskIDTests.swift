// Ids as people and scripts meet them.
import Testing

@testable import TaskRegistry

@Suite struct TaskIDTests {
  @Test func ids_order_by_number_and_print_as_digits() {
    #expect(TaskID(rawValue: 9) < TaskID(rawValue: 10))
    #expect(String(describing: TaskID(rawValue: .max)) == "18446744073709551615")
  }
}
