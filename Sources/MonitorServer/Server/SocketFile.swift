// The file a Unix-domain socket leaves in the file system: whose it is, and when it may be removed.
import Glibc
import TaskRegistry

/// A socket's file, known by its place on the disk as well as by its path.
struct SocketFile: Equatable {
  private let path: String
  private let device: dev_t
  private let inode: ino_t

  /// The file that is at the path now.
  init(_ path: String) throws(SystemError) {
    let status = try Syscall.lstat(path)
    self.path = path
    device = status.st_dev
    inode = status.st_ino
  }

  /// Removes it, unless another file has taken its path.
  func remove() {
    guard let now = try? SocketFile(path), now == self else { return }
    try? Syscall.unlink(path)
  }

  /// Removes a socket's file that nobody listens at any more; what else is there, stays, and is an error.
  static func removeStale(_ path: String) throws(MonitorError) {
    do {
      let status = try Syscall.lstat(path)
      guard status.st_mode & S_IFMT == S_IFSOCK else {
        throw MonitorError(
          .socketPathUnusable,
          "\(path) is there and is no socket; remove it, or choose another Configuration.socketPath")
      }
      if try isListened(at: path) {
        throw MonitorError(
          .socketPathUnusable,
          "another program listens at \(path); stop it, or choose another Configuration.socketPath")
      }
      try Syscall.unlink(path)
    } catch let error as SystemError {
      if error.code != ENOENT { throw .socketPath(path, error) }
    } catch let error as MonitorError {
      throw error
    } catch {
      throw MonitorError(.system, "\(error); choose another Configuration.socketPath")
    }
  }

  /// Whether a connection would be taken; one that has to wait in a full queue would.
  private static func isListened(at path: String) throws(SystemError) -> Bool {
    let socket = try Syscall.socket(family: AF_UNIX)
    do {
      try Syscall.connect(socket, .unix(path: path))
      return true
    } catch  where error.code == ECONNREFUSED {
      return false
    } catch  where error.code == EAGAIN {
      return true
    } catch {
      throw error
    }
  }
}
