// Asks the Swift runtime for the name in the source language. Nothing else is known of its name mangling here.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The runtime's exported demangler; the text it returns is to be freed.
@_silgen_name("swift_demangle")
private func runtimeDemangle(
  _ name: UnsafePointer<CChar>?, _ length: UInt, _ buffer: UnsafeMutablePointer<CChar>?,
  _ size: UnsafeMutablePointer<UInt>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?

enum Demangler {
  /// The full name with modules and types; `rawName` itself where it is not a mangled one.
  static func demangle(_ rawName: String) -> String {
    var name = rawName
    return name.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        // SAFETY: without a buffer of ours the runtime allocates one of its own, ended by a zero byte.
        guard let text = runtimeDemangle(characters.baseAddress, UInt(characters.count), nil, nil, 0) else {
          return nil
        }
        defer { free(text) }
        return String(cString: text)
      }
    } ?? rawName
  }
}
