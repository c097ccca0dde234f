// Says at once, and clearly, that a directory cannot be indexed, instead of indexing nothing for ever.

import Glibc

struct RootDirectoryError: Error, Equatable, CustomStringConvertible {
  let description: String
}

enum RootDirectory {
  /// The path, once it is known to be a directory that can be listed.
  static func check(_ name: String) throws(RootDirectoryError) -> FilePath {
    let path = FilePath(name)
    do {
      _ = try DirectoryReader(opening: path, followsLink: true)
      return path
    } catch {
      let text =
        switch error.code {
        case ENOENT: "no such directory: \(path)"
        case ENOTDIR: "not a directory: \(path)"
        default: "cannot read directory \(path): \(error.reason)"
        }
      throw RootDirectoryError(description: text)
    }
  }
}
