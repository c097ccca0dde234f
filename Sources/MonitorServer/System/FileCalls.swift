// The file calls of Syscall, as a Unix-domain socket's file needs them; it must not know what a file is for.
import Glibc
import TaskRegistry

extension Syscall {
  static func chmod(_ path: String, _ mode: mode_t) throws(SystemError) {
    _ = try retrying("chmod") { Int(Glibc.chmod(path, mode)) }
  }

  static func unlink(_ path: String) throws(SystemError) {
    _ = try retrying("unlink") { Int(Glibc.unlink(path)) }
  }

  static func lstat(_ path: String) throws(SystemError) -> stat {
    var status = stat()
    _ = try retrying("lstat") { Int(Glibc.lstat(path, &status)) }
    return status
  }
}
