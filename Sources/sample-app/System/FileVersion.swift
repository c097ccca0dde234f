// What tells whether a file has changed since it was read, without reading it again.

struct FileVersion: Equatable, Sendable {
  let inode: UInt64
  let size: Int64
  let seconds: Int64
  let nanoseconds: Int64
}
