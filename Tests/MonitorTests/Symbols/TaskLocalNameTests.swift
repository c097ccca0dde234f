// The declared names of task-local keys, from the names of the variables they stand in.
import Testing

@testable import TaskRegistry

@Suite struct TaskLocalNameTests {
  @Test(
    "A key is called as it was declared",
    arguments: [
      ("static app.Trace.$id : Swift.TaskLocal<Swift.Int>", "Trace.id"),
      ("static app.Outer.Inner.$user : Swift.TaskLocal<Swift.Optional<Swift.String>>", "Outer.Inner.user"),
      ("static app.(Trace in _0123ABCD).$id : Swift.TaskLocal<Swift.Int>", "Trace.id"),
      ("app.$id : Swift.TaskLocal<Swift.Int>", "id"),
      ("nothing", nil),
    ] as [(String, String?)])
  func readable(demangled: String, name: String?) {
    #expect(TaskLocalName.readable(demangled) == name)
  }

  @Test func only_stored_variables_with_a_dollar_are_keys() {
    #expect(TaskLocalName.isVariable("$s5probe1GV2$gs9TaskLocalCySdGvpZ"))
    #expect(!TaskLocalName.isVariable("$s5probe1GV2$gs9TaskLocalCySdGvgZ"))
    #expect(!TaskLocalName.isVariable("$s5probe1GV1gSivpZ"))
  }
}
