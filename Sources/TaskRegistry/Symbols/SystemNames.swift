// The names by which the toolchain's and the system's code is known, in an image of its own or linked into the
// program's. Pure functions of text.

/// Recognises code that belongs to the toolchain or the system.
enum SystemNames {
  /// Whether an image with that file name is not part of the program.
  static func isSystemImage(_ name: String) -> Bool {
    images.contains { name.hasPrefix($0) }
  }

  private static let images = [
    "libswift", "lib_Swift", "libdispatch.", "libBlocksRuntime.", "libFoundation", "lib_Foundation",
    "libTesting.",
    "lib_Testing", "libXCTest.", "lib_InternalSwift", "libc.so", "libc-", "libm.so", "libm-", "libpthread",
    "libdl.so", "librt.so", "libgcc_s.", "libstdc++.", "libc++", "ld-linux", "ld-musl", "linux-vdso",
    "[vdso]",
    "libasan.", "libtsan.", "libubsan.",
  ]

  /// Whether a mangled Swift name is that of a function in one of the toolchain's modules.
  ///
  /// A name begins with its outermost context: a module, or the type that is extended and the extending module. An
  /// extension with requirements of a standard type cannot be told from a member without demangling in full, and
  /// counts as the toolchain's.
  static func isSystemName(_ raw: String) -> Bool {
    var text = Array(raw.utf8.dropFirst(2))[...]
    guard let first = text.first else { return false }
    switch first {
    case UInt8(ascii: "s"):
      text = text.dropFirst()
    case UInt8(ascii: "S"):
      // A standard type has one letter, one of the concurrency library `c` and a letter; `So` is a module, C's.
      let isConcurrency = text.dropFirst().first == UInt8(ascii: "c")
      text = text.dropFirst(isConcurrency ? 3 : 2)
    default:
      guard let module = identifier(&text), modules.contains(module) else { return false }
    }
    // Down the nested types; the module that extends the innermost one stands behind it.
    while let name = identifier(&text), let kind = text.first {
      if kind == UInt8(ascii: "E") { return modules.contains(name) }
      guard "VCOPa".utf8.contains(kind) else { return true }
      text = text.dropFirst()
    }
    return true
  }

  private static let modules: Set<String> = [
    "Swift", "_Concurrency", "Synchronization", "Observation", "Distributed", "Dispatch", "Foundation",
    "FoundationEssentials", "FoundationInternationalization", "FoundationNetworking", "FoundationXML",
    "_FoundationCollections", "_StringProcessing", "_RegexParser", "RegexBuilder", "_Differentiation",
    "_Volatile",
    "_Builtin_float", "Cxx", "CxxStdlib", "Glibc", "Musl", "Runtime", "Testing", "XCTest",
    "_Testing_Foundation",
  ]

  /// Takes a length and so many bytes off the front of `text`; `nil` if no plain identifier stands there.
  private static func identifier(_ text: inout ArraySlice<UInt8>) -> String? {
    // A leading zero announces a name put together from words of earlier ones, which no module here needs.
    guard text.first != UInt8(ascii: "0") else { return nil }
    var length = 0
    var rest = text
    while let digit = rest.first, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9"), length < 1_000 {
      length = length * 10 + Int(digit - UInt8(ascii: "0"))
      rest = rest.dropFirst()
    }
    guard length > 0, length <= rest.count else { return nil }
    text = rest.dropFirst(length)
    return String(decoding: rest.prefix(length), as: UTF8.self)
  }

  /// Whether that is a form of `Task.sleep` or a standard clock's `sleep`.
  ///
  /// - Parameter readable: the name as ``FunctionName`` gives it.
  static func isSleep(raw: String, readable: String) -> Bool {
    sleepers.contains { raw.hasPrefix($0) } && sleeps.contains { readable.contains($0) }
  }

  /// `Task`, `Clock`, `ContinuousClock` and `SuspendingClock`.
  private static let sleepers = ["$sScT", "$ss5ClockP", "$ss15ContinuousClockV", "$ss15SuspendingClockV"]
  private static let sleeps = ["Task.sleep(", "Task._sleep(", "Clock.sleep("]
}
