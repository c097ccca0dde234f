// What the symbol tables and the debug information say of an address, before anyone judges it or makes it readable.

/// One function at an address: the function itself, or one that was inlined there.
struct SymbolRecord: Sendable, Equatable {
  /// The linker's name of the function.
  var rawName: String
  /// The name of the image file it is in, without folders.
  var image: String
  /// The source file with its folders; `nil` without debug information.
  var path: String?
  /// The line in it; 0 where the debug information names none.
  var line: Int

  /// Whether the source file is one that somebody wrote.
  ///
  /// The compiler puts what it makes itself, also the code of the standard library that it copies into a program,
  /// into a file with a name in angle brackets.
  var hasSourceFile: Bool {
    guard let path, let last = path.utf8.last else { return false }
    return last != UInt8(ascii: ">")
  }

  /// The last component of ``path``; `nil` where nobody wrote it.
  var file: String? {
    guard hasSourceFile, let path else { return nil }
    return path.split(separator: "/").last.map(String.init)
  }
}
