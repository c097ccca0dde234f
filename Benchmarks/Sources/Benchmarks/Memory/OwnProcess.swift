// This program once more, in a fresh process: memory can only be compared between heaps that have seen the same.
import Glibc

enum OwnProcess {
  /// Runs this program with `arguments` and returns what it prints; `nil` if it does not end well.
  static func output(_ arguments: [String]) -> String? {
    var ends: [CInt] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    // The child must not keep the end it is to be seen closing.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var strings = (["Benchmarks"] + arguments).map { strdup($0) }
    defer { for string in strings { free(string) } }
    strings.append(nil)
    var child = pid_t()
    let result = posix_spawn(&child, "/proc/self/exe", &actions, nil, strings, environ)
    close(ends[1])
    guard result == 0 else { return nil }
    let text = read(ends[0])
    var status: CInt = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status == 0 ? text : nil
  }

  private static func read(_ descriptor: CInt) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while case let count = Glibc.read(descriptor, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Has the allocator give back what it can.
  static func trimHeap() {
    typealias Trim = @convention(c) (Int) -> CInt
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    // SAFETY: glibc's function of that name has this type.
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }

  /// Memory of this process in bytes, as the kernel counts it.
  static var residentBytes: Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    let words = read(descriptor).split(separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * sysconf(CInt(_SC_PAGESIZE)) : 0
  }
}
