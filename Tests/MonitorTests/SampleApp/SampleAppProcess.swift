// The built sample-app as a process of its own, for what only a whole process shows: signals and exit codes.

import Glibc
import Synchronization

@testable import sample_app

final class SampleAppProcess: Sendable {
  /// Beside the tests' own executable.
  static let path: String = {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
    let folder = own.lastIndex(of: UInt8(ascii: "/")) ?? 0
    return String(decoding: own[..<folder], as: UTF8.self) + "/sample-app"
  }()

  let id: pid_t
  private let stderrEnd: Int32
  private let hasEnded = Atomic(false)

  init(_ arguments: [String]) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError.last("pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    // SAFETY: strdup's copies are freed below, after the call that reads them; the list ends with nil as it must.
    var list = ([Self.path] + arguments).map { strdup($0) } + [nil]
    defer { for text in list { free(text) } }
    var id: pid_t = 0
    let code = posix_spawn(&id, Self.path, &actions, nil, &list, environ)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw SystemError(operation: "posix_spawn", code: code)
    }
    self.id = id
    stderrEnd = ends[0]
  }

  deinit {
    // Only after a test that has failed.
    if !hasEnded.load(ordering: .relaxed) {
      send(SIGKILL)
      _ = waitForEnd()
    }
    close(stderrEnd)
  }

  /// Reads stderr up to the first line that contains the text, or to its end; blocks.
  func readStderr(until text: String? = nil) -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while read(stderrEnd, &byte, 1) == 1 {
      bytes.append(byte)
      guard byte == UInt8(ascii: "\n"), let text else { continue }
      if String(decoding: bytes, as: UTF8.self).contains(text) { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func send(_ signal: Int32) { kill(id, signal) }

  /// Waits for the end, blocking, and gives the exit code, or what a shell makes of the signal that ended it.
  func waitForEnd() -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    hasEnded.store(true, ordering: .relaxed)
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }
}
