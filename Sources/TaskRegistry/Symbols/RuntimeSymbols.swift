// Asks the toolchain's `Runtime` module what is at an address. All that is known of that module stands here.

import Runtime

/// Looks addresses up in the images of the process.
struct RuntimeSymbols: ~Copyable {
  private var images: ImageMap?

  init() {}

  /// Notes which images are loaded.
  mutating func capture() { images = ImageMap.capture() }

  /// The functions at each address, innermost first; none where no symbol covers it.
  func records(for addresses: [CodeAddress]) -> [[SymbolRecord]] {
    guard let backtrace = try? Backtrace(from: CompactBacktrace(of: addresses)),
      let symbolicated = backtrace.symbolicated(with: images)
    else { return Array(repeating: [], count: addresses.count) }
    var answers: [[SymbolRecord]] = []
    var current: [SymbolRecord] = []
    for frame in symbolicated.frames {
      if let symbol = frame.symbol, symbol.rawName != "<unknown>" {
        current.append(
          SymbolRecord(
            rawName: symbol.rawName, image: symbol.imageName, path: symbol.sourceLocation?.path,
            line: symbol.sourceLocation?.line ?? 0))
      }
      // The inlined functions of an address come first, then the one it physically is in.
      if !frame.inlined {
        answers.append(current)
        current = []
      }
    }
    return answers.count == addresses.count ? answers : Array(repeating: [], count: addresses.count)
  }

  /// The name in the source language; `rawName` itself where it is not a mangled one.
  static func demangle(_ rawName: String) -> String {
    SymbolicatedBacktrace.Symbol(
      imageIndex: 0, imageName: "", rawName: rawName, offset: 0, sourceLocation: nil
    ).name
  }
}
