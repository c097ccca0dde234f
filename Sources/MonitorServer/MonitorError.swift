// Why the monitor refused, in words that say what to do; it must not decide whether that is so.
import Glibc
import TaskRegistry

/// Why the monitor could not start, or could not take a command or a value.
///
/// Nothing was changed: a monitor that did not start has no socket open and no thread, and observes nothing; one that refused a
/// registration has what it had before.
public struct MonitorError: Error, Sendable, CustomStringConvertible {
  /// What kind of obstacle there was.
  public enum Code: Sendable, Hashable {
    /// A monitor of this process is running already.
    case alreadyRunning
    /// Another socket has the port.
    case portInUse
    /// No interface of this machine has the address.
    case addressNotAvailable
    /// The system does not allow it.
    case permissionDenied
    /// The host is neither an address nor "localhost".
    case invalidHost
    /// A limit is out of its range.
    case invalidConfiguration
    /// The Unix-domain socket cannot be made at its path.
    case socketPathUnusable
    /// The process or the system has no file descriptor left.
    case tooManyFiles
    /// The system has no thread to give.
    case noThread
    /// A command or a value has not the form that it has to have.
    case invalidRegistration
    /// The console has a command, or a value, of that name already.
    case nameTaken
    /// As many commands, or values, are registered as there may be.
    case tooManyRegistrations
    /// The monitor was stopped.
    case notRunning
    /// Anything else the system refused.
    case system
  }

  /// What kind of obstacle there was.
  public let code: Code
  /// The system's error number, if it was the system that refused.
  public let errno: Int32?
  /// The cause, and what to do about it, in one line.
  public let description: String

  init(_ code: Code, errno: Int32? = nil, _ description: String) {
    self.code = code
    self.errno = errno
    self.description = description
  }
}

extension MonitorError {
  /// Listening on a TCP port failed.
  static func listening(host: String, port: UInt16, _ error: SystemError) -> MonitorError {
    switch error.code {
    case EADDRINUSE:
      MonitorError(
        .portInUse, errno: error.code,
        "port \(port) is in use by another socket; choose another with Configuration.port, or 0 for any free one"
      )
    case EADDRNOTAVAIL:
      MonitorError(
        .addressNotAvailable, errno: error.code,
        "this machine has no address \(host); set Configuration.host to one it has, as 127.0.0.1")
    case EACCES, EPERM:
      MonitorError(
        .permissionDenied, errno: error.code,
        "this user may not listen on port \(port); choose one from 1024 on with Configuration.port")
    default:
      system(error)
    }
  }

  /// Making the Unix-domain socket failed.
  static func socketPath(_ path: String, _ error: SystemError) -> MonitorError {
    switch error.code {
    case EACCES, EPERM, EROFS:
      MonitorError(
        .permissionDenied, errno: error.code,
        "this user may not make a socket at \(path); set Configuration.socketPath to a directory it may write to"
      )
    case ENOENT, ENOTDIR:
      MonitorError(
        .socketPathUnusable, errno: error.code,
        "there is no directory for \(path); make it, or set Configuration.socketPath to one there is")
    default:
      system(error)
    }
  }

  /// Anything else the system refused.
  static func system(_ error: SystemError) -> MonitorError {
    switch error.code {
    case EMFILE, ENFILE:
      MonitorError(
        .tooManyFiles, errno: error.code,
        "no file descriptor is left for the monitor (\(error)); raise the limit (ulimit -n) or close some")
    case EAGAIN where error.operation == "pthread_create":
      MonitorError(
        .noThread, errno: error.code,
        "no thread is left for the monitor (\(error)); raise the limit (ulimit -u) or end some")
    default:
      MonitorError(
        .system, errno: error.code,
        "the system refused the monitor: \(error); check the program's limits and sandbox")
    }
  }
}
