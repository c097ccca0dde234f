// Makes a demangled name as short as people say it. A pure function of text: it knows no symbol and no image.

/// `specialized static Box<>.run<A>(_:with:)` is said `Box.run(_:with:)`.
///
/// It takes both styles the demangler has: the short one, `Box.run(_:with:)`, and the full one,
/// `static app.Box.run<A>(Swift.Int, with: (Swift.Int) -> ()) async throws -> A`.
enum FunctionName {
  /// The name as it is said; `demangled` itself where it is not of a form known here.
  ///
  /// - Parameter modules: module names that are left out in front of a name.
  static func readable(_ demangled: String, omitting modules: Set<String> = ["Swift"]) -> String {
    var text = Array(demangled.utf8)[...]
    var parts: [String] = []
    while true {
      guard let end = contextEnd(text) else { return demangled }
      var part = NamePart(text[..<end])
      guard let said = part.said(omitting: modules), !said.isEmpty else { return demangled }
      parts.append(said)
      guard end < text.endIndex else { break }
      text = text[(end + separator.count)...]
    }
    return parts.joined(separator: " in ")
  }

  private static let separator = Array(" in ".utf8)

  /// Where the innermost context of `text` ends: at an ` in ` outside all brackets, or at the end.
  private static func contextEnd(_ text: ArraySlice<UInt8>) -> Int? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].starts(with: separator) { return index }
      guard let next = Brackets.skip(text, from: index) else { return nil }
      index = next
    }
    return text.endIndex
  }
}

/// One context of a name: a function, a closure, a local function.
private struct NamePart {
  private var rest: ArraySlice<UInt8>
  private var output: [UInt8] = []
  /// Whether an operator's name and kind have been read.
  private var isAfterFixity = false

  init(_ text: ArraySlice<UInt8>) { rest = text }

  /// `nil` where the brackets do not match.
  mutating func said(omitting modules: Set<String>) -> String? {
    guard dropPrefixes() else { return nil }
    if isClosure { return String(decoding: closureNumber, as: UTF8.self) }
    dropModule(modules)
    while let byte = rest.first {
      switch byte {
      case UInt8(ascii: "("):
        guard let end = Brackets.skip(rest, from: rest.startIndex) else { return nil }
        output += Labels.of(rest[(rest.startIndex + 1)..<(end - 1)])
        rest = rest[end...]
        // What follows the arguments is effects and result, unless the path goes on.
        guard rest.first == UInt8(ascii: ".") else { return String(decoding: output, as: UTF8.self) }
      case UInt8(ascii: "<") where isGenericList:
        guard let end = Brackets.skip(rest, from: rest.startIndex) else { return nil }
        rest = rest[end...]
      case UInt8(ascii: " "):
        if drop(" infix") || drop(" prefix") || drop(" postfix") {
          isAfterFixity = true
          continue
        }
        if drop(" #") {
          rest = rest.drop(while: { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
          _ = drop(" ")
          continue
        }
        // The type of a property.
        if rest.starts(with: " : ".utf8) { return String(decoding: output, as: UTF8.self) }
        fallthrough
      default:
        output.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private mutating func drop(_ prefix: String) -> Bool {
    guard rest.starts(with: prefix.utf8) else { return false }
    rest = rest.dropFirst(prefix.utf8.count)
    return true
  }

  /// Takes off what says how the compiler came to this function; `false` where brackets do not match.
  private mutating func dropPrefixes() -> Bool {
    while true {
      if drop("static ") || drop("specialized ") || drop("merged ") { continue }
      if rest.starts(with: "(extension in ".utf8) {
        guard let end = Brackets.skip(rest, from: rest.startIndex) else { return false }
        rest = rest[end...]
        _ = drop(":")
        continue
      }
      if rest.first == UInt8(ascii: "("), let tail = tail(after: " resume partial function for ") {
        rest = tail
        continue
      }
      if let open = rest.firstIndex(of: UInt8(ascii: "<")),
        rest[..<open].suffix(15).elementsEqual("specialization ".utf8)
      {
        guard let end = Brackets.skip(rest, from: open) else { return false }
        rest = rest[end...]
        guard drop(" of ") else { return false }
        continue
      }
      return true
    }
  }

  /// What follows `words`, if they come within the first few words of the text.
  private func tail(after words: String) -> ArraySlice<UInt8>? {
    let count = words.utf8.count
    for start in rest.indices.prefix(20) where rest[start...].starts(with: words.utf8) {
      return rest[(start + count)...]
    }
    return nil
  }

  private var isClosure: Bool {
    rest.starts(with: "closure #".utf8) || rest.starts(with: "implicit closure #".utf8)
  }

  /// The text up to the number of a closure.
  private var closureNumber: ArraySlice<UInt8> {
    let word = rest.prefix(while: { $0 != UInt8(ascii: "#") })
    let number = rest[word.endIndex...].prefix(while: { $0 != UInt8(ascii: " ") })
    return rest[..<number.endIndex]
  }

  private mutating func dropModule(_ modules: Set<String>) {
    guard let dot = rest.firstIndex(of: UInt8(ascii: ".")),
      modules.contains(String(decoding: rest[..<dot], as: UTF8.self))
    else { return }
    rest = rest[(dot + 1)...]
  }

  /// Whether a `<` here begins generic parameters: they follow a name, or an operator's kind.
  private var isGenericList: Bool {
    if isAfterFixity { return true }
    guard let last = output.last else { return false }
    return !"./=-+!*%<>&|^~? ".utf8.contains(last)
  }
}
