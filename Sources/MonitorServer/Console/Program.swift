// Facts of the process that is observed, as its kernel tells them; it knows no task and no layout.
import Glibc

/// The process, as the greeting names it.
struct Program: Sendable, Equatable {
  /// The executable's name.
  var name: String
  /// Its process id.
  var pid: Int32
  /// The Swift it runs with, as far as it can be known: `6.3`.
  var swiftVersion: String
  /// Time since the process began, in nanoseconds; `nil` where the kernel does not tell.
  var uptimeNanoseconds: UInt64?

  /// This process, now.
  static func current() -> Program {
    Program(
      name: executableName(), pid: getpid(), swiftVersion: standardLibraryVersion(),
      uptimeNanoseconds: uptime(stat: contents(of: "/proc/self/stat")))
  }

  /// Sends a signal to this process; the number of the error, or `nil` if it was sent.
  static func send(_ signal: Int32) -> Int32? { kill(getpid(), signal) == 0 ? nil : errno }

  /// Nanoseconds of the monotonic clock.
  static func monotonicNanoseconds() -> UInt64 { nanoseconds(of: CLOCK_MONOTONIC) }

  /// Nanoseconds since the beginning of 1970 in UTC, by a clock that may be set.
  static func unixNanoseconds() -> UInt64 { nanoseconds(of: CLOCK_REALTIME) }

  /// When the process began, out of the text of `/proc/self/stat`: field 22, in clock ticks since boot.
  ///
  /// Counted from the last `)`: the name before it may hold blanks and parentheses of its own.
  static func startTicks(stat: String) -> UInt64? {
    guard let name = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[stat.index(after: name)...].split(separator: " ")
    return fields.count > 19 ? UInt64(fields[19]) : nil
  }

  private static func uptime(stat: String) -> UInt64? {
    let ticksPerSecond = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    guard let ticks = startTicks(stat: stat), ticks / ticksPerSecond < UInt64(Int32.max) else { return nil }
    let begun = ticks * (1_000_000_000 / ticksPerSecond)
    let now = nanoseconds(of: CLOCK_BOOTTIME)
    return now > begun ? now - begun : nil
  }

  /// From the arguments, because the kernel's own name is cut to 15 bytes.
  private static func executableName() -> String {
    if let path = CommandLine.arguments.first, let name = path.split(separator: "/").last {
      return String(name)
    }
    let name = contents(of: "/proc/self/comm").split(separator: "\n").first
    return name.map(String.init) ?? "-"
  }

  /// Major and minor only: the library does not tell its patch release.
  private static func standardLibraryVersion() -> String {
    let version = _SwiftStdlibVersion.current
    return version.description.split(separator: ".").prefix(2).joined(separator: ".")
  }

  private static func nanoseconds(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    guard clock_gettime(clock, &time) == 0 else { return 0 }
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// A small file of the kernel's, or nothing.
  private static func contents(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
