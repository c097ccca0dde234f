// A directory of its own for a test, removed at the end whatever is in it.

import Glibc

@testable import sample_app

final class TemporaryTree: Sendable {
  let root: FilePath

  init() {
    var template = FilePath("/tmp/sample-app-test-XXXXXX").cString
    mkdtemp(&template)
    root = FilePath(bytes: template.dropLast().map { UInt8(bitPattern: $0) })
  }

  deinit { Self.remove(root.bytes, in: AT_FDCWD) }

  func path(_ name: String) -> FilePath { root.appending(Array(name.utf8)) }

  @discardableResult
  func directory(_ name: String) -> FilePath {
    let path = path(name)
    mkdir(path.cString, 0o700)
    return path
  }

  @discardableResult
  func file(_ name: String, _ text: String = "text") -> FilePath { file(Array(name.utf8), Array(text.utf8)) }

  @discardableResult
  func file(_ name: [UInt8], _ content: [UInt8]) -> FilePath {
    let path = root.appending(name)
    let descriptor = open(path.cString, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    write(descriptor, content, content.count)
    close(descriptor)
    return path
  }

  func link(_ name: String, to target: String) { symlink(target, path(name).cString) }

  func remove(_ name: String) { Self.remove(path(name).bytes, in: AT_FDCWD) }

  /// Makes directories one below the other until their path is longer than the system takes.
  ///
  /// No one can open the last of them by its path, not even root, whom permissions do not keep out.
  func directoryBeyondReach(below name: String) {
    var parent = open(directory(name).cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    let long = [CChar](repeating: 0x61, count: 250) + [0]
    for _ in 0..<18 {
      mkdirat(parent, long, 0o700)
      let child = openat(parent, long, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      close(parent)
      parent = child
    }
    close(parent)
  }

  /// Relative to open directories, so that no path is too long.
  private static func remove(_ name: [UInt8], in parent: Int32) {
    let name = FilePath(bytes: name).cString
    if unlinkat(parent, name, 0) == 0 || unlinkat(parent, name, AT_REMOVEDIR) == 0 { return }
    let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fchmod(descriptor, 0o700)
    if let stream = fdopendir(dup(descriptor)) {
      while let entry = readdir(stream), let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) {
        // SAFETY: the name ends with a zero byte within the record; it is read in place.
        let text = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
        let child = Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
        if child != [46] && child != [46, 46] { remove(child, in: descriptor) }
      }
      closedir(stream)
    }
    close(descriptor)
    unlinkat(parent, name, AT_REMOVEDIR)
  }
}
