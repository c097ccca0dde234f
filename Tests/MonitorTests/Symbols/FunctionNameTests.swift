// What people read for what the demangler says.

import Testing

@testable import TaskRegistry

@Suite struct FunctionNameTests {
  @Test(arguments: [
    ("app.Indexer.walk(Swift.String) async throws -> ()", "Indexer.walk(_:)"),
    ("static app.Main.main() async throws -> ()", "Main.main()"),
    ("app.free() -> ()", "free()"),
    ("app.labels(_: Swift.Int, with: Swift.String) -> Swift.Int", "labels(_:with:)"),
    ("app.Outer.Inner.run(for: Swift.Duration, Swift.Int) -> ()", "Outer.Inner.run(for:_:)"),
  ])
  func a_function_is_said_by_type_and_labels(_ demangled: String, _ said: String) {
    #expect(FunctionName.readable(demangled) == said)
  }

  @Test(arguments: [
    ("app.take((Swift.Int, Swift.String)) -> ()", "take(_:)"),
    ("app.take(pair: (a: Swift.Int, b: Swift.String), Swift.Int) -> ()", "take(pair:_:)"),
    ("app.each(@escaping (Swift.Int, Swift.Int) async throws -> (), then: () -> ()) -> ()", "each(_:then:)"),
    (
      "app.map([Swift.String : Swift.Int], of: Swift.Dictionary<Swift.Int, (Swift.Int) -> ()>) -> ()",
      "map(_:of:)"
    ),
    (
      "app.(Ward in _0123456789ABCDEF).visit(app.(Ward in _0123456789ABCDEF), app.Leaf) async -> ()",
      "Ward.visit(_:_:)"
    ),
    ("app.(pass in _0123456789ABCDEF)(app.(Way in _0123456789ABCDEF)) -> ()", "pass(_:)"),
    ("app.change(inout Swift.Int, to: __owned Swift.Array<A>) -> ()", "change(_:to:)"),
  ])
  func tuples_and_closures_among_the_arguments_do_not_show(_ demangled: String, _ said: String) {
    #expect(FunctionName.readable(demangled) == said)
  }

  @Test(arguments: [
    (
      "closure #1 @Sendable () async throws -> () in app.Indexer.walk(Swift.String) async -> ()",
      "closure #1 in Indexer.walk(_:)"
    ),
    (
      "closure #2 () -> () in closure #1 (Swift.Int) -> () in static app.Main.main() -> ()",
      "closure #2 in closure #1 in Main.main()"
    ),
    (
      "implicit closure #1 @Sendable () async -> Swift.Int in app.both() async -> ()",
      "implicit closure #1 in both()"
    ),
    (
      "inner #1 (Swift.Int, y: Swift.String) async throws -> () in app.local() async throws -> ()",
      "inner(_:y:) in local()"
    ),
    (
      "inner #2 <A where A: Swift.Sendable>@Sendable (A) -> () in app.local<A>() -> ()",
      "inner(_:) in local()"
    ),
    ("$defer #1 () -> () in app.Indexer.walk() -> ()", "$defer() in Indexer.walk()"),
  ])
  func closures_and_local_functions_are_said_with_what_they_are_in(_ demangled: String, _ said: String) {
    #expect(FunctionName.readable(demangled) == said)
  }

  @Test(arguments: [
    ("app.Box.run<A where A: Swift.Sendable>(A) async -> app.Box<A>", "Box.run(_:)"),
    ("generic specialization <Swift.Int, [Swift.String]> of app.Box.run<A>(A) -> ()", "Box.run(_:)"),
    (
      "function signature specialization <Arg[0] = Owned To Guaranteed> of generic specialization <Swift.Int> "
        + "of app.Box.value.getter : A", "Box.value.getter"
    ),
    (
      "static (extension in Swift):Swift.Task< where B == Swift.Error>.sleep(nanoseconds: Swift.UInt64) async throws "
        + "-> ()", "Task.sleep(nanoseconds:)"
    ),
    ("merged app.Box.run() -> ()", "Box.run()"),
  ])
  func generics_and_specialisations_do_not_show(_ demangled: String, _ said: String) {
    #expect(FunctionName.readable(demangled) == said)
  }

  @Test(arguments: [
    (
      "(1) suspend resume partial function for app.Indexer.walk(Swift.String) async throws -> ()",
      "Indexer.walk(_:)"
    ),
    (
      "(2) await resume partial function for closure #1 () async -> () in app.run() async -> ()",
      "closure #1 in run()"
    ),
  ])
  func the_parts_of_an_async_function_are_said_as_the_function(_ demangled: String, _ said: String) {
    #expect(FunctionName.readable(demangled) == said)
  }

  @Test(arguments: [
    ("app.Box.value.getter : Swift.Int", "Box.value.getter"),
    ("app.Box.value.modify : (Swift.Int) -> ()", "Box.value.modify"),
    ("app.Box.subscript.getter : (Swift.Int) -> A", "Box.subscript.getter"),
    ("app.Box.init(value: A) -> app.Box<A>", "Box.init(value:)"),
    ("app.Box.__deallocating_deinit", "Box.__deallocating_deinit"),
    ("static app.ID.< infix(app.ID, app.ID) -> Swift.Bool", "ID.<(_:_:)"),
    ("static app.ID.<= infix(app.ID, app.ID) -> Swift.Bool", "ID.<=(_:_:)"),
    ("static app.ID.>> infix(app.ID, app.ID) -> app.ID", "ID.>>(_:_:)"),
    ("static app.ID.== infix<A>(A, A) -> Swift.Bool", "ID.==(_:_:)"),
    ("app.- prefix(app.ID) -> app.ID", "-(_:)"),
    (
      "default argument 1 of app.Box.run(Swift.Int, with: Swift.Int) -> ()",
      "default argument 1 of Box.run(_:with:)"
    ),
  ])
  func accessors_initialisers_and_operators_keep_their_names(_ demangled: String, _ said: String) {
    #expect(FunctionName.readable(demangled) == said)
  }

  @Test(arguments: [
    ("(extension in app):Swift.Int.wait() async throws -> ()", "Int.wait()"),
    (
      "closure #1 () -> () in (extension in app):Swift.Array< where A == Swift.Int>.sum() -> ()",
      "closure #1 in Array.sum()"
    ),
    ("app.(hidden in _5A1B2C3D4E5F)(Swift.Int) -> ()", "hidden(_:)"),
    ("app.Box.(hidden in _5A1B2C3D4E5F).getter : Swift.Int", "Box.hidden.getter"),
  ])
  func extensions_and_private_names_are_said_plainly(_ demangled: String, _ said: String) {
    #expect(FunctionName.readable(demangled) == said)
  }

  @Test(arguments: ["", "main", "app.broken(Swift.Int", "app.broken)", "closure #1", "((((", "a in ", "<"])
  func what_is_of_no_known_form_is_said_as_it_is(_ text: String) {
    #expect(FunctionName.readable(text) == text)
  }

  @Test func a_specialisation_for_a_closure_leaves_a_bracket_open() {
    let name =
      "(1) suspend resume partial function for function signature specialization <Arg[0] = Dead> of function signature "
      + "specialization <Arg[0] = [Closure Propagated : $s3appyyXEfU0_, Argument Types : [@thin app.Work.Type]> of static "
      + "app.(Work in _D577A58927688E26A6EEDE0C10035A3C).calls(() -> ()) async -> ()"
    #expect(FunctionName.readable(name) == "Work.calls(_:)")
  }
}
