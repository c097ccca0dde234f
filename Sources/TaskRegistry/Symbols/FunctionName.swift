// Makes a demangled name as short as people say it. A pure function of text: it knows no symbol and no image.

/// `static app.Box.run<A>(Swift.Int, with: (Swift.Int) -> ()) async throws -> A` is said `Box.run(_:with:)`.
enum FunctionName {
  /// The name as it is said; `demangled` itself where it is not of a form known here.
  static func readable(_ demangled: String) -> String {
    let text = Array(demangled.utf8)[...]
    return said(text) ?? afterSpecializations(text).flatMap(said) ?? demangled
  }

  private static func said(_ name: ArraySlice<UInt8>) -> String? {
    var text = name
    var parts: [String] = []
    while true {
      guard let end = contextEnd(text) else { return nil }
      var part = NamePart(text[..<end])
      guard let said = part.said(isOutermost: end == text.endIndex), !said.isEmpty else { return nil }
      parts.append(said)
      guard end < text.endIndex else { return parts.joined(separator: " in ") }
      text = text[(end + separator.count)...]
    }
  }

  /// What a name is a specialization of, where brackets do not match: the demangler leaves one open in the list of one
  /// for a closure.
  private static func afterSpecializations(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let end = "> of "
    let start = text.indices.last { text[$0...].starts(with: end.utf8) }
    return start.map { text[($0 + end.utf8.count)...] }
  }

  /// The name without what says how the compiler came to this form of the function.
  static func unspecialized(_ demangled: String) -> String {
    var part = NamePart(Array(demangled.utf8)[...])
    return part.dropPrefixes() ? String(decoding: part.rest, as: UTF8.self) : demangled
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
  private(set) var rest: ArraySlice<UInt8>
  private var output: [UInt8] = []
  /// Whether an operator's name and kind have been read.
  private var isAfterFixity = false

  init(_ text: ArraySlice<UInt8>) { rest = text }

  /// `nil` where the brackets do not match.
  ///
  /// - Parameter isOutermost: whether a module's name stands in front.
  mutating func said(isOutermost: Bool) -> String? {
    guard dropPrefixes() else { return nil }
    if isClosure { return String(decoding: closureNumber, as: UTF8.self) }
    if isOutermost { dropModule() }
    while let byte = rest.first {
      switch byte {
      case UInt8(ascii: "("):
        guard let end = Brackets.skip(rest, from: rest.startIndex) else { return nil }
        let content = rest[(rest.startIndex + 1)..<(end - 1)]
        rest = rest[end...]
        if let name = Self.privateName(content) {
          output += name
          continue
        }
        output += Labels.of(content)
        // What follows the arguments is effects and result, unless the path goes on.
        if rest.first != UInt8(ascii: ".") { return String(decoding: output, as: UTF8.self) }
      case UInt8(ascii: "<") where isGenericList:
        guard let end = Brackets.skip(rest, from: rest.startIndex) else { return nil }
        rest = rest[end...]
      case UInt8(ascii: " ") where dropFixity() || dropLocalNumber():
        continue
      case UInt8(ascii: "@") where !output.isEmpty:
        // An attribute of a local function's type.
        rest = rest.drop(while: { $0 != UInt8(ascii: " ") }).dropFirst()
      case UInt8(ascii: " ") where rest.starts(with: " : ".utf8):
        // The type of a property.
        return String(decoding: output, as: UTF8.self)
      default:
        output.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Takes off what says how the compiler came to this function; `false` where brackets do not match.
  mutating func dropPrefixes() -> Bool {
    while true {
      if drop("static ") || drop("merged ") { continue }
      if rest.starts(with: "(extension in ".utf8) {
        guard let end = Brackets.skip(rest, from: rest.startIndex) else { return false }
        rest = rest[end...]
        _ = drop(":")
      } else if rest.first == UInt8(ascii: "("), let tail = tail(after: " resume partial function for ") {
        rest = tail
      } else if let open = rest.firstIndex(of: UInt8(ascii: "<")),
        rest[..<open].suffix(15).elementsEqual("specialization ".utf8)
      {
        guard let end = Brackets.skip(rest, from: open) else { return false }
        rest = rest[end...]
        guard drop(" of ") else { return false }
      } else {
        return true
      }
    }
  }

  private mutating func drop(_ prefix: String) -> Bool {
    guard rest.starts(with: prefix.utf8) else { return false }
    rest = rest.dropFirst(prefix.utf8.count)
    return true
  }

  private mutating func dropFixity() -> Bool {
    guard drop(" infix") || drop(" prefix") || drop(" postfix") else { return false }
    isAfterFixity = true
    return true
  }

  /// Takes off the number that tells local functions of the same name apart.
  private mutating func dropLocalNumber() -> Bool {
    guard drop(" #") else { return false }
    rest = rest.drop(while: { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
    _ = drop(" ")
    return true
  }

  /// Takes off the module; words in front of it, such as `default argument 0 of`, stay.
  private mutating func dropModule() {
    guard let dot = rest.firstIndex(where: { ".(<".utf8.contains($0) }), rest[dot] == UInt8(ascii: ".") else {
      return
    }
    let words = rest[..<dot].lastIndex(of: UInt8(ascii: " ")).map { rest[...$0] } ?? []
    output += words
    rest = rest[(dot + 1)...]
  }

  /// What follows `words`, if they come soon.
  private func tail(after words: String) -> ArraySlice<UInt8>? {
    for start in rest.indices.prefix(20) where rest[start...].starts(with: words.utf8) {
      return rest[(start + words.utf8.count)...]
    }
    return nil
  }

  /// The name of something private: `(name in _0123456789ABCDEF)`.
  private static func privateName(_ content: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    // A list of arguments may begin with a private type: then a path or a bracket stands in front of the first blank.
    let name = content.prefix(while: { !" .(,".utf8.contains($0) })
    return content[name.endIndex...].starts(with: " in _".utf8) ? name : nil
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

  /// Whether a `<` here begins generic parameters: they follow a name, or an operator's kind.
  private var isGenericList: Bool {
    if isAfterFixity { return true }
    guard let last = output.last else { return false }
    return !"./=-+!*%<>&|^~? ".utf8.contains(last)
  }
}
