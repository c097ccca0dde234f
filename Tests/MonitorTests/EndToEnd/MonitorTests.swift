// The public face. One monitor a process, so one test at a time.
import Testing

@testable import MonitorServer

@Suite(.serialized) struct MonitorTests {
  private var configuration: Monitor.Configuration {
    var configuration = Monitor.Configuration()
    configuration.port = 0
    return configuration
  }

  @Test func it_tells_its_port_answers_there_and_starts_again_after_a_stop() throws {
    for _ in 0..<3 {
      let monitor = try Monitor.start(configuration)
      #expect(monitor.port != 0)
      let client = try TestClient(port: monitor.port)
      client.endInput()
      #expect(try client.readToEnd() == "")
      monitor.stop()
      monitor.stop()
      #expect(throws: TestClientError.self) { try TestClient(port: monitor.port) }
    }
  }

  @Test func a_second_start_says_where_the_first_is_and_leaves_it_running() throws {
    let monitor = try Monitor.start(configuration)
    defer { monitor.stop() }
    let error = try #require(throws: MonitorError.self) { try Monitor.start(configuration) }
    #expect(error.code == .alreadyRunning)
    #expect(error.description.contains("port \(monitor.port)"))
    _ = try TestClient(port: monitor.port)
  }

  @Test func stopping_one_that_was_stopped_does_not_stop_its_successor() throws {
    let first = try Monitor.start(configuration)
    first.stop()
    let second = try Monitor.start(configuration)
    defer { second.stop() }
    first.stop()
    _ = try TestClient(port: second.port)
  }

  @MainActor @Test func a_scope_runs_where_its_caller_does() async throws {
    var count = 0
    try await withMonitor(configuration) { _ in
      MainActor.assertIsolated()
      count += 1
    }
    #expect(count == 1)
  }

  @Test func it_runs_for_the_length_of_a_scope_also_when_that_throws() async throws {
    struct Stop: Error {}
    let port = try await withMonitor(configuration) { monitor in
      _ = try TestClient(port: monitor.port)
      return monitor.port
    }
    #expect(throws: TestClientError.self) { try TestClient(port: port) }
    await #expect(throws: Stop.self) { try await withMonitor(configuration) { _ in throw Stop() } }
    try Monitor.start(configuration).stop()
  }

  @Test func it_has_the_programs_commands_and_values_until_it_is_stopped() async throws {
    var configuration = configuration
    // Other tests hold the pool meanwhile.
    configuration.commandTimeLimit = .seconds(3_600)
    let monitor = try Monitor.start(configuration)
    defer { monitor.stop() }
    try monitor.register(ConsoleCommand("orders", summary: "open orders") { _ in .text("3 open") })
    try monitor.expose("depth", unit: "jobs") { 12 }
    let told = try await offPool {
      let client = try TestClient(port: monitor.port)
      try client.send("orders\nvars --json\n")
      client.endInput()
      return try client.readToEnd()
    }
    #expect(told == "3 open\n" + #"{"name":"depth","value":12,"unit":"jobs","error":null}"# + "\n")
    monitor.stop()
    let error = try #require(throws: MonitorError.self) {
      try monitor.register(ConsoleCommand("orders", summary: "open orders") { _ in .text("") })
    }
    #expect(error.code == .notRunning)
    #expect(!monitor.unregister("orders") && !monitor.unexpose("depth"))
    let next = try Monitor.start(configuration)
    defer { next.stop() }
    try next.register(ConsoleCommand("orders", summary: "open orders") { _ in .text("") })
  }

  @Test func a_time_limit_of_nothing_is_refused() throws {
    var configuration = configuration
    configuration.commandTimeLimit = .zero
    let error = try #require(throws: MonitorError.self) { try Monitor.start(configuration) }
    #expect(error.code == .invalidConfiguration)
    #expect(error.description == "Configuration.commandTimeLimit is 0.0 seconds; set it to more than zero")
  }
}
