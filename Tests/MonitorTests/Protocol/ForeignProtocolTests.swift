// Which words are of another protocol, and which only look like it.
import Testing

@testable import MonitorServer

@Suite struct ForeignProtocolTests {
  @Test(arguments: [
    "GET / HTTP/1.1", "POST /cancel HTTP/1.0", "GET /", "OPTIONS * HTTP/1.1",
    "CONNECT localhost:50101 HTTP/1.1",
    "PRI * HTTP/2.0", "BREW pot://x HTTP/1.1", "Host: localhost:50101", "host: x",
    "GET http://127.0.0.1:50101/",
  ]) func a_web_request_is_recognised(_ line: String) {
    #expect(ForeignProtocol(line: line) == .http)
  }

  @Test(arguments: [
    "ps", "get", "GET", "post office", "hosts", "ps --name HTTP/1.1-client x", "HTTP/1.1", "cancel 5", "",
    "ps --at GET", "trace /tmp",
  ]) func a_command_is_not_mistaken_for_one(_ line: String) {
    #expect(ForeignProtocol(line: line) == nil)
  }

  @Test func a_tls_handshake_is_recognised_by_its_first_bytes() {
    #expect(ForeignProtocol(first: [0x16], then: 0x03) == .tls)
    #expect(ForeignProtocol(first: [], then: 0x16) == nil)
    #expect(ForeignProtocol(first: [0x70], then: 0x03) == nil)
  }
}
