import Testing

@testable import MonitorServer

struct ProgramAdditionsTests {
  private let additions = ProgramAdditions()

  private static func command(_ verb: String, aliases: [String] = []) -> ConsoleCommand {
    ConsoleCommand(verb, aliases: aliases, summary: "a command") { _ in .text("") }
  }

  private func register(_ command: ConsoleCommand) throws(MonitorError) {
    try additions.register(command, beside: .standard)
  }

  private func fault(_ body: () throws -> Void) -> MonitorError? {
    do {
      try body()
      return nil
    } catch {
      return error as? MonitorError
    }
  }

  @Test(arguments: [
    ("ps", [String]()), ("vars", []), ("orders", ["q"]), ("lag", []), ("own", []), ("other", ["own"]),
  ])
  func a_word_that_the_console_has_is_taken(verb: String, aliases: [String]) throws {
    try register(Self.command("own"))
    let error = try #require(fault { try register(Self.command(verb, aliases: aliases)) })
    #expect(error.code == .nameTaken)
    #expect(error.description.contains("choose another word"))
    #expect(error.description.contains("unregister") == (verb == "own" || aliases == ["own"]))
    #expect(additions.commands.map(\.verb) == ["own"])
  }

  @Test func a_command_can_be_registered_again_once_it_was_unregistered() throws {
    try register(Self.command("own", aliases: ["o"]))
    #expect(!additions.unregister("o"))
    #expect(additions.unregister("own"))
    #expect(!additions.unregister("own"))
    try register(Self.command("own", aliases: ["o"]))
    #expect(additions.commands.map(\.verb) == ["own"])
  }

  @Test func what_a_handler_holds_may_use_the_console_as_it_is_freed() throws {
    final class Owner: Sendable {
      let additions: ProgramAdditions
      init(_ additions: ProgramAdditions) { self.additions = additions }
      deinit { _ = additions.unexpose("depth") }
    }
    func add(_ verb: String) throws {
      let owner = Owner(additions)
      try additions.expose(ExposedValue("depth", unit: nil) { .unknown })
      try register(
        ConsoleCommand(verb, summary: "a command") { _ in
          withExtendedLifetime(owner) { ConsoleCommand.Output.text("") }
        })
    }
    try add("own")
    #expect(additions.unregister("own"))
    #expect(additions.values.isEmpty)
    try add("own")
    additions.close()
    #expect(additions.values.isEmpty)
  }

  @Test func there_is_a_bound_of_commands_and_of_values() throws {
    for number in 0..<ProgramAdditions.mostCommands { try register(Self.command("own-\(number)")) }
    let error = try #require(fault { try register(Self.command("one-more")) })
    #expect(error.code == .tooManyRegistrations)
    #expect(
      error.description
        == "64 commands are registered, which is the most; unregister one, or give one more options")
    #expect(additions.unregister("own-5"))
    try register(Self.command("one-more"))

    for number in 0..<ProgramAdditions.mostValues {
      try additions.expose(ExposedValue("v\(number)", unit: nil) { .unknown })
    }
    let full = try #require(fault { try additions.expose(ExposedValue("more", unit: nil) { .unknown }) })
    #expect(full.code == .tooManyRegistrations)
    #expect(full.description == "256 values are exposed, which is the most; unexpose one first")
  }

  @Test func an_exposed_name_is_taken_until_it_is_unexposed() throws {
    try additions.expose(ExposedValue("depth", unit: nil) { .unknown })
    let error = try #require(fault { try additions.expose(ExposedValue("depth", unit: "jobs") { .unknown }) })
    #expect(error.code == .nameTaken)
    #expect(
      error.description
        == "a value called 'depth' is exposed already; choose another name, or unexpose that one first")
    #expect(additions.unexpose("depth"))
    #expect(!additions.unexpose("depth"))
    try additions.expose(ExposedValue("depth", unit: "jobs") { .unknown })
    #expect(additions.values.map(\.unit) == ["jobs"])
  }

  @Test func a_bad_form_is_an_error_that_says_what_would_be_right() throws {
    let command = try #require(fault { try register(Self.command("Bad")) })
    #expect(command.code == .invalidRegistration)
    #expect(command.description.hasPrefix("a command cannot be called 'Bad'; give it a word of"))
    let value = try #require(fault { try additions.expose(ExposedValue("", unit: nil) { .unknown }) })
    #expect(value.code == .invalidRegistration)
  }

  @Test func after_the_end_there_is_nothing_and_nothing_is_taken() throws {
    try register(Self.command("own"))
    try additions.expose(ExposedValue("depth", unit: nil) { .unknown })
    additions.close()
    #expect(additions.commands.isEmpty && additions.values.isEmpty)
    #expect(fault { try register(Self.command("own")) }?.code == .notRunning)
    #expect(
      fault { try additions.expose(ExposedValue("depth", unit: nil) { .unknown }) }?.code == .notRunning)
  }
}
