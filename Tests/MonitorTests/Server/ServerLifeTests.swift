// Starting, stopping, and what is said when that is impossible.
import Glibc
import Testing

@testable import MonitorServer

@Suite struct ServerLifeTests {
  private func failure(_ change: (inout Monitor.Configuration) -> Void) throws -> MonitorError {
    var configuration = Monitor.Configuration()
    configuration.port = 0
    change(&configuration)
    return try #require(throws: MonitorError.self) {
      try Server(configuration, asking: TestRespondent()).stop()
    }
  }

  @Test func a_port_in_use_is_named_with_what_to_do() throws {
    try serving { server in
      let error = try failure { $0.port = server.port }
      #expect(error.code == .portInUse)
      #expect(error.errno == EADDRINUSE)
      #expect(
        error.description
          == "port \(server.port) is in use by another socket; choose another with Configuration.port, or 0 for any free one"
      )
    }
  }

  @Test func the_port_is_free_again_when_stop_returns_also_with_clients_connected() throws {
    var configuration = Monitor.Configuration()
    configuration.port = 0
    configuration.greetingDelay = .zero
    for _ in 0..<20 {
      let server = try Server(configuration, asking: TestRespondent())
      configuration.port = server.port
      let client = try server.person()
      server.stop()
      server.stop()
      #expect(try client.readToEnd() == "")
    }
  }

  @Test func stopping_does_not_wait_for_a_reply_that_blocks() throws {
    let latch = Latch()
    let entered = Counter()
    let respondent = TestRespondent { _, _ in .reply(.waiting(for: latch, entered: entered)) }
    var configuration = Monitor.Configuration()
    configuration.port = 0
    let server = try Server(configuration, asking: respondent)
    let client = try TestClient(port: server.port)
    try client.send("block\n")
    entered.wait(for: 1)
    server.stop()
    #expect(try client.readToEnd() == "")
    latch.open()
  }

  @Test func a_host_that_is_no_address_is_refused_without_asking_a_name_server() throws {
    let error = try failure { $0.host = "example.org" }
    #expect(error.code == .invalidHost)
    #expect(error.description.contains("example.org"))
  }

  @Test func an_address_of_another_machine_is_refused() throws {
    #expect(try failure { $0.host = "192.0.2.1" }.code == .addressNotAvailable)
  }

  @Test(arguments: ["localhost", "127.0.0.1", "0.0.0.0"]) func addresses_of_this_machine_work(host: String)
    throws
  {
    try serving(configuration: .with { $0.host = host }) { server in
      let answer = try server.answer(to: "echo x\n")
      #expect(answer == "x\n")
    }
  }

  @Test func a_limit_out_of_range_is_named_with_its_range() throws {
    let error = try failure { $0.maximumConnections = 0 }
    #expect(error.code == .invalidConfiguration)
    #expect(error.description == "Configuration.maximumConnections is 0; set it to 1 or more")
  }

  @Test func a_socket_file_that_nobody_listens_at_is_replaced() throws {
    let path = TemporaryPath()
    let stale = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    let left = Descriptor(owning: stale)
    try Syscall.bind(left, .unix(path: path.path))
    try serving(configuration: .with { $0.socketPath = path.path }) { _ in
      let client = try TestClient(path: path.path)
      try client.send("echo x\n")
      client.endInput()
      #expect(try client.readToEnd() == "x\n")
    }
  }

  @Test func a_socket_file_that_somebody_listens_at_is_left_alone() throws {
    let path = TemporaryPath()
    try serving(configuration: .with { $0.socketPath = path.path }) { _ in
      let error = try failure { $0.socketPath = path.path }
      #expect(error.code == .socketPathUnusable)
      #expect(path.mode == 0o600)
    }
  }

  @Test func a_file_that_is_no_socket_is_left_alone() throws {
    let path = TemporaryPath()
    path.makeFile()
    #expect(try failure { $0.socketPath = path.path }.code == .socketPathUnusable)
    #expect(path.mode != nil)
  }

  @Test func a_path_too_long_or_without_directory_is_refused() throws {
    let long = "/tmp/" + String(repeating: "x", count: 200)
    #expect(try failure { $0.socketPath = long }.code == .socketPathUnusable)
    #expect(try failure { $0.socketPath = "/no-such-directory/socket" }.code == .socketPathUnusable)
  }
}
