// A path nobody else uses; what is there goes with the test.
import Glibc

final class TemporaryPath {
  let path: String

  init() { path = "/tmp/monitor-test-\(getpid())-\(UInt64.random(in: 0 ... .max))" }

  deinit { unlink(path) }

  /// The file's permissions, or `nil` if there is none.
  var mode: mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : nil
  }

  func makeFile() { Glibc.close(creat(path, 0o600)) }
}
