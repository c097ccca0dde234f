// The names of the system calls that threads wait in. A table; it knows no thread.

/// Names of system calls.
enum SystemCallName {
  /// The name of the call with that number; its number as text where it is none that is known for waiting.
  static func name(_ number: Int) -> String { names[number] ?? "syscall \(number)" }

  #if arch(x86_64)
    private static let names: [Int: String] = [
      0: "read", 1: "write", 2: "open", 3: "close", 7: "poll", 16: "ioctl", 17: "pread64", 18: "pwrite64",
      19: "readv", 20: "writev", 22: "pipe", 23: "select", 24: "sched_yield", 34: "pause", 35: "nanosleep",
      40: "sendfile", 42: "connect", 43: "accept", 44: "sendto", 45: "recvfrom", 46: "sendmsg", 47: "recvmsg",
      59: "execve", 61: "wait4", 65: "semop", 68: "msgget", 69: "msgsnd", 70: "msgrcv", 72: "fcntl",
      73: "flock",
      74: "fsync", 75: "fdatasync", 78: "getdents", 87: "unlink", 127: "rt_sigpending",
      128: "rt_sigtimedwait",
      130: "rt_sigsuspend", 162: "sync", 202: "futex", 217: "getdents64", 220: "semtimedop",
      230: "clock_nanosleep", 232: "epoll_wait", 247: "waitid", 257: "openat", 270: "pselect6", 271: "ppoll",
      277: "sync_file_range", 281: "epoll_pwait", 288: "accept4", 295: "preadv", 296: "pwritev",
      299: "recvmmsg", 306: "syncfs", 307: "sendmmsg", 327: "preadv2", 328: "pwritev2", 426: "io_uring_enter",
      441: "epoll_pwait2", 449: "futex_waitv", 455: "futex_wait",
    ]
  #else
    private static let names: [Int: String] = [:]
  #endif
}
